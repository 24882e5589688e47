"""Finds a way for every wire of a panel: along in lanes between tiles, across in the gaps between rows.

1. A wire leaves a tile at its end, runs across in the gap behind its row to a lane, along the lane, and
   across in the gap before the row of its target.
2. The lane is the free one that costs the least: the shortest way across, then the fewest bends.
3. Wires from one tile may run on each other, others may only cross: they get lanes and tracks of their own.
4. A bar is entered where the lane meets it, a sum from its sides.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import count

from archc.pictures.layout.block import Block, Spot
from archc.pictures.layout.obstacles import Obstacles
from archc.pictures.layout.taken import CLEAR, Taken
from archc.pictures.layout.tile_size import ENTRY
from archc.pictures.sketch.sketch import Link
from archc.source.record import record

_BEND = 4.0
_CROSSING = 12.0
_COUNTED = 400
"""In panels of more wires crossings are not counted: nobody could follow a wire in any case."""
_BESIDE = 4.0
_ENTRIES = 4
_INSIDE = 2.0
_WIDE = 40.0
_EDGE = 5.0
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


class Router:
    """Routes the wires of one panel. Gap number n is the one before row number n."""

    def __init__(self, block: Block, obstacles: Obstacles) -> None:
        self._spots = {spot.tile.id: spot for spot in block.spots}
        self._lanes = block.lanes
        self._kept = {round(lane, 2) for lane in block.lanes}
        self._obstacles = obstacles
        self._taken = Taken()
        self._counted = True
        self._long: list[Route] = []
        """Wires that pass rows: others should not cross them."""
        self._sides: dict[tuple[str, int], str] = {}

    def routes(self, links: Sequence[Link]) -> list[Route]:
        """The ways of all wires, those that need no choice first."""
        self._counted = len(links) <= _COUNTED
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
        best = self._best(link, source, target)
        self._taken.take(best.lane, source.row + 1, target.row, link.source)
        if best.end != best.lane:
            self._taken.take(best.end, target.row, target.row, link.source)
        if target.row - source.row > 1 and self._counted:
            self._long.append(best)
        if best.side:
            self._sides[link.target, best.side] = link.source
        return best

    def _best(self, link: Link, source: Spot, target: Spot) -> Route:
        """Rule 2; lanes that are too far away to be better are not tried."""

        def least(lane: float) -> float:
            aside = max(target.low - lane, lane - target.high, 0.0)
            aside = 0.0 if target.tile.look == "sum" else aside  # It is entered from the lane.
            return abs(lane - source.x) + aside - _KEPT

        lanes = sorted(self._candidates(source, target), key=least)
        cost, best = self._try(link, source, target, lanes[0])
        for lane in lanes[1:]:
            if not cost[0] and least(lane) >= cost[1]:
                break
            other, route = self._try(link, source, target, lane)
            if other < cost:
                cost, best = other, route
        return best

    def _candidates(self, source: Spot, target: Spot) -> Iterable[float]:
        found = dict.fromkeys([source.x])
        if target.tile.look != "bar" or not target.low < source.x < target.high:
            found[target.x] = None
        if target.tile.look == "sum":
            found |= dict.fromkeys((target.low - _BESIDE, target.high + _BESIDE))
        if rows := range(source.row + 1, target.row):
            found |= dict.fromkeys(self._lanes)
            for low, high in sorted(self._obstacles.reaches(rows)):
                found |= dict.fromkeys((low - _EDGE, high + _EDGE))
            found |= dict.fromkeys(self._beside_all(source, target))
        return found

    def _beside_all(self, source: Spot, target: Spot) -> Iterator[float]:
        """The first free lanes to the left and to the right of everything."""
        for edge, step in ((self._obstacles.low, -_EDGE), (self._obstacles.high, _EDGE)):
            lanes = (edge + step * number for number in count(1))
            first, last, key = source.row + 1, target.row, source.tile.id
            yield next(lane for lane in lanes if self._taken.is_free(lane, first, last, key))

    def _try(
        self, link: Link, source: Spot, target: Spot, lane: float
    ) -> tuple[tuple[bool, float], Route]:
        """What a lane costs; first those that are not free."""
        end, side = self._end(link, target, lane)
        free = self._free(lane, source, target) and (
            end == lane or self._taken.is_free(end, target.row, target.row, link.source)
        )
        return (not free, self._cost(source, target, lane, end)), Route(
            link, source, target, lane, end, side
        )

    def _cost(self, source: Spot, target: Spot, lane: float, end: float) -> float:
        across = abs(lane - source.x) + abs(lane - end)
        if across < 0.01:
            return 0.0
        bends = (abs(lane - source.x) > 0.01) + (abs(lane - end) > 0.01)
        kept = round(lane, 2) in self._kept
        right = lane > max(source.x, target.high)
        crossed = sum(_crossings(source, target, lane, other) for other in self._long)
        cost = across + _BEND * bends + _RIGHT * right - _KEPT * kept + _CROSSING * crossed
        return max(cost, 1.0)

    def _end(self, link: Link, target: Spot, lane: float) -> tuple[float, int]:
        """Rule 4."""
        if target.tile.look == "bar":
            inside = min(max(lane, target.low + _END_OF_BAR), target.high - _END_OF_BAR)
            return self._entry(link, target, lane, inside), 0
        if target.tile.look == "sum" and abs(lane - target.x) > CLEAR:
            side = -1 if lane < target.x else 1
            low, high = min(lane, target.x), max(lane, target.x)
            clear = self._obstacles.side_is_clear(target.row, low, high, target.x)
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
            free = self._taken.is_free(place, target.row, target.row, link.source)
            if free and (place == best or inside[0] <= place <= inside[1]):
                return place
        return best

    def _free(self, lane: float, source: Spot, target: Spot) -> bool:
        first, last, key = source.row + 1, target.row, source.tile.id
        return self._obstacles.is_clear(lane, range(first, last), key) and self._taken.is_free(
            lane, first, last, key
        )


def _crossings(source: Spot, target: Spot, lane: float, other: Route) -> int:
    """How often a wire in a lane would cross another one."""
    if other.link.source == source.tile.id:
        return 0
    found = 0
    for gap, start in ((other.source.row + 1, other.source.x), (other.target.row, other.end)):
        low, high = sorted((start, other.lane))
        found += low < lane < high and source.row + 1 < gap <= target.row
    for gap, start in ((source.row + 1, source.x), (target.row, target.x)):
        low, high = sorted((start, lane))
        found += low < other.lane < high and other.source.row + 1 < gap <= other.target.row
    return found
