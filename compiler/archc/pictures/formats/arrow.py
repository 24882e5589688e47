"""The shape of the head of an arrow, and the line that ends in it."""

from __future__ import annotations

from archc.pictures.draw.drawing import Point, Wire

_LENGTH = 3.4
_HALF = 1.6
_INSIDE = 0.8
"""How much of its head a line leaves free, so that the tip stays sharp."""


def arrow_head(wire: Wire) -> list[Point]:
    """The corners of the head, the tip first."""
    (x, y), (ux, uy) = wire.points[-1], _way(wire)
    bx, by = x - ux * _LENGTH, y - uy * _LENGTH
    return [(x, y), (bx - uy * _HALF, by + ux * _HALF), (bx + uy * _HALF, by - ux * _HALF)]


def shaft(wire: Wire) -> list[Point]:
    """The points of the line, which ends inside of its head."""
    points = list(wire.points)
    if wire.arrow:
        (x, y), (ux, uy) = points[-1], _way(wire)
        points[-1] = (x - ux * _LENGTH * _INSIDE, y - uy * _LENGTH * _INSIDE)
    return points


def _way(wire: Wire) -> Point:
    """The direction of the last piece, of length 1; it runs along an axis."""
    (x0, y0), (x1, y1) = wire.points[-2], wire.points[-1]
    length = max(abs(x1 - x0), abs(y1 - y0)) or 1.0
    return (x1 - x0) / length, (y1 - y0) / length
