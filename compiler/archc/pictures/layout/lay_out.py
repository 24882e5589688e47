"""Turns a panel into places in points: tiles, wires, frames and the words beside them."""

from __future__ import annotations

from collections.abc import Mapping

from archc.pictures.draw.drawing import Point
from archc.pictures.layout.block import Block, Border, Spot
from archc.pictures.layout.place import Placer, caption
from archc.pictures.layout.route import Label, Route, Router
from archc.pictures.layout.text_width import text_width
from archc.pictures.layout.tile_size import SMALL, Direction
from archc.pictures.layout.tracks import Gaps, find_strands
from archc.pictures.sketch.sketch import Panel
from archc.source.record import record

_ARROW = 9.0
_FIRST_TRACK = 3.5
_TRACK = 4.0
_LABEL = 8.0
_FRAME = 5.0


@record
class Laid:
    """A panel in a frame of its own: everything at (across, along), from 0 on."""

    panel: Panel
    direction: Direction
    across: float
    along: float
    spots: tuple[tuple[Spot, float], ...]
    """Every tile with the middle of its row."""
    wires: tuple[tuple[Route, tuple[Point, ...]], ...]
    borders: tuple[tuple[Border, float, float], ...]
    labels: tuple[tuple[str, str, float, float], ...]
    """Words beside wires: whose they are, the words, and where they begin."""


def lay_out(panel: Panel, direction: Direction, beside: Mapping[str, str]) -> Laid:
    """Places and wires of a panel."""
    block = Placer(panel.links, direction, beside).line(panel.body)
    high = {spot.tile.id: spot for spot in block.spots}
    labels = [
        Label(key, high[key].row + 1, high[key].x, high[key].x + 4 + text_width(text, SMALL))
        for key, text in beside.items()
        if direction == "tb"
    ]
    framed = [border for border in block.borders if border.frame.sort == "turns"]
    routes = Router(block.spots, block.lanes, labels, framed).routes(panel.links)
    return _Layout(panel, direction, beside, block, routes).laid()


class _Layout:
    def __init__(
        self,
        panel: Panel,
        direction: Direction,
        beside: Mapping[str, str],
        block: Block,
        routes: list[Route],
    ) -> None:
        self._panel = panel
        self._direction = direction
        self._beside = beside
        self._block = block
        self._spots = block.spots
        self._borders = block.borders
        self._routes = routes
        self._gaps: Gaps = find_strands(routes)
        self._tops: list[float] = []
        self._thick: list[float] = []
        self._labelled: list[bool] = []
        self._first: list[float] = []
        """The first track of the gap before each row."""
        self._stack()

    def _stack(self) -> None:
        rows = 1 + max(spot.row for spot in self._spots)
        thick = [0.0] * rows
        labelled = [False] * (rows + 1)
        for spot in self._spots:
            text = self._beside.get(spot.tile.id, "")
            thick[spot.row] = max(thick[spot.row], spot.along)
            if self._direction == "tb":
                labelled[spot.row + 1] |= bool(text)
            else:
                thick[spot.row] = max(thick[spot.row], text_width(text, SMALL) + 2)
        if self._direction == "lr":
            for border in self._borders:
                if border.frame.sort == "stage" and (title := caption(border.frame)):
                    wide = text_width(title, SMALL) + 2
                    thick[border.first] = max(thick[border.first], wide)
        starts, ends = [0] * (rows + 1), [0] * (rows + 1)
        for border in self._borders:
            if border.frame.sort == "turns":
                starts[border.first] = ends[border.last + 1] = 1
        y = 0.0
        for row in range(rows):
            strands = self._gaps.get(row, ())
            tracks = 1 + max((strand.track for strand in strands), default=-1)
            self._labelled.append(labelled[row])
            y += _FRAME * ends[row] + (_LABEL if labelled[row] else 0)
            self._first.append(y + _FIRST_TRACK)
            y += (_FIRST_TRACK + _TRACK * (tracks - 1) if tracks else 0) + _FRAME * starts[row]
            if row:
                y += _ARROW if not labelled[row] or tracks else _ARROW - 3
            self._tops.append(y)
            self._thick.append(thick[row])
            y += thick[row]
        self._labelled.append(labelled[rows])
        self._end = y + _FRAME * ends[rows] + (_LABEL if labelled[rows] else 0)

    def laid(self) -> Laid:
        """Everything, moved so that it begins at 0."""
        wires = [(route, self._points(route)) for route in self._routes]
        labels = []
        for spot in self._spots:
            if text := self._beside.get(spot.tile.id):
                labels.append((spot.tile.id, text, *self._label(spot)))
        low, high = self._ends(wires)
        return Laid(
            self._panel,
            self._direction,
            high - low,
            self._end,
            tuple(
                (self._stretched(spot).moved(-low, 0), self._middle(spot.row))
                for spot in self._spots
            ),
            tuple((r, tuple((x - low, y) for x, y in points)) for r, points in wires),
            tuple((b.moved(-low, 0), *self._reach(b)) for b in self._borders),
            tuple((key, text, x - low, y) for key, text, x, y in labels),
        )

    def _ends(self, wires: list[tuple[Route, tuple[Point, ...]]]) -> tuple[float, float]:
        lanes = [x for _, points in wires for x, _ in points]
        return min([self._block.low, *lanes]), max([self._block.high, *lanes])

    def _stretched(self, spot: Spot) -> Spot:
        """From left to right, boxes that stand below each other are equally long."""
        if self._direction == "tb" or spot.tile.look not in ("box", "block"):
            return spot
        thick = self._thick[spot.row]
        return Spot(spot.tile, spot.row, spot.x, spot.low, spot.high, thick, spot.words)

    def _label(self, spot: Spot) -> Point:
        """Where words begin: beside the wire, or in the middle below the tile."""
        if self._direction == "lr":
            return spot.high + SMALL + 1, self._middle(spot.row)
        return spot.x + 3, self._tops[spot.row] + self._thick[spot.row] + _LABEL - 1

    def _middle(self, row: int) -> float:
        return self._tops[row] + self._thick[row] / 2

    def _reach(self, border: Border) -> tuple[float, float]:
        end = self._tops[border.last] + self._thick[border.last]
        end += _LABEL if self._labelled[border.last + 1] else 0
        return self._tops[border.first] - _ARROW / 2 - _FRAME / 2, end + _FRAME

    def _points(self, route: Route) -> tuple[Point, ...]:
        source, target = self._stretched(route.source), self._stretched(route.target)
        start = self._middle(source.row) + source.along / 2
        stop = self._middle(target.row) - target.along / 2
        points = [(source.x, start)]
        first, last = source.row + 1, target.row
        if first == last and not route.side:
            points += self._across(first, route, source.x, route.end)
        else:
            points += self._across(first, route, source.x, route.lane)
            if not route.side:
                points += self._across(last, route, route.lane, route.end)
        if route.side:
            middle = self._middle(target.row)
            edge = target.low if route.side < 0 else target.high
            points += [(route.lane, middle), (edge, middle)]
        else:
            points.append((route.end, stop))
        return tuple(points)

    def _across(self, gap: int, route: Route, start: float, end: float) -> list[Point]:
        if abs(start - end) < 0.01:
            return []
        up, source = route.source.row + 1 == gap, route.link.source
        for strand in self._gaps[gap]:
            if strand.source == source and start in strand.ups and end in strand.downs:
                y = self._first[gap] + _TRACK * strand.track
                return [(start, y), (end, y)]
        raise AssertionError(f"no strand of {source} in gap {gap}, {up}")
