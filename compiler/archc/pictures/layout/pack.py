"""Puts panels on a page: in columns, and in rows inside a column, in the order in which they are read.

1. Columns take panels in order. The first may be narrow: the overview, and what stands below it.
2. In a column panels stand beside each other as long as its width allows.
3. Of all ways to cut the order into columns, that one counts which needs the least to be made smaller so that
   the page holds it, then the one of the least height.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations, pairwise

from archc.source.record import record

Size = tuple[float, float]
PORTRAIT: Size = (527.0, 735.0)
LANDSCAPE: Size = (773.0, 490.0)
"""What page of A4 has room for, without its margins, those of the drawing, and the legend."""
GUTTER = 16.0
_COLUMNS = 3
_MANY = 24


@record
class Packing:
    """The corners of all panels, and the size of what they cover."""

    corners: tuple[tuple[float, float], ...]
    width: float
    height: float

    def scale(self, page: Size) -> float:
        """What it must be multiplied with so that a page holds it; 1 if it does as it is."""
        return min(1.0, page[0] / self.width, page[1] / self.height)


def pack(sizes: Sequence[Size], page: Size) -> Packing:
    """Rule 3."""
    return min(
        _packings(sizes, page),
        key=lambda found: (-round(found.scale(page), 3), found.height, found.width),
    )


def _packings(sizes: Sequence[Size], page: Size) -> Iterator[Packing]:
    count = len(sizes)
    cuts = range(1, count) if count <= _MANY else range(1, 3)
    for columns in range(min(_COLUMNS, count)):
        for chosen in combinations(cuts, columns):
            bounds = [0, *chosen, count]
            parts = [sizes[a:b] for a, b in pairwise(bounds)]
            narrow = [max(width for width, _ in part) for part in parts]
            yield _columns(parts, narrow)
            for wide in range(len(parts)):
                room = page[0] - sum(narrow) + narrow[wide] - GUTTER * (len(parts) - 1)
                if room > narrow[wide]:
                    yield _columns(parts, [*narrow[:wide], room, *narrow[wide + 1 :]])
    if count > _MANY:
        area = sum((width + GUTTER) * (height + GUTTER) for width, height in sizes)
        yield _columns([sizes], [max(page[0], (area * page[0] / page[1]) ** 0.5)])


def _columns(parts: Sequence[Sequence[Size]], widths: Sequence[float]) -> Packing:
    corners: list[tuple[float, float]] = []
    x = right = bottom = 0.0
    for part, width in zip(parts, widths, strict=True):
        for (left, top), (wide, high) in zip(_rows(part, width), part, strict=True):
            corners.append((x + left, top))
            right, bottom = max(right, x + left + wide), max(bottom, top + high)
        x = right + GUTTER
    return Packing(tuple(corners), right, bottom)


def _rows(sizes: Sequence[Size], width: float) -> Iterator[tuple[float, float]]:
    """Rule 2."""
    x = y = tall = 0.0
    for wide, high in sizes:
        if x and x + wide > width + 0.01:
            x, y, tall = 0.0, y + tall + GUTTER, 0.0
        yield x, y
        x += wide + GUTTER
        tall = max(tall, high)
