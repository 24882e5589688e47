"""Gives the tiles of a panel their places: a row, and a place across the rows.

1. Parts of a line stand below each other, each in rows of its own, on one spine.
2. Parts that do not read each other stand side by side, in the order of the spec (`align_levels.py`).
3. Branches stand side by side and start in the same row; what they come together in has the row below them.
4. An empty branch is a lane that its wire runs in.
5. What does not lead to the end of its line stands aside, to the right.
6. Boxes that stand below each other are equally wide.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from archc.pictures.layout.align_levels import GAP, align_levels
from archc.pictures.layout.block import Block, Border, Spot, joined
from archc.pictures.layout.part_order import PartOrder
from archc.pictures.layout.text_width import text_width
from archc.pictures.layout.tile_size import ENTRY, SMALL, TEXT, Direction, tile_size
from archc.pictures.sketch.sketch import Fork, Frame, Line, Link, Part, Tile

_LANE = 5.0
_ASIDE = 16.0
_NEAR = 8.0
_FRAME = 5.0
_CAPTION = 5.0
TURNS = 3.0
"""The space between a frame and the words that count its turns."""


class Placer:
    """Places the tiles of one panel. `beside` is text that stands to the right of the wire out of a tile."""

    def __init__(
        self, links: Sequence[Link], direction: Direction, beside: Mapping[str, str]
    ) -> None:
        self._targets: dict[str, list[str]] = {}
        self._inputs = Counter(link.target for link in links)
        for link in links:
            self._targets.setdefault(link.source, []).append(link.target)
        self._direction = direction
        self._beside = beside
        self._wide: dict[str, float] = {}

    def line(self, line: Line) -> Block:
        """Rules 1, 2 and 5."""
        if not line.parts:
            return Block(-_LANE, _LANE, 0, lanes=(0.0,))
        self._align(line)
        order = PartOrder(line.parts, self._targets)
        placed: list[Block] = []
        row = 0
        starts = []
        ends: dict[int, float] = {}
        levels = order.levels()
        parts = [[self._part(line.parts[index]) for index in level] for level in levels]
        for level, found in zip(levels, align_levels(parts, self._targets), strict=True):
            starts.append(row)
            blocks = list(found)
            if len(level) == 1:
                blocks = [
                    _widened(blocks[0], [ends[i] for i in order.reads[level[0]] if i in ends])
                ]
            for index, block in zip(level, blocks, strict=True):
                placed.append(block.moved(0, row))
                ends[index] = block.spots[-1].x if block.spots else 0.0
            row = max(row, *(row + block.rows for block in blocks))
        trunk = joined(placed, row)
        return self._with_asides(trunk, line, order, starts)

    def _with_asides(self, trunk: Block, line: Line, order: PartOrder, starts: list[int]) -> Block:
        """Rule 5."""
        ends: dict[int, tuple[float, int]] = {}
        found = [trunk]
        edge = trunk.high
        for index in order.asides():
            block = self._part(line.parts[index])
            above = [ends[i] for i in order.reads[index] if i in ends]
            if above:
                x, row = max(above, key=lambda end: end[1])
            else:
                level = 1 + max((order.level[i] for i in order.reads[index]), default=-1)
                row = starts[level] if level < len(starts) else trunk.rows
                x = edge + _ASIDE - block.low
            moved = block.moved(x, row)
            edge = max(edge, moved.high)
            ends[index] = (x, row + block.rows)
            found.append(moved)
        return joined(found, max(trunk.rows, *(row for _, row in ends.values()))) if ends else trunk

    def _part(self, part: Part) -> Block:
        match part:
            case Tile():
                return self._tile(part)
            case Fork():
                return self._fork(part)
            case Frame():
                return self._frame(part)

    def _tile(self, tile: Tile) -> Block:
        across, along = tile_size(tile, self._direction)
        entries = 0 if tile.look == "sum" else ENTRY * (self._inputs[tile.id] + 1)
        half = max(across, entries, self._wide.get(tile.id, 0)) / 2
        label = text_width(self._beside.get(tile.id, ""), SMALL, bold=True)
        if self._direction == "tb":
            spot = Spot(tile, 0, 0, -half, half, along)
            return Block(-half, max(half, label + 4 if label else 0), 1, (spot,))
        if label and tile.look == "sum":  # They stand behind it.
            spot = Spot(tile, 0, 0, -half, half, along)
            return Block(-half, SMALL + 3, 1, (spot,))
        words = SMALL + 2 if label else 0.0
        spot = Spot(tile, 0, 0, -half, half, along, words)
        return Block(-half, half + words, 1, (spot,))

    def _fork(self, fork: Fork) -> Block:
        """Rules 3 and 4."""
        blocks = [self.line(branch) for branch in fork.branches]
        branches = _spread(blocks)
        spines = [
            moved - block.low
            for moved, block in zip((b.low for b in branches), blocks, strict=True)
        ]
        full = [x for x, block in zip(spines, blocks, strict=True) if block.rows]
        middle = (spines[0] + spines[-1]) / 2
        near = [x for x in spines if abs(x - middle) < _NEAR]
        spine = full[0] if len(full) == 1 else near[0] if near else middle
        rows = max(block.rows for block in blocks)
        join = self._tile(fork.join).spots[0]
        low, high = join.low + spine, join.high + spine
        if fork.join.look != "sum":
            low, high = min(low, branches[0].low), max(high, branches[-1].high)
        ends = Spot(fork.join, rows, spine, low, high, join.along, join.words)
        label = max(self._tile(fork.join).high + spine, high + join.words)
        bottom = Block(low, label, 1, (ends,))
        return joined([*branches, bottom], rows + 1).moved(-spine, 0)

    def _frame(self, frame: Frame) -> Block:
        body = self.line(frame.body)
        if frame.sort == "stage":
            border = Border(frame, 0, body.rows - 1, body.low, body.high)
            low = body.low - caption_size(frame, self._direction)
            return Block(low, body.high, body.rows, body.spots, (*body.borders, border), body.lanes)
        low, high = body.low - _FRAME, body.high + _FRAME
        border = Border(frame, 0, body.rows - 1, low, high)
        room = TURNS + (text_width(frame.title, TEXT, True) if self._direction == "tb" else TEXT)
        return Block(low, high + room, body.rows, body.spots, (*body.borders, border), body.lanes)

    def _align(self, line: Line) -> None:
        """Rule 6."""
        boxes = [tile for tile in _direct(line) if tile.look in ("box", "block")]
        wide = max((tile_size(tile, self._direction)[0] for tile in boxes), default=0)
        self._wide |= {tile.id: max(wide, self._wide.get(tile.id, 0)) for tile in boxes}


def caption(frame: Frame) -> str:
    """The name of a stage, unless its only tile says it."""
    first = frame.body.parts[0]
    said = isinstance(first, Tile) and first.text.rpartition(" x ")[2] == frame.title
    return "" if said else frame.title


def caption_size(frame: Frame, direction: Direction) -> float:
    """The room that the name of a stage needs beside it."""
    if not (text := caption(frame)):
        return 0.0
    return text_width(text, SMALL) + _CAPTION if direction == "tb" else SMALL + 3


def _direct(line: Line) -> Iterator[Tile]:
    for part in line.parts:
        if isinstance(part, Tile):
            yield part
        elif isinstance(part, Frame) and part.sort == "stage":
            yield from _direct(part.body)
        elif isinstance(part, Fork):
            full = [branch for branch in part.branches if branch.parts]
            if len(full) == 1:  # Its tiles stand on the same spine.
                yield from _direct(full[0])


def _spread(blocks: Sequence[Block]) -> list[Block]:
    """Blocks from left to right."""
    found = []
    x = 0.0
    for block in blocks:
        found.append(block.moved(x - block.low, 0))
        x += block.high - block.low + GAP
    return found


def _widened(block: Block, ends: Sequence[float]) -> Block:
    """A bar that stands alone reaches below all that it brings together."""
    if len(ends) < 2 or len(block.spots) != 1 or block.spots[0].tile.look != "bar":
        return block
    bar = block.spots[0]
    low, high = min(bar.low, *(x - GAP for x in ends)), max(bar.high, *(x + GAP for x in ends))
    wide = Spot(bar.tile, 0, bar.x, low, high, bar.along, bar.words)
    return Block(min(low, block.low), max(high, block.high), 1, (wide,))
