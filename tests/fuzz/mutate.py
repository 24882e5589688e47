"""Changes a text at random, often so that it still means something: by its tree, its words, its characters.

The seed decides everything: the same text and seed give the same change.
"""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import Any

import yaml
from tests.cases.mutations import EXPRESSIONS, WORDS, as_yaml, at, change_tree, nodes

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_SCRAPS = (
    *[
        "\t",
        "\n",
        " ",
        "  ",
        "-",
        "- ",
        ":",
        ": ",
        ",",
        "[",
        "]",
        "{",
        "}",
        "'",
        '"',
        "#",
        "&a ",
        "*a",
        "!",
        "!!str ",
        "|\n",
        ">\n",
        "%",
        "@",
        "`",
        "$",
        "${",
        "~",
    ],
    *[
        "<<: ",
        "? ",
        "---\n",
        "...\n",
        "\r",
        "0",
        "-1",
        "1e999",
        ".nan",
        "0x",
        "1_000",
        "inf",
        "^",
        "(",
        ")",
        "+",
        "*",
        "/",
        "**",
        "==",
        "<",
    ],
    *[
        "[0]",
        "[-1]",
        "max(",
        " if ",
        " else ",
        " and ",
        "not ",
        '"""',
        "'''",
        "::error::",
        "##[",
        "é",
        "😀",
    ],
    *["\x00", "\x1b[31m", "\x7f", "\x85", "\u2028", "\ufeff", "\u202e", "\u200b"],
    *["# archc: allow W0401\n", "# archc: allow ", " -- why", "# file: base.yaml\n"],
    *["extends: base.yaml\n", "[[network]]\n", "layers = 3\n", "[tool.archc]\n", "plugins = "],
)


class Mutator:
    """Changes texts, with pieces of others."""

    def __init__(self, texts: Sequence[str]) -> None:
        trees = [tree for tree in map(_loaded, texts) if isinstance(tree, dict)]
        self._pieces = [at(tree, path) for tree in trees for path in nodes(tree)] or [None]
        self._texts = tuple(texts) or ("",)

    def mutate(self, text: str, random: Random) -> str:
        """A text that is a little, or much, unlike the one that is given."""
        for _ in range(random.choice((1, 1, 1, 2, 3, 5))):
            text = (
                self._by_tree(text, random)
                if random.random() < 0.5
                else self._by_text(text, random)
            )
        return text

    def _by_tree(self, text: str, random: Random) -> str:
        tree = _loaded(text)
        if not isinstance(tree, dict):
            return self._by_text(text, random)
        try:
            change_tree(tree, random.choice, self._pieces)
            return as_yaml(tree)
        except (yaml.YAMLError, RecursionError):  # A tree that holds itself, by an alias.
            return text

    def _by_text(self, text: str, random: Random) -> str:
        start = random.randint(0, len(text))
        end = min(len(text), start + random.choice((0, 1, 1, 4, 20, 80)))
        other = random.choice(self._texts)
        cut = random.randint(0, len(other))
        match random.randrange(7):
            case 0:
                return text[:start] + text[end:]
            case 1:
                return text[:end] + text[start:end] + text[end:]
            case 2:
                return text[:start] + other[cut : cut + random.choice((3, 20, 200))] + text[end:]
            case 3:
                return text[:start] + random.choice(WORDS) + text[end:]
            case 4:
                return (
                    text[:start] + str(random.choice((0, 1, 2, 3, 7, 64, -1, 10**9))) + text[end:]
                )
            case 5:
                return text[:start] + random.choice(EXPRESSIONS) + text[end:]
            case _:
                return text[:start] + random.choice(_SCRAPS) + text[end:]


def _loaded(text: str) -> Any:
    try:
        return yaml.load(text, Loader=_LOADER)
    except (yaml.YAMLError, ValueError, RecursionError, OverflowError):
        return None
