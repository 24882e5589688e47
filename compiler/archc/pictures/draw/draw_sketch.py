"""Turns a sketch into one drawing: panels with their titles, packed on a page, and the legend below them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from archc.diagram.palette import FAINT, INK
from archc.ops.shape import render_shape
from archc.pictures.draw.draw_panel import draw_panel
from archc.pictures.draw.draw_table import draw_table, table_size
from archc.pictures.draw.drawing import Drawing, Part, Words
from archc.pictures.draw.legend import Legend
from archc.pictures.layout.lay_out import Laid, lay_out
from archc.pictures.layout.pack import LANDSCAPE, PORTRAIT, pack
from archc.pictures.layout.text_width import text_width
from archc.pictures.layout.tile_size import SMALL, Direction
from archc.pictures.sketch.sketch import Panel, Sketch

_TITLE = 8.5
_HEAD = 15.0
_MARGIN = 6.0
_ABOVE_LEGEND = 6.0


def draw_sketch(sketch: Sketch, direction: Direction) -> Drawing:
    """The drawing of all panels."""
    laid = [
        lay_out(panel, direction, _beside(panel, number == 0))
        for number, panel in enumerate(sketch.panels)
    ]
    sizes = [_size(panel) for panel in laid]
    packing = pack(sizes, PORTRAIT if direction == "tb" else LANDSCAPE)
    parts: list[Part] = []
    for panel, (x, y) in zip(laid, packing.corners, strict=True):
        parts += _titled(panel, x + _MARGIN, y + _MARGIN)
    legend = Legend(sketch, packing.width)
    parts += legend.parts(_MARGIN, packing.height + 2 * _MARGIN + _ABOVE_LEGEND)
    return Drawing(
        sketch.name,
        f"The architecture of {sketch.name}",
        max(packing.width, legend.narrowest) + 2 * _MARGIN,
        packing.height + 3 * _MARGIN + _ABOVE_LEGEND + legend.height,
        tuple(parts),
    )


def _beside(panel: Panel, overview: bool) -> Mapping[str, str]:
    told = {link.source for link in panel.links if link.target.startswith("out of ")}
    found = {}
    for tile in panel.body.tiles():
        if tile.note and tile.look != "block":
            found[tile.id] = tile.note
        elif overview and tile.shape and tile.id not in told:
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
