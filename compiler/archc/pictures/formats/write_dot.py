"""Turns a sketch into the language of Graphviz: a cluster for each panel."""

from __future__ import annotations

from collections.abc import Iterator

from archc.diagram.palette import BLOCK, LOOKS, RULE
from archc.pictures.formats.panel_words import panel_title, shapes_on_links, stage_names
from archc.pictures.layout.text_width import FAMILY
from archc.pictures.layout.tile_size import Direction
from archc.pictures.sketch.sketch import Panel, Sketch, Tile
from archc.pictures.sketch.sketch_line import SIGNS

_SHAPES = {"sum": "shape=circle, fixedsize=true, width=0.25", "port": "shape=plaintext"}


def write_dot(sketch: Sketch, direction: Direction) -> str:
    """The text of the file, which Graphviz is not needed for."""
    return "\n".join(_lines(sketch, direction)) + "\n"


def _lines(sketch: Sketch, direction: Direction) -> Iterator[str]:
    font = f"fontname={_quoted(FAMILY.partition(',')[0])}, fontsize=10"
    yield f"digraph {_quoted(sketch.name)} {{"
    yield f"  rankdir={direction.upper()};"
    yield f'  node [shape=box, style=filled, {font}, height=0.3, margin="0.08,0.04"];'
    yield f"  graph [{font}]; edge [arrowsize=0.6, {font}];"
    for number, panel in enumerate(sketch.panels):
        yield from _panel(number, panel)
    yield "}"


def _panel(number: int, panel: Panel) -> Iterator[str]:
    names = {tile.id: f"p{number}t{place}" for place, tile in enumerate(panel.body.tiles())}
    yield f"  subgraph cluster_{number} {{"
    yield f'    label={_quoted(panel_title(panel))}; color="{RULE}";'
    stages = stage_names(panel)
    for tile in panel.body.tiles():
        yield f"    {names[tile.id]} [{_tile(tile, stages.get(tile.id, ''))}];"
    shapes = shapes_on_links(panel) if number == 0 else {}
    for link in panel.links:
        shape = f" [label={_quoted(shapes[link.source])}]" if link.source in shapes else ""
        yield f"    {names[link.source]} -> {names[link.target]}{shape};"
    yield "  }"


def _tile(tile: Tile, stage: str) -> str:
    look = BLOCK if tile.look == "block" else LOOKS[tile.family]
    text = SIGNS[tile.text] if tile.look == "sum" else f"{stage}{tile.text}"
    words = [f"label={_quoted(text)}", f'fillcolor="{look.fill}"', f'color="{look.border}"']
    if tile.look in _SHAPES:
        words.append(_SHAPES[tile.look])
    if tile.note and tile.look != "block":
        words.append(f"xlabel={_quoted(tile.note)}")
    return ", ".join(words)


_LETTERS = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "&": "&amp;", "<": "&lt;", ">": "&gt;"}
"""How Graphviz wants to be told the letters that mean something to it."""


def _quoted(text: str) -> str:
    shown = (_LETTERS.get(c, c if c.isprintable() else "\ufffd") for c in text)
    return '"' + "".join(shown) + '"'
