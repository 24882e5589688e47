"""Finds a way for every wire of a panel: along in lanes between tiles, across in the gaps between rows.

1. A wire leaves a tile at its end, runs across in the gap behind its row to a lane, along the lane, and
   across in the gap before the row of its target.
2. The lane is the free one that costs the least: the shortest way across, then the fewest bends.
3. Wires from one tile may run on each other, others may only cross: they get lanes and tracks of their own.
4. A bar is entered where the lane meets it, a sum from its sides.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from archc.pictures.layout.block import Border, Spot
from archc.pictures.layout.tile_size import ENTRY
from archc.pictures.sketch.sketch import Link
from archc.source.record import record

_CLEAR = 3.0
_CLEAR_OF_FRAME = 2.0
_BEND = 4.0
_BESIDE = 4.0
_ENTRIES = 4
_INSIDE = 2.0
_WIDE = 40.0
_EDGE = 5.0
_SIDES = 12
_END_OF_BAR = 4.0
_KEPT = 20.0
"""How much more a wire may run across for a lane that was kept free for such wires."""
_RIGHT = 12.0
"""How much more to have its lane on the left."""


@record
class Route:
    """The way of one wire. `lane` is where it runs along, `end` where it arrives; `side` is not 0 if it
    enters from a side: -1 from the low one, 1 from the high one.
    """

    link: Link
    source: Spot
    target: Spot
    lane: float
    end: float
    side: int


@record
class Label:
    """Text in the gap behind a row, which no lane may run through."""

    owner: str
    gap: int
    low: float
    high: float


class Router:
    """Routes the wires of one panel. Gap number n is the one before row number n."""

    def __init__(
        self,
        spots: Sequence[Spot],
        lanes: Sequence[float],
        labels: Sequence[Label],
        borders: Sequence[Border],
        captions: Sequence[tuple[int, float, float]],
    ) -> None:
        self._spots = {spot.tile.id: spot for spot in spots}
        self._rows: dict[int, list[Spot]] = {}
        for spot in spots:
            self._rows.setdefault(spot.row, []).append(spot)
        self._lanes = lanes
        self._borders = borders
        self._captions: dict[int, list[tuple[float, float]]] = {}
        for row, low, high in captions:
            self._captions.setdefault(row, []).append((low, high))
        self._labels: dict[int, list[Label]] = {}
        for label in labels:
            self._labels.setdefault(label.gap, []).append(label)
        self._taken: dict[int, list[tuple[float, str]]] = {}
        """The places in each gap where wires run along, and from where they come."""
        self._sides: dict[tuple[str, int], str] = {}
        self._low = min([*(spot.low for spot in spots), *(low for _, low, _ in captions)])
        self._high = max(spot.high + spot.words for spot in spots)

    def routes(self, links: Sequence[Link]) -> list[Route]:
        """The ways of all wires, those that need no choice first."""
        found: dict[int, Route] = {}
        order = sorted(range(len(links)), key=lambda index: (*self._hardness(links[index]), index))
        for index in order:
            found[index] = self._route(links[index])
        return [found[index] for index in range(len(links))]

    def _hardness(self, link: Link) -> tuple[bool, int]:
        source, target = self._spots[link.source], self._spots[link.target]
        return abs(source.x - target.x) > 0.01, target.row - source.row

    def _route(self, link: Link) -> Route:
        source, target = self._spots[link.source], self._spots[link.target]
        best = min(
            (self._try(link, source, target, lane) for lane in self._candidates(source, target)),
            key=lambda found: found[0],
        )[1]
        for gap in range(source.row + 1, target.row + 1):
            self._taken.setdefault(gap, []).append((best.lane, link.source))
        if best.end != best.lane:
            self._taken.setdefault(target.row, []).append((best.end, link.source))
        if best.side:
            self._sides[link.target, best.side] = link.source
        return best

    def _candidates(self, source: Spot, target: Spot) -> Iterable[float]:
        yield source.x
        if target.tile.look != "bar" or not target.low < source.x < target.high:
            yield target.x
        if target.tile.look == "sum":
            yield target.low - _BESIDE
            yield target.high + _BESIDE
        rows = range(source.row + 1, target.row)
        if not rows:
            return
        yield from self._lanes
        for row in rows:
            for spot in self._rows.get(row, ()):
                yield spot.low - _EDGE
                yield spot.high + spot.words + _EDGE
        for step in range(_SIDES):
            yield self._low - _EDGE * (step + 1)
            yield self._high + _EDGE * (step + 1)

    def _try(
        self, link: Link, source: Spot, target: Spot, lane: float
    ) -> tuple[tuple[bool, float], Route]:
        """What a lane costs; first those that are not free."""
        end, side = self._end(link, target, lane)
        free = self._free(lane, source, target) and (
            end == lane or self._untaken(end, target.row, target.row, link.source)
        )
        return (not free, self._cost(source, target, lane, end)), Route(
            link, source, target, lane, end, side
        )

    def _cost(self, source: Spot, target: Spot, lane: float, end: float) -> float:
        across = abs(lane - source.x) + abs(lane - end)
        if across < 0.01:
            return 0.0
        bends = (abs(lane - source.x) > 0.01) + (abs(lane - end) > 0.01)
        kept = any(abs(lane - other) < 0.01 for other in self._lanes)
        right = lane > max(source.x, target.high)
        cost = across + _BEND * bends + _RIGHT * right - _KEPT * kept
        return max(cost, 1.0)

    def _end(self, link: Link, target: Spot, lane: float) -> tuple[float, int]:
        """Rule 4."""
        if target.tile.look == "bar":
            inside = min(max(lane, target.low + _END_OF_BAR), target.high - _END_OF_BAR)
            return self._entry(link, target, lane, inside), 0
        if target.tile.look == "sum" and abs(lane - target.x) > _CLEAR:
            side = -1 if lane < target.x else 1
            low, high = min(lane, target.x), max(lane, target.x)
            others = (spot for spot in self._rows[target.row] if spot is not target)
            clear = all(spot.high < low or spot.low > high for spot in others)
            clear = clear and not (side > 0 and target.words)
            if clear and self._sides.get((link.target, side), link.source) == link.source:
                return lane, side
        return self._entry(link, target, lane, target.x), 0

    def _entry(self, link: Link, target: Spot, lane: float, best: float) -> float:
        """Where a wire enters from the row before: at the best place, or beside it if that is taken."""
        inside = (target.low + _INSIDE, target.high - _INSIDE)
        step = 2 * ENTRY if target.high - target.low > _WIDE else ENTRY
        signs = (1, -1) if lane > best else (-1, 1)
        steps = (best + sign * step * n for n in range(1, _ENTRIES) for sign in signs)
        for place in (best, *steps):
            free = self._untaken(place, target.row, target.row, link.source)
            if free and (place == best or inside[0] <= place <= inside[1]):
                return place
        return best

    def _free(self, lane: float, source: Spot, target: Spot) -> bool:
        for row in range(source.row + 1, target.row):
            spots = self._rows.get(row, ())
            if any(s.low - _CLEAR < lane < s.high + s.words + _CLEAR for s in spots):
                return False
            if any(
                low - _CLEAR < lane < high + _CLEAR for low, high in self._captions.get(row, ())
            ):
                return False
        for gap in range(source.row + 1, target.row + 1):
            for label in self._labels.get(gap, ()):
                if label.owner != source.tile.id and label.low - 2 < lane < label.high + 2:
                    return False
        for border in self._borders:
            beside = border.first < target.row and border.last > source.row
            if beside and min(abs(lane - border.low), abs(lane - border.high)) < _CLEAR_OF_FRAME:
                return False
        return self._untaken(lane, source.row + 1, target.row, source.tile.id)

    def _untaken(self, lane: float, first: int, last: int, source: str) -> bool:
        return not any(
            abs(x - lane) < _CLEAR and other != source
            for gap in range(first, last + 1)
            for x, other in self._taken.get(gap, ())
        )
