"""Turns a panel into places in points: tiles, wires, frames and the words beside them."""

from __future__ import annotations

from collections.abc import Mapping

from archc.pictures.layout.block import Block, Border, Point, Spot
from archc.pictures.layout.obstacles import Obstacles
from archc.pictures.layout.place import Placer
from archc.pictures.layout.route import Route, Router
from archc.pictures.layout.stack_rows import ARROW, FRAME, TRACK, WORDS, Rows, stack_rows
from archc.pictures.layout.tile_size import SMALL, Direction
from archc.pictures.layout.tracks import Gaps, find_strands
from archc.pictures.sketch.sketch import Panel
from archc.source.record import record

_BESIDE = 3.0
"""The space between a wire and the words beside it."""


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
    labels: tuple[tuple[Spot, str, float, float], ...]
    """Words beside wires, or below tiles: whose they are, the words, and where they are."""


def lay_out(panel: Panel, direction: Direction, beside: Mapping[str, str]) -> Laid:
    """Places and wires of a panel."""
    block = Placer(panel.links, direction, beside).line(panel.body)
    routes = Router(block, Obstacles(block, direction, beside)).routes(panel.links)
    gaps = find_strands(routes)
    rows = stack_rows(block, gaps, beside, direction)
    return _Layout(panel, direction, block, gaps, rows).laid(routes, beside)


class _Layout:
    def __init__(
        self, panel: Panel, direction: Direction, block: Block, gaps: Gaps, rows: Rows
    ) -> None:
        self._panel = panel
        self._direction = direction
        self._block = block
        self._gaps = gaps
        self._rows = rows

    def laid(self, routes: list[Route], beside: Mapping[str, str]) -> Laid:
        """Everything, moved so that it begins at 0."""
        wires = [(route, self._points(route)) for route in routes]
        lanes = [x for _, points in wires for x, _ in points]
        low, high = min([self._block.low, *lanes]), max([self._block.high, *lanes])
        spots = [self._stretched(spot).moved(-low, 0) for spot in self._block.spots]
        return Laid(
            self._panel,
            self._direction,
            high - low,
            self._rows.end,
            tuple((spot, self._rows.middle(spot.row)) for spot in spots),
            tuple((r, tuple((x - low, y) for x, y in points)) for r, points in wires),
            tuple((b.moved(-low, 0), *self._reach(b)) for b in self._block.borders),
            tuple(
                (spot, beside[spot.tile.id], *self._label(spot))
                for spot in spots
                if spot.tile.id in beside
            ),
        )

    def _stretched(self, spot: Spot) -> Spot:
        """From left to right, boxes that stand below each other are equally long."""
        if self._direction == "tb" or spot.tile.look not in ("box", "block"):
            return spot
        thick = self._rows.thick[spot.row]
        return Spot(spot.tile, spot.row, spot.x, spot.low, spot.high, thick, spot.words)

    def _label(self, spot: Spot) -> Point:
        """Where words are: beside the wire, or in the middle below the tile."""
        middle = self._rows.middle(spot.row)
        if self._direction == "tb":
            return spot.x + _BESIDE, self._rows.after(spot.row) + WORDS - 1
        if spot.tile.look == "sum":
            return spot.x + SMALL + 1, middle + spot.along / 2 + 1
        return spot.high + SMALL + 1, middle

    def _reach(self, border: Border) -> tuple[float, float]:
        """Where a frame begins and ends."""
        end = self._rows.after(border.last) + self._rows.words[border.last + 1]
        return self._rows.tops[border.first] - (ARROW + FRAME) / 2, end + FRAME

    def _points(self, route: Route) -> tuple[Point, ...]:
        source, target = self._stretched(route.source), self._stretched(route.target)
        points = [(source.x, self._rows.middle(source.row) + source.along / 2)]
        first, last = source.row + 1, target.row
        if first == last and not route.side:
            points += self._across(first, route, source.x, route.end)
        else:
            points += self._across(first, route, source.x, route.lane)
            if not route.side:
                points += self._across(last, route, route.lane, route.end)
        middle = self._rows.middle(target.row)
        if route.side:
            edge = target.low if route.side < 0 else target.high
            points += [(route.lane, middle), (edge, middle)]
        else:
            points.append((route.end, middle - target.along / 2))
        return tuple(points)

    def _across(self, gap: int, route: Route, start: float, end: float) -> list[Point]:
        """The corners of a wire in a gap, on the track of its strand; none if it runs straight on."""
        for strand in self._gaps.get(gap, ()):
            if (
                strand.source == route.link.source
                and start in strand.ups
                and end in strand.downs
                and start != end
            ):
                y = self._rows.tracks[gap] + TRACK * strand.track
                return [(start, y), (end, y)]
        return []
