"""Turns a sketch into one drawing: panels with their titles, packed on a page, and the legend below them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from archc.diagram.diagram import Family
from archc.ops.shape import render_shape
from archc.pictures.draw_panel import draw_panel
from archc.pictures.draw_table import draw_table, table_size
from archc.pictures.drawing import Drawing, Part, Rect, Words
from archc.pictures.lay_out import Laid, lay_out
from archc.pictures.pack import pack
from archc.pictures.palette import BLOCK, FAINT, INK, LOOKS, Look
from archc.pictures.sketch import Panel, Sketch
from archc.pictures.text_width import text_width
from archc.pictures.tile_size import SMALL, TEXT, Direction

_TITLE = 8.5
_HEAD = 15.0
_MARGIN = 6.0
_LEGEND = 22.0


def draw_sketch(sketch: Sketch, direction: Direction) -> Drawing:
    """The drawing of all panels."""
    laid = [
        lay_out(panel, direction, _beside(panel, number == 0))
        for number, panel in enumerate(sketch.panels)
    ]
    sizes = [_size(panel) for panel in laid]
    packing = pack(sizes)
    parts: list[Part] = []
    for panel, (x, y) in zip(laid, packing.corners, strict=True):
        parts += _titled(panel, x + _MARGIN, y + _MARGIN)
    width, height = packing.width + 2 * _MARGIN, packing.height + 2 * _MARGIN
    legend = _Legend(sketch, width - 2 * _MARGIN)
    parts += legend.parts(_MARGIN, height + 6)
    return Drawing(sketch.name, f"The architecture of {sketch.name}", width, height + legend.height + _MARGIN, tuple(parts))


def _beside(panel: Panel, overview: bool) -> Mapping[str, str]:
    read = {link.source for link in panel.links}
    found = {}
    for tile in panel.body.tiles():
        if tile.note and tile.look != "block":
            found[tile.id] = tile.note
        elif overview and tile.shape and (tile.id in read or tile.family != "input"):
            found[tile.id] = render_shape(tile.shape)
    return found


def _size(laid: Laid) -> tuple[float, float]:
    width, height = laid.across, laid.along
    if laid.direction == "lr":
        width, height = height, width
    panel = laid.panel
    title = text_width(panel.title, _TITLE, True)
    if panel.caption:
        title += 5 + text_width(panel.caption, SMALL)
    wide, high = table_size(panel.table)
    return max(width, title, wide), height + _HEAD + high


def _titled(laid: Laid, x: float, y: float) -> Iterator[Part]:
    panel = laid.panel
    wide = text_width(panel.title, _TITLE, True)
    words = [Words(x, y + _TITLE, panel.title, _TITLE, wide, INK, True)]
    if panel.caption:
        width = text_width(panel.caption, SMALL)
        words.append(Words(x + wide + 5, y + _TITLE, panel.caption, SMALL, width, FAINT))
    yield Part("title", panel.id, "", tuple(words))
    yield from draw_panel(laid, x, y + _HEAD)
    below = laid.across if laid.direction == "lr" else laid.along
    yield from draw_table(panel.table, x, y + _HEAD + below)


class _Legend:
    """The families that a picture shows, in rows as wide as it is."""

    def __init__(self, sketch: Sketch, width: float) -> None:
        families: dict[Family, None] = {}
        blocks = False
        for panel in sketch.panels:
            for tile in panel.body.tiles():
                if tile.look == "block":
                    blocks = True
                elif tile.look != "port":
                    families[tile.family] = None
        looks = [(family, look) for family, look in LOOKS.items() if family in families and family != "input"]
        self._items: list[tuple[str, Look, str]] = [(family, look, look.name) for family, look in looks]
        if "conv" in families and sketch.notes:
            self._items = [
                (f, look, f"{name}, {sketch.notes[0]}" if f == "conv" else name) for f, look, name in self._items
            ]
        if blocks:
            self._items.append(("block", BLOCK, BLOCK.name))
        self._places = []
        x = y = 0.0
        for _, _, name in self._items:
            wide = 16 + text_width(name, SMALL)
            if x and x + wide > width:
                x, y = 0.0, y + 12
            self._places.append((x, y))
            x += wide + 12
        self.height = y + 12

    def parts(self, x: float, y: float) -> Iterator[Part]:
        """The marks, from this corner on."""
        for (family, look, name), (left, top) in zip(self._items, self._places, strict=True):
            radius = min(look.radius, 4)
            rect = Rect(x + left, y + top, 12, 8, look.fill, look.border, radius, look.line, look.dash)
            words = Words(x + left + 16, y + top + 6.5, name, SMALL, text_width(name, SMALL), INK)
            yield Part("legend", family, "", (rect, words))
