"""Changes a text at random, often so that it still means something: by its tree, its words, its characters.

The seed decides everything: the same text and seed give the same change.
"""

from __future__ import annotations

import ast
from collections.abc import Sequence
from copy import deepcopy
from pathlib import Path
from random import Random
from typing import Any

import yaml
from tests.cases.mutations import as_yaml
from tests.mutation.mutate import EXPRESSIONS, KINDS, WORDS, at, mutate, nodes

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
DICTIONARY = Path(__file__).parent / "dictionary.txt"


def words_of_dictionary() -> list[str]:
    """The words that a libFuzzer dictionary holds."""
    lines = DICTIONARY.read_text(encoding="ascii").splitlines()
    return [ast.literal_eval(f"b{line}").decode() for line in lines if line.startswith('"')]


class Mutator:
    """Changes texts, with pieces of others."""

    def __init__(self, texts: Sequence[str]) -> None:
        trees = [tree for tree in map(_loaded, texts) if isinstance(tree, dict)]
        self._pieces = [at(tree, path) for tree in trees for path in nodes(tree)] or [None]
        self._texts = tuple(texts) or ("",)
        self._words = words_of_dictionary()

    def mutate(self, text: str, random: Random) -> str:
        """A text that is a little, or much, unlike the one that is given."""
        for _ in range(random.choice((1, 1, 1, 2, 3, 5))):
            change = random.choice((self._by_tree, self._by_text))
            text = change(text, random)
        return text

    def _by_tree(self, text: str, random: Random) -> str:
        tree = _loaded(text)
        if not isinstance(tree, dict):
            return self._by_text(text, random)
        try:
            self._change(tree, random)
            return as_yaml(tree)
        except (yaml.YAMLError, RecursionError):  # A tree that holds itself, by an alias.
            return text

    def _change(self, tree: Any, random: Random) -> None:
        """Changes the tree in one place, in some of its ways by a piece of another text."""
        kind = random.choice((*sorted(KINDS), "piece"))
        if kind != "piece":
            mutate(tree, kind, random.choice)
        elif paths := list(nodes(tree)):
            *above, key = random.choice(paths)
            at(tree, tuple(above))[key] = deepcopy(random.choice(self._pieces))

    def _by_text(self, text: str, random: Random) -> str:
        start = random.randint(0, len(text))
        end = min(len(text), start + random.choice((0, 1, 1, 4, 20, 80)))
        other = random.choice(self._texts)
        cut = random.randint(0, len(other))
        pieces: tuple[Sequence[str], ...] = (
            ("", text[start:end] * 2, other[cut : cut + random.choice((3, 20, 200))]),
            ("0", "1", "2", "3", "7", "64", "-1", "1000000000"),
            *(WORDS, EXPRESSIONS, self._words, self._words),
        )
        return text[:start] + random.choice(random.choice(pieces)) + text[end:]


def _loaded(text: str) -> Any:
    try:
        return yaml.load(text, Loader=_LOADER)
    except (yaml.YAMLError, ValueError, RecursionError, OverflowError):
        return None
