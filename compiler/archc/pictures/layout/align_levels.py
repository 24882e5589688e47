"""Spreads parts beside each other: above the tiles that read them if they can, so that wires are straight.

1. A part wants to stand above the one tile of the level below that reads it. What nothing there reads stands
   beside its neighbours. Nothing is wanted in a level of which a part is read inside of one below, since its
   wire needs the room beside that, or by several, or which has more below it: it stands in the middle.
2. Below a wide part, narrow ones keep the room that it needs.
3. If two would overlap, none of the level gets what it wants: they stand as close as they can.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from itertools import pairwise

from archc.pictures.layout.block import Block

GAP = 8.0
_Level = Sequence[Block]
_Want = tuple[int, float] | None
"""A part of the level below, and how far from its spine."""
_Reach = tuple[float, float]


def align_levels(levels: Sequence[_Level], targets: Mapping[str, Sequence[str]]) -> list[_Level]:
    """The levels, from the first to the last, with places; a part that is alone keeps its spine."""
    wants = [_wants(level, below, targets) for level, below in pairwise(levels)]
    reaches = _reaches(levels, wants)
    placed: list[_Level] = []
    shifts: list[float] = []
    for number in range(len(levels) - 1, -1, -1):
        wanted = wants[number] if placed else [None] * len(levels[number])
        places = [None if want is None else shifts[want[0]] + want[1] for want in wanted]
        shifts = _places(levels[number], places, reaches[number])
        pairs = zip(levels[number], shifts, strict=True)
        placed.append([block.moved(x, 0) for block, x in pairs])
    return placed[::-1]


def _wants(level: _Level, below: _Level, targets: Mapping[str, Sequence[str]]) -> list[_Want]:
    """Rule 1."""
    entries = {
        spot.tile.id: (number, spot.x)
        for number, block in enumerate(below)
        for spot in block.spots
        if not spot.row
    }
    inside = {spot.tile.id for block in below for spot in block.spots if spot.row}
    sources = [spot.tile.id for block in level for spot in block.spots]
    is_read_inside = any(one in inside for source in sources for one in targets.get(source, ()))
    if is_read_inside or len(below) > len(level):
        return [None] * len(level)
    found: list[_Want] = []
    for block in level:
        ends = {
            (entries[target][0], entries[target][1] - spot.x)
            for spot in block.spots
            for target in targets.get(spot.tile.id, ())
            if target in entries
        }
        if len(ends) > 1:
            return [None] * len(level)
        found.append(ends.pop() if ends else None)
    return found


def _reaches(levels: Sequence[_Level], wants: Sequence[Sequence[_Want]]) -> list[list[_Reach]]:
    """Rule 2: how far each part reaches to both sides, with what wants to stand above it."""
    found = [[(block.low, block.high) for block in levels[0]]]
    for below, wanted in zip(levels[1:], wants, strict=True):
        reaches = [(block.low, block.high) for block in below]
        for (low, high), want in zip(found[-1], wanted, strict=True):
            if want is not None and [one and one[0] for one in wanted].count(want[0]) == 1:
                number, x = want
                old = reaches[number]
                reaches[number] = min(old[0], low + x), max(old[1], high + x)
        found.append(reaches)
    return found


def _places(
    level: _Level, wanted: Sequence[float | None], reaches: Sequence[_Reach]
) -> list[float]:
    if len(level) == 1:
        return [0.0]
    return _as_wanted(level, wanted) or _spread(reaches)


def _as_wanted(level: _Level, wanted: Sequence[float | None]) -> list[float]:
    """Rule 3: nothing if two would overlap, or nothing is wanted."""
    first = next((number for number, x in enumerate(wanted) if x is not None), len(level))
    found: list[float] = []
    free = -math.inf
    for block, x in zip(level[first:], wanted[first:], strict=True):
        place = free - block.low if x is None else x
        if place + block.low < free - 0.01:
            return []
        found.append(place)
        free = place + block.high + GAP
    for number in reversed(range(first if found else 0)):
        low = found[0] + level[number + 1].low
        found.insert(0, low - GAP - level[number].high)
    return found


def _spread(reaches: Sequence[_Reach]) -> list[float]:
    """From left to right, around 0."""
    found: list[float] = []
    x = 0.0
    for low, high in reaches:
        found.append(x - low)
        x += high - low + GAP
    middle = (x - GAP) / 2
    return [place - middle for place in found]
