"""Turns a graph into a picture of one of the formats: what `archc plot` and notebooks show."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, get_args

from archc.diagnostics.suggest import did_you_mean
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


class TooManyTilesError(ValueError):
    """A picture would have more boxes or wires than there may be; the text says how many."""


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
        ValueError: there is no such stage, depth or direction.
    """
    if view.direction not in get_args(Direction):
        raise ValueError(f"a picture has no direction {view.direction!r}: there are tb and lr")
    if view.depth < 0:
        raise ValueError(f"a picture has no depth {view.depth}: 0 shows the stages alone")
    diagram = build_diagram(graph)
    if not view.stage:
        return _bounded(sketch_network(diagram, view.depth))
    if view.stage not in stage_names(graph):
        known = did_you_mean(view.stage, stage_names(graph), known="the stages are")
        raise ValueError(f"there is no stage {view.stage!r}: {known}")
    return _bounded(sketch_stage(diagram, view.stage, view.depth))


def _bounded(found: Sketch) -> Sketch:
    tiles = sum(1 for panel in found.panels for _ in panel.body.tiles())
    wires = sum(len(panel.links) for panel in found.panels)
    for number, limit, name in ((tiles, MAX_TILES, "boxes"), (wires, MAX_WIRES, "wires")):
        if number > limit:
            text = f"the picture would have {number:,} {name}, and the limit is {limit:,}"
            raise TooManyTilesError(text)
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
