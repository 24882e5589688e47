"""Says where each row of a panel begins along the flow, and each gap between rows, with what the gaps hold.

A gap holds, in this order: the ends of frames, words beside wires, tracks of wires, the beginnings of frames,
and the heads of arrows.
"""

from __future__ import annotations

from collections.abc import Mapping

from archc.pictures.layout.block import Block, Spot
from archc.pictures.layout.place import caption
from archc.pictures.layout.text_width import text_width
from archc.pictures.layout.tile_size import SMALL, Direction
from archc.pictures.layout.tracks import Gaps
from archc.source.record import record

ARROW = 9.0
FRAME = 5.0
WORDS = 8.0
TRACK = 4.0
_TO_TRACK = 3.5
_LESS = 3.0
"""How much shorter an arrow may be where words make its gap long."""


@record
class Rows:
    """Where rows begin and how thick they are; the same of the gaps before, and behind the last."""

    tops: tuple[float, ...]
    thick: tuple[float, ...]
    tracks: tuple[float, ...]
    """Where the first track of the gap is."""
    words: tuple[float, ...]
    """How much of the gap is for words."""
    end: float

    def middle(self, row: int) -> float:
        """The middle of a row."""
        return self.tops[row] + self.thick[row] / 2

    def after(self, row: int) -> float:
        """Where a row ends."""
        return self.tops[row] + self.thick[row]


def stack_rows(block: Block, gaps: Gaps, beside: Mapping[str, str], direction: Direction) -> Rows:
    """Stacks the rows of a panel."""
    count = 1 + max(spot.row for spot in block.spots)
    thick = _thicknesses(block, beside, direction, count)
    words = [0.0] * (count + 1)
    if direction == "tb":
        for spot in block.spots:
            if spot.tile.id in beside:
                words[spot.row + 1] = WORDS
    starts, ends = [0.0] * (count + 1), [0.0] * (count + 1)
    for border in block.borders:
        if border.frame.sort == "turns":
            starts[border.first] = ends[border.last + 1] = FRAME
    tops, tracks, at = [], [], 0.0
    for row in range(count):
        at += ends[row] + words[row]
        tracks.append(at + _TO_TRACK)
        last = max((strand.track for strand in gaps.get(row, ())), default=-1)
        if last >= 0:
            at += _TO_TRACK + TRACK * last
        arrow = 0.0 if not row else ARROW - _LESS if words[row] and last < 0 else ARROW
        at += starts[row] + arrow
        tops.append(at)
        at += thick[row]
    end = at + ends[count] + words[count]
    return Rows(tuple(tops), tuple(thick), tuple(tracks), tuple(words), end)


def _thicknesses(
    block: Block, beside: Mapping[str, str], direction: Direction, count: int
) -> list[float]:
    """How thick rows are: as their tiles, and from left to right as the words below or above them."""
    thick = [0.0] * count
    for spot in block.spots:
        need = spot.along if direction == "tb" else max(spot.along, _words(spot, beside))
        thick[spot.row] = max(thick[spot.row], need)
    if direction == "lr":
        for border in block.borders:
            if border.frame.sort == "stage":
                need = text_width(caption(border.frame), SMALL) + 2
                thick[border.first] = max(thick[border.first], need)
    return thick


def _words(spot: Spot, beside: Mapping[str, str]) -> float:
    wide = text_width(beside.get(spot.tile.id, ""), SMALL, bold=True) + 2
    # Words about a sum stand behind it, so that wires reach it from below.
    return 2 * wide + spot.along if spot.tile.look == "sum" and wide > 2 else wide
