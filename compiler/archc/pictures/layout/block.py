"""Tiles that have their places relative to a spine: what a layout is put together from."""

from __future__ import annotations

from collections.abc import Sequence

from archc.pictures.sketch.sketch import Frame, Tile
from archc.source.record import record

Point = tuple[float, float]


@record
class Spot:
    """A tile in its row: its spine, where it ends on both sides, how much it needs along the flow."""

    tile: Tile
    row: int
    x: float
    low: float
    high: float
    along: float
    words: float = 0.0
    """How far the words below it reach, where it has words below it and not beside its wire."""

    def moved(self, x: float, row: int) -> Spot:
        """The same, elsewhere."""
        low, high = self.low + x, self.high + x
        return Spot(self.tile, self.row + row, self.x + x, low, high, self.along, self.words)


@record
class Border:
    """A frame around rows."""

    frame: Frame
    first: int
    last: int
    low: float
    high: float

    def moved(self, x: float, row: int) -> Border:
        """The same, elsewhere."""
        return Border(self.frame, self.first + row, self.last + row, self.low + x, self.high + x)


@record
class Block:
    """What has its place relative to a spine at 0: how far it reaches to both sides, how many rows it has."""

    low: float
    high: float
    rows: int
    spots: tuple[Spot, ...] = ()
    borders: tuple[Border, ...] = ()
    lanes: tuple[float, ...] = ()

    def moved(self, x: float, row: int) -> Block:
        """The same, elsewhere."""
        return Block(
            self.low + x,
            self.high + x,
            self.rows,
            tuple(spot.moved(x, row) for spot in self.spots),
            tuple(border.moved(x, row) for border in self.borders),
            tuple(lane + x for lane in self.lanes),
        )


def joined(blocks: Sequence[Block], rows: int) -> Block:
    """One block of all that several hold."""
    return Block(
        min(block.low for block in blocks),
        max(block.high for block in blocks),
        rows,
        tuple(spot for block in blocks for spot in block.spots),
        tuple(border for block in blocks for border in block.borders),
        tuple(lane for block in blocks for lane in block.lanes),
    )
