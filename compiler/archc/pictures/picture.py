"""Turns a graph into a picture of one of the formats: what `archc plot` and notebooks show."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, get_args

from archc.diagram.build_diagram import build_diagram
from archc.ir.graph import Graph
from archc.pictures.draw.draw_sketch import draw_sketch
from archc.pictures.draw.drawing import Drawing
from archc.pictures.formats.write_dot import write_dot
from archc.pictures.formats.write_mermaid import write_mermaid
from archc.pictures.formats.write_pdf import write_pdf
from archc.pictures.formats.write_png import write_png
from archc.pictures.formats.write_svg import write_svg
from archc.pictures.layout.tile_size import Direction
from archc.pictures.sketch.sketch import Sketch
from archc.pictures.sketch.sketch_line import ALL, groups
from archc.pictures.sketch.sketch_network import sketch_network, sketch_stage
from archc.source.record import record

__all__ = ["ALL", "FORMATS", "Format", "TooManyTilesError", "View", "draw", "render", "sketch"]

Format = Literal["svg", "png", "pdf", "mmd", "dot"]
FORMATS: tuple[Format, ...] = get_args(Format)
MAX_TILES = 6_000
MAX_WIRES = 8_000
"""More than this are no picture: an image of them has more pixels than anything shows."""


class TooManyTilesError(Exception):
    """A picture would have more boxes than `MAX_TILES`; the text says how many."""


@record
class View:
    """What of a network is shown: how deep blocks are opened, one stage or all (empty), which way round."""

    depth: int = 1
    stage: str = ""
    direction: Direction = "tb"


def sketch(graph: Graph, view: View) -> Sketch:
    """The sketch of a network.

    Raises:
        TooManyTilesError: it would have too many boxes to be drawn.
    """
    diagram = build_diagram(graph)
    if view.stage:
        found = sketch_stage(diagram, view.stage, view.depth)
    else:
        found = sketch_network(diagram, view.depth)
    count = sum(1 for panel in found.panels for _ in panel.body.tiles())
    if count > MAX_TILES:
        raise TooManyTilesError(
            f"the picture would have {count:,} boxes, and the limit is {MAX_TILES:,}"
        )
    return found


def stage_names(graph: Graph) -> tuple[str, ...]:
    """The stages that can be drawn: those that have layers."""
    return tuple(group.title for group in groups(build_diagram(graph).root))


def draw(graph: Graph, view: View) -> Drawing:
    """The drawing of a network."""
    return draw_sketch(sketch(graph, view), view.direction)


def render(graph: Graph, view: View, form: Format) -> bytes:
    """The content of a file of this format.

    Raises:
        TooManyTilesError: it would have too many boxes to be drawn.
        ModuleNotFoundError: the format needs a package of the extra `archc[plot]`.
    """
    texts: dict[str, Callable[[Sketch, Direction], str]] = {"mmd": write_mermaid, "dot": write_dot}
    if form in texts:
        return texts[form](sketch(graph, view), view.direction).encode()
    drawing = draw(graph, view)
    match form:
        case "png":
            return write_png(drawing)
        case "pdf":
            return write_pdf(drawing)
        case _:
            return write_svg(drawing).encode()
