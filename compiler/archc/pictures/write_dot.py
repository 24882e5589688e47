"""Turns a sketch into the language of Graphviz: a cluster for each panel."""

from __future__ import annotations

from collections.abc import Iterator

from archc.pictures.palette import BLOCK, LOOKS
from archc.pictures.sketch import Panel, Sketch, Tile
from archc.pictures.text_width import FAMILY
from archc.pictures.tile_size import Direction

_SHAPES = {"sum": "circle", "port": "plaintext"}


def write_dot(sketch: Sketch, direction: Direction) -> str:
    """The text of the file, which Graphviz is not needed for."""
    return "\n".join(_lines(sketch, direction)) + "\n"


def _lines(sketch: Sketch, direction: Direction) -> Iterator[str]:
    font = f"fontname={_quoted(FAMILY.partition(',')[0])}, fontsize=10"
    yield f"digraph {_quoted(sketch.name)} {{"
    yield f"  rankdir={direction.upper()};"
    yield f"  node [shape=box, style=filled, {font}, height=0.3, margin=\"0.08,0.04\"];"
    yield f"  graph [{font}]; edge [arrowsize=0.6];"
    for number, panel in enumerate(sketch.panels):
        yield from _panel(number, panel)
    yield "}"


def _panel(number: int, panel: Panel) -> Iterator[str]:
    names = {tile.id: f"p{number}t{place}" for place, tile in enumerate(panel.body.tiles())}
    yield f"  subgraph cluster_{number} {{"
    yield f"    label={_quoted(panel_title(panel))}; color=\"#c8c8c8\";"
    for tile in panel.body.tiles():
        yield f"    {names[tile.id]} [{_tile(tile)}];"
    for link in panel.links:
        yield f"    {names[link.source]} -> {names[link.target]};"
    yield "  }"


def _tile(tile: Tile) -> str:
    look = BLOCK if tile.look == "block" else LOOKS[tile.family]
    text = tile.text if not tile.note else f"{tile.text} ({tile.note})"
    words = [f"label={_quoted(text)}", f"fillcolor={_quoted(look.fill)}", f"color={_quoted(look.border)}"]
    if tile.look in _SHAPES:
        words.append(f"shape={_SHAPES[tile.look]}")
    return ", ".join(words)


def panel_title(panel: Panel) -> str:
    """The title of a panel with its caption, and what its letters stand for."""
    head, *rows = [" ".join(row).strip() for row in (panel.table.head, *panel.table.rows)]
    lines = [f"{panel.title} {panel.caption}".strip(), *([head] if head else []), *rows]
    return "\n".join(lines)


def _quoted(text: str) -> str:
    shown = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{shown}"'
