"""The legend of a picture: the families that it shows, and what the signs in its labels mean."""

from __future__ import annotations

from collections.abc import Iterator

from archc.diagram.diagram import Family
from archc.diagram.palette import ALARM, BLOCK, INK, LOOKS, Look
from archc.pictures.draw.drawing import Mark, Part, Rect, Words
from archc.pictures.layout.text_width import text_width
from archc.pictures.layout.tile_size import SMALL
from archc.pictures.sketch.sketch import Sketch, Tile

_ROW = 12.0
_GAP = 12.0
_SWATCH = 12.0
_ROOM = 4.0


class Legend:
    """A legend in rows of a given width."""

    def __init__(self, sketch: Sketch, width: float) -> None:
        tiles = [tile for panel in sketch.panels for tile in panel.body.tiles()]
        self._items = [*_families(sketch, tiles), *_signs(tiles)]
        self._places: list[tuple[float, float]] = []
        x = y = 0.0
        for look, text in self._items:
            wide = _indent(look) + text_width(text, SMALL)
            if x and x + wide > width:
                x, y = 0.0, y + _ROW
            self._places.append((x, y))
            x += wide + _GAP
        self.height = y + _ROW if self._items else 0.0

    @property
    def narrowest(self) -> float:
        """The width below which an entry would not fit."""
        return max(
            (_indent(look) + text_width(text, SMALL) for look, text in self._items), default=0
        )

    def parts(self, x: float, y: float) -> Iterator[Part]:
        """The marks, from this corner on."""
        for (look, text), (left, top) in zip(self._items, self._places, strict=True):
            at = x + left
            marks: list[Mark] = []
            if look is not None:
                radius = min(look.radius, 4)
                marks.append(
                    Rect(
                        at,
                        y + top,
                        _SWATCH,
                        8,
                        look.fill,
                        look.border,
                        radius,
                        look.line,
                        look.dash,
                    )
                )
            at += _indent(look)
            marks.append(Words(at, y + top + 6.5, text, SMALL, text_width(text, SMALL), INK))
            yield Part("legend", "", "", tuple(marks))


_Item = tuple[Look | None, str]


def _indent(look: Look | None) -> float:
    return _SWATCH + _ROOM if look is not None else 0.0


def _families(sketch: Sketch, tiles: list[Tile]) -> Iterator[_Item]:
    shown: set[Family] = {tile.family for tile in tiles if tile.look not in ("port", "block")}
    for family, look in LOOKS.items():
        if family in shown and family != "input":
            notes = sketch.notes if family == "conv" else ()
            yield look, ", ".join([look.name, *notes])
    if any(tile.look == "block" for tile in tiles):
        yield BLOCK, "block, drawn beside" if len(sketch.panels) > 1 else "block"


def _signs(tiles: list[Tile]) -> Iterator[_Item]:
    words = {(word.kind, word.text) for tile in tiles for word in tile.words if tile.look == "box"}
    strides = {text[:1] for kind, text in words if kind == "stride"}
    if "/" in strides:
        yield None, "/2: stride 2"
    if "x" in strides:
        yield None, "x2: grows by 2"
    if ("plain", "V") in words:
        yield None, "V: valid padding"
    if any(tile.note for tile in tiles if tile.look != "block"):
        yield _CHANGED, "sum made to fit"


_CHANGED = Look("", LOOKS["merge"].fill, ALARM, (), 4, 1.2)
