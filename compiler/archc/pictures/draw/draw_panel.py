"""Turns a panel that is laid out into the marks of a drawing: boxes, circles, bars, wires and words."""

from __future__ import annotations

from collections.abc import Iterator

from archc.diagram.palette import ALARM, BLOCK, FAINT, INK, LOOKS, WIRE
from archc.pictures.draw.drawing import Anchor, Mark, Part, Point, Rect, Wire, Words
from archc.pictures.layout.block import Border, Spot
from archc.pictures.layout.lay_out import Laid
from archc.pictures.layout.place import TURNS, caption
from archc.pictures.layout.text_width import text_width
from archc.pictures.layout.tile_size import SMALL, TEXT
from archc.pictures.sketch.sketch import Tile
from archc.pictures.sketch.sketch_line import SIGNS
from archc.source.record import record

_CAP = 0.36
"""How far the baseline of a text lies below its middle, as a part of its size."""
_AHEAD = 7.0
"""How far before its first row a frame begins."""


@record
class Corner:
    """Where a panel goes, and which way round."""

    x: float
    y: float
    turned: bool

    def point(self, across: float, along: float) -> Point:
        """A place of the panel on the page."""
        return (
            (self.x + along, self.y + across) if self.turned else (self.x + across, self.y + along)
        )


def draw_panel(laid: Laid, x: float, y: float) -> Iterator[Part]:
    """The parts of a panel whose upper left corner is at `x`, `y`: frames first, wires, then tiles."""
    corner = Corner(x, y, laid.direction == "lr")
    for border, start, end in laid.borders:
        yield from _border(border, start, end, corner)
    for route, points in laid.wires:
        wire = Wire(tuple(corner.point(*p) for p in points), WIRE, arrow=True)
        yield Part(
            "wire", f"{laid.panel.id}: {route.link.source} to {route.link.target}", "", (wire,)
        )
    for spot, text, across, along in laid.labels:
        words = _beside(text, corner.point(across, along), spot.tile, corner)
        yield Part("label", spot.tile.id, "", (words,))
    for spot, middle in laid.spots:
        tile = spot.tile
        marks = tuple(_tile(spot, middle, corner))
        family = "" if tile.look in ("block", "port") else tile.family
        key = f"{laid.panel.id}: {tile.id}"
        yield Part(tile.look, key, tile.hint, marks, tile.layers, family)


def _beside(text: str, place: Point, tile: Tile, corner: Corner) -> Words:
    alarm = bool(tile.note) and tile.look != "block"
    width = text_width(text, SMALL, alarm)
    anchor: Anchor = "middle" if corner.turned and tile.look != "sum" else "start"
    return Words(*place, text, SMALL, width, ALARM if alarm else FAINT, alarm, anchor)


def _border(border: Border, start: float, end: float, corner: Corner) -> Iterator[Part]:
    frame = border.frame
    if frame.sort == "stage":
        if text := caption(frame):
            yield Part("stage", frame.id, "", (_stage(text, border.low, start, corner),))
        return
    (x0, y0), (x1, y1) = corner.point(border.low, start), corner.point(border.high, end)
    rect = Rect(x0, y0, x1 - x0, y1 - y0, "none", INK, 4, 0.7, (2.5, 2))
    width = text_width(frame.title, TEXT, True)
    words = Words(x1 + TURNS, (y0 + y1) / 2 + TEXT * _CAP, frame.title, TEXT, width, INK, True)
    if corner.turned:
        words = Words((x0 + x1) / 2, y1 + TEXT + 1, frame.title, TEXT, width, INK, True, "middle")
    yield Part("repeat", frame.id, "", (rect, words))


def _stage(text: str, low: float, start: float, corner: Corner) -> Words:
    """The name of a stage, left of its first tile or above it."""
    width = text_width(text, SMALL)
    x, y = corner.point(low, start)
    if corner.turned:
        return Words(x + _AHEAD, y - 3, text, SMALL, width, FAINT)
    return Words(x - 5, y + _AHEAD + 9, text, SMALL, width, FAINT, anchor="end")


def _tile(spot: Spot, middle: float, corner: Corner) -> Iterator[Mark]:
    tile = spot.tile
    (x0, y0) = corner.point(spot.low, middle - spot.along / 2)
    (x1, y1) = corner.point(spot.high, middle + spot.along / 2)
    x, y = (x0 + x1) / 2, (y0 + y1) / 2
    if tile.look == "port":
        yield _words(tile.text, x, y, SMALL, FAINT)
        return
    look = BLOCK if tile.look == "block" else LOOKS[tile.family]
    border = ALARM if tile.note else look.border
    if tile.look == "sum":
        r = (x1 - x0) / 2
        line = 1.2 if tile.note else look.line
        yield Rect(x0, y0, x1 - x0, y1 - y0, look.fill, border, r, line)
        yield from _sign(tile.text, x, y)
        return
    radius = min(look.radius, (y1 - y0) / 2)
    yield Rect(x0, y0, x1 - x0, y1 - y0, look.fill, border, radius, look.line, look.dash)
    size = SMALL if tile.look == "bar" else TEXT
    yield _words(
        tile.text, x, y, size, INK, tile.look == "block", corner.turned and tile.look == "bar"
    )


def _sign(text: str, x: float, y: float) -> Iterator[Mark]:
    """The sign of a sum, in lines: a font would not have it in the middle."""
    sign, half = SIGNS[text], 2.3
    if sign == "x":
        yield Wire(((x - 1.7, y - 1.7), (x + 1.7, y + 1.7)), INK, 0.9)
        yield Wire(((x - 1.7, y + 1.7), (x + 1.7, y - 1.7)), INK, 0.9)
        return
    yield Wire(((x - half, y), (x + half, y)), INK, 0.9)
    if sign == "+":
        yield Wire(((x, y - half), (x, y + half)), INK, 0.9)


def _words(
    text: str, x: float, y: float, size: float, fill: str, bold: bool = False, upright: bool = False
) -> Words:
    width = text_width(text, size, bold)
    if upright:
        return Words(x + size * _CAP, y, text, size, width, fill, bold, "middle", True)
    return Words(x, y + size * _CAP, text, size, width, fill, bold, "middle")
