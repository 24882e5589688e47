"""Turns a sketch into a Mermaid flowchart, which GitHub draws: a subgraph for each panel."""

from __future__ import annotations

from collections.abc import Iterator

from archc.diagram.diagram import Family
from archc.pictures.palette import BLOCK, INK, LOOKS, Look
from archc.pictures.sketch import Panel, Sketch, Tile
from archc.pictures.sketch_line import SIGNS
from archc.pictures.tile_size import Direction
from archc.pictures.write_dot import panel_title

_FORMS = {"input": "([{}])", "sum": "(({}))", "pool": "({})", "activation": "({})", "dropout": "({})"}


def write_mermaid(sketch: Sketch, direction: Direction) -> str:
    """The text of the file."""
    return "\n".join(_lines(sketch, direction)) + "\n"


def _lines(sketch: Sketch, direction: Direction) -> Iterator[str]:
    yield f"flowchart {direction.upper()}"
    used: dict[str, Look] = {}
    for number, panel in enumerate(sketch.panels):
        yield from _panel(number, panel, direction, used)
    for name, look in used.items():
        yield f"  classDef {name} fill:{look.fill},stroke:{look.border},color:{INK}"


def _panel(number: int, panel: Panel, direction: Direction, used: dict[str, Look]) -> Iterator[str]:
    names = {tile.id: f"p{number}t{place}" for place, tile in enumerate(panel.body.tiles())}
    yield f"  subgraph p{number}[{_quoted(panel_title(panel))}]"
    yield f"    direction {direction.upper()}"
    for tile in panel.body.tiles():
        name = _class(tile)
        if name:
            used.setdefault(name, BLOCK if tile.look == "block" else LOOKS[tile.family])
        yield f"    {names[tile.id]}{_form(tile)}{f':::{name}' if name else ''}"
    for link in panel.links:
        yield f"    {names[link.source]} --> {names[link.target]}"
    yield "  end"


def _class(tile: Tile) -> str:
    names: dict[Family, str] = {family: f"{family}Layer" for family in LOOKS}
    return {"block": "block", "port": ""}.get(tile.look, names[tile.family])


def _form(tile: Tile) -> str:
    text = SIGNS[tile.text.partition(",")[0]] if tile.look == "sum" else tile.text
    if tile.note:
        text = f"{text}\n{tile.note}"
    kind = "sum" if tile.look == "sum" else "" if tile.look in ("block", "port") else tile.family
    return _FORMS.get(kind, "[{}]").format(_quoted(text))


def _quoted(text: str) -> str:
    """Text that Mermaid shows as it is: everything but letters, digits and harmless signs is written by number."""
    return '"' + "".join(_letter(letter) for letter in text) + '"'


def _letter(letter: str) -> str:
    if letter == "\n":
        return "<br/>"
    return letter if letter.isalnum() or letter in " _,./:()=-" else f"#{ord(letter)};"
