"""Gives the wires that run across a gap tracks of their own, in an order with few crossings."""

from __future__ import annotations

from collections.abc import Iterable

from archc.pictures.layout.route import Route

_NEAR = 3.0
_NEVER = 1_000
"""What it costs if two run along on each other, in crossings."""


class Strand:
    """What of one value runs across one gap: from where it comes, to where it goes."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.ups: set[float] = set()
        self.downs: set[float] = set()
        self.track = 0

    @property
    def low(self) -> float:
        """Its one end."""
        return min(self.ups | self.downs)

    @property
    def high(self) -> float:
        """Its other end."""
        return max(self.ups | self.downs)

    def crossings(self, below: Strand) -> int:
        """How often the two cross if this one has the higher track."""
        met = sum(abs(x - y) < _NEAR for x in self.downs for y in below.ups)
        crossed = sum(below.low < x < below.high for x in self.downs)
        return _NEVER * met + crossed + sum(self.low < x < self.high for x in below.ups)


Gaps = dict[int, list[Strand]]


def find_strands(routes: Iterable[Route]) -> Gaps:
    """The strands of every gap, with their tracks."""
    gaps: dict[int, dict[str, Strand]] = {}
    for route in routes:
        first, last = route.source.row + 1, route.target.row
        if first == last and not route.side:
            _add(gaps, first, route, route.source.x, route.end)
            continue
        _add(gaps, first, route, route.source.x, route.lane)
        if not route.side:
            _add(gaps, last, route, route.lane, route.end)
    return {gap: _tracked(list(strands.values())) for gap, strands in gaps.items()}


def _add(
    gaps: dict[int, dict[str, Strand]], gap: int, route: Route, up: float, down: float
) -> None:
    if abs(up - down) < 0.01:
        return
    source = route.link.source
    # A value may run across a gap twice: behind its tile, and to its targets from a lane.
    key = f"{source} {route.source.row + 1 == gap}"
    strand = gaps.setdefault(gap, {}).setdefault(key, Strand(source))
    strand.ups.add(up)
    strand.downs.add(down)


def _tracked(strands: list[Strand]) -> list[Strand]:
    ordered: list[Strand] = []
    for strand in strands:
        ordered.insert(_best_place(strand, ordered), strand)
    for index, strand in enumerate(ordered):
        above = (
            o.track + 1
            for o in ordered[:index]
            if o.low - _NEAR < strand.high and strand.low < o.high + _NEAR
        )
        strand.track = max(above, default=0)
    return ordered


def _best_place(strand: Strand, ordered: list[Strand]) -> int:
    """Where a strand crosses those that are ordered least; the last of such places."""
    cost = least = sum(strand.crossings(other) for other in ordered)
    best = 0
    for place, other in enumerate(ordered, 1):
        cost += other.crossings(strand) - strand.crossings(other)
        if cost <= least:
            best, least = place, cost
    return best
