"""Pairs the parts of two sequences: which of the old ones became which of the new ones.

1. Parts keep their order. Of all pairings that do, the one with the most in common is taken.
2. The same piece of network is the same part, whatever it is called; so is what bears its old name.
3. What is left between pairs is opened where it calls blocks or repeats, and paired again: steps that
   moved into a block, or out of it, are the same steps.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from archc.compare.part import Part

_MAX_CELLS = 250_000
"""Sequences whose lengths have a larger product are paired by position."""


class Pair(NamedTuple):
    """A part of both sides, or of one: None stands for what is not there."""

    old: Part | None
    new: Part | None
    is_opened: bool = False
    """Whether a block or a repeat was opened to find the pair: the names of its layers differ."""


def align(old: Sequence[Part], new: Sequence[Part]) -> list[Pair]:
    """The pairs, in the order of the new sequence; what is gone stands where it was."""
    pairs = _aligned(old, new)
    found: list[Pair] = []
    gap: list[Pair] = []
    for pair in [*pairs, None]:
        if pair is not None and (pair.old is None or pair.new is None):
            gap.append(pair)
            continue
        found += _opened(gap)
        gap = []
        if pair is not None:
            found.append(pair)
    return found


def _opened(gap: list[Pair]) -> list[Pair]:
    """Rule 3."""
    old = [pair.old for pair in gap if pair.old is not None]
    new = [pair.new for pair in gap if pair.new is not None]
    if not old or not new or not any(part.sort in ("call", "loop") for part in (*old, *new)):
        return gap
    pairs = align(_open(old), _open(new))
    same = sum(1 for pair in pairs if pair.old is not None and pair.new is not None)
    pairs = [pair._replace(is_opened=True) for pair in pairs]
    return pairs if 2 * same >= max(len(_open(old)), len(_open(new))) else gap


def _open(parts: Sequence[Part]) -> list[Part]:
    found: list[Part] = []
    for part in parts:
        found += list(part.inside()) if part.sort in ("call", "loop") else [part]
    return found


def _aligned(old: Sequence[Part], new: Sequence[Part]) -> list[Pair]:
    """Rule 1."""
    head = _same_ends(old, new)
    tail = _same_ends(old[head:][::-1], new[head:][::-1])
    middle_old, middle_new = old[head : len(old) - tail], new[head : len(new) - tail]
    pairs = [Pair(*both) for both in zip(old[:head], new[:head], strict=True)]
    pairs += _best(middle_old, middle_new)
    ends = zip(old[len(old) - tail :], new[len(new) - tail :], strict=True)
    return [*pairs, *(Pair(*both) for both in ends)]


def _same_ends(old: Sequence[Part], new: Sequence[Part]) -> int:
    """How many parts at the start are the same, and have the same name."""
    count = 0
    for mine, other in zip(old, new, strict=False):
        if mine.digest != other.digest or mine.label != other.label:
            break
        count += 1
    return count


def _best(old: Sequence[Part], new: Sequence[Part]) -> list[Pair]:
    if len(old) * len(new) > _MAX_CELLS:
        return _by_position(old, new)
    rows = [[0.0] * (len(new) + 1) for _ in range(len(old) + 1)]
    scores = [[_likeness(mine, other) for other in new] for mine in old]
    for i in range(len(old) - 1, -1, -1):
        for j in range(len(new) - 1, -1, -1):
            both = scores[i][j] + rows[i + 1][j + 1] if scores[i][j] > 0 else -1.0
            rows[i][j] = max(both, rows[i + 1][j], rows[i][j + 1])
    pairs: list[Pair] = []
    i = j = 0
    while i < len(old) and j < len(new):
        if scores[i][j] > 0 and rows[i][j] == scores[i][j] + rows[i + 1][j + 1]:
            pairs.append(Pair(old[i], new[j]))
            i, j = i + 1, j + 1
        elif rows[i][j] == rows[i + 1][j]:
            pairs.append(Pair(old[i], None))
            i += 1
        else:
            pairs.append(Pair(None, new[j]))
            j += 1
    return [
        *pairs,
        *(Pair(part, None) for part in old[i:]),
        *(Pair(None, part) for part in new[j:]),
    ]


def _by_position(old: Sequence[Part], new: Sequence[Part]) -> list[Pair]:
    both = min(len(old), len(new))
    pairs = [Pair(*found) for found in zip(old[:both], new[:both], strict=True)]
    return [*pairs, *(Pair(p, None) for p in old[both:]), *(Pair(None, p) for p in new[both:])]


def _likeness(old: Part, new: Part) -> float:
    """Rule 2: how much speaks for two parts being the same; 0 for parts that cannot be."""
    if old.sort != new.sort:
        return 0.0
    named = old.label == new.label
    if new.old_label and new.old_label == old.label:
        return 12.0
    if old.digest == new.digest:
        return 10.0 + named
    if old.sort == "stage":
        return 8.0 if named else 0.0
    if old.named and new.named:
        return 8.0 if named and old.word == new.word else 0.0
    if old.word != new.word:
        return 0.0
    return 1.0 + 3.0 * _shared(old, new) + 0.5 * named


def _shared(old: Part, new: Part) -> float:
    """How much of what is in two parts is the same, from 0 to 1."""
    if old.sort == "layer":
        keys = {*old.values, *new.values}
        same = sum(1 for key in keys if old.values.get(key) == new.values.get(key))
        return same / len(keys) if keys else 1.0
    mine, other = _kinds(old), _kinds(new)
    most = max(mine.total(), other.total())
    return (mine & other).total() / most if most else 1.0


def _kinds(part: Part) -> Counter[str]:
    if part.kinds is None:
        part.kinds = Counter(node.kind for node in part.nodes())
    return part.kinds
