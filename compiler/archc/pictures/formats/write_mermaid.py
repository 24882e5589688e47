"""Turns a sketch into a Mermaid flowchart, which GitHub draws: a subgraph for each panel."""

from __future__ import annotations

from collections.abc import Iterator

from archc.diagram.palette import BLOCK, FAINT, INK, LOOKS, PAPER, RULE, Look
from archc.pictures.formats.panel_words import panel_title, shapes_on_links, stage_names
from archc.pictures.layout.tile_size import Direction
from archc.pictures.sketch.sketch import Panel, Sketch, Tile
from archc.pictures.sketch.sketch_line import SIGNS

_FORMS = {
    "input": "([{}])",
    "sum": "(({}))",
    "pool": "({})",
    "activation": "({})",
    "dropout": "({})",
}


def write_mermaid(sketch: Sketch, direction: Direction) -> str:
    """The text of the file."""
    return "\n".join(_lines(sketch, direction)) + "\n"


def _lines(sketch: Sketch, direction: Direction) -> Iterator[str]:
    yield "flowchart TB"
    used: dict[str, Look] = {}
    for number, panel in enumerate(sketch.panels):
        yield from _panel(number, panel, direction, used)
    for number in range(1, len(sketch.panels)):
        yield f"  p{number - 1} ~~~ p{number}"  # No line: the panels stand below each other.
    yield f"  classDef panel fill:{PAPER},stroke:{RULE},color:{INK}"
    yield f"  class {','.join(f'p{number}' for number in range(len(sketch.panels)))} panel"
    yield f"  classDef port fill:{PAPER},stroke:{PAPER},color:{FAINT}"
    for name, look in used.items():
        yield f"  classDef {name} fill:{look.fill},stroke:{look.border},color:{INK}"


def _panel(number: int, panel: Panel, direction: Direction, used: dict[str, Look]) -> Iterator[str]:
    names = {tile.id: f"p{number}t{place}" for place, tile in enumerate(panel.body.tiles())}
    yield f"  subgraph p{number}[{_quoted(panel_title(panel))}]"
    yield f"    direction {direction.upper()}"
    stages = stage_names(panel)
    for tile in panel.body.tiles():
        name = tile.look if tile.look in ("block", "port") else f"{tile.family}Layer"
        if name != "port":
            used.setdefault(name, BLOCK if name == "block" else LOOKS[tile.family])
        yield f"    {names[tile.id]}{_form(tile, stages.get(tile.id, ''))}:::{name}"
    shapes = shapes_on_links(panel) if number == 0 else {}
    for link in panel.links:
        shape = f"|{_quoted(shapes[link.source])}|" if link.source in shapes else ""
        yield f"    {names[link.source]} -->{shape} {names[link.target]}"
    yield "  end"


def _form(tile: Tile, stage: str) -> str:
    text = SIGNS[tile.text] if tile.look == "sum" else f"{stage}{tile.text}"
    kind = "sum" if tile.look == "sum" else "" if tile.look in ("block", "port") else tile.family
    if tile.note and tile.look != "block":
        text, kind = f"{text}\n{tile.note}", "input"  # A circle around so many words is too large.
    return _FORMS.get(kind, "[{}]").format(_quoted(text))


def _quoted(text: str) -> str:
    """Text that Mermaid shows as it is: all but letters, digits and harmless signs is written by number."""
    return '"' + "".join(_letter(letter) for letter in text) + '"'


def _letter(letter: str) -> str:
    if letter == "\n":
        return "<br/>"
    if not letter.isprintable():
        return "\ufffd"
    return letter if letter.isalnum() or letter in " _,./:()=-" else f"#{ord(letter)};"
