"""Remembers where wires run along the flow, so that no two of different values run on each other."""

from __future__ import annotations

from collections.abc import Iterator

CLEAR = 3.0
"""The least space between two wires, and between a wire and a tile."""
_LONG = 4
"""From how many gaps on a wire is remembered as a whole, and not gap by gap."""


class Taken:
    """The places that are taken. Those near each other are in one drawer, so that few must be compared."""

    def __init__(self) -> None:
        self._long: dict[int, list[tuple[int, int, float, str]]] = {}
        self._short: dict[int, dict[int, list[tuple[float, str]]]] = {}

    def take(self, x: float, first: int, last: int, source: str) -> None:
        """A wire from a source runs along at `x`, from its first gap to its last."""
        drawer = int(x // CLEAR)
        if last - first >= _LONG:
            self._long.setdefault(drawer, []).append((first, last, x, source))
            return
        gaps = self._short.setdefault(drawer, {})
        for gap in range(first, last + 1):
            gaps.setdefault(gap, []).append((x, source))

    def is_free(self, x: float, first: int, last: int, source: str) -> bool:
        """Whether a wire may run there: no other value does in the same gaps."""
        drawer = int(x // CLEAR)
        return not any(
            other != source and abs(place - x) < CLEAR
            for near in (drawer - 1, drawer, drawer + 1)
            for place, other in self._in(near, first, last)
        )

    def _in(self, drawer: int, first: int, last: int) -> Iterator[tuple[float, str]]:
        for start, end, place, other in self._long.get(drawer, ()):
            if start <= last and first <= end:
                yield place, other
        gaps = self._short.get(drawer)
        if not gaps:
            return
        if last - first < len(gaps):
            for gap in range(first, last + 1):
                yield from gaps.get(gap, ())
        else:
            for gap, found in gaps.items():
                if first <= gap <= last:
                    yield from found
