"""What a reader must never meet: words out of their boxes, boxes on boxes, wires through either."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.pictures.geometry import faults
from tests.pictures.graphs import CASES, SPECS, THREE, graph_of, graph_of_text

from archc.pictures.draw.drawing import Words
from archc.pictures.layout.lay_out import lay_out
from archc.pictures.picture import ALL, View, draw, sketch

PAGE = (595 - 2 * 28, 842 - 2 * 28)
"""Portrait A4 in points, within margins of a centimetre."""
SMALLEST = 6.0


@pytest.mark.parametrize("path", SPECS, ids=lambda path: f"{path.parent.name}-{path.stem}")
@pytest.mark.parametrize("depth", [1, ALL])
def test_nothing_lies_on_anything_in_a_shipped_spec(path: Path, depth: int) -> None:
    assert faults(draw(graph_of(path), View(depth))) == []


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
@pytest.mark.parametrize("direction", ["tb", "lr"])
def test_nothing_lies_on_anything_in_a_case(path: Path, direction: str) -> None:
    graph = graph_of(path)
    for depth in (0, 1, 2, ALL):
        assert faults(draw(graph, View(depth, "", direction))) == []  # type: ignore[arg-type]


@pytest.mark.parametrize("path", THREE, ids=lambda path: path.stem)
def test_the_three_networks_fit_a_page_that_can_be_read(path: Path) -> None:
    drawing = draw(graph_of(path), View())
    scale = min(1.0, PAGE[0] / drawing.width, PAGE[1] / drawing.height)
    smallest = min(mark.size for mark in drawing.marks() if isinstance(mark, Words))
    assert smallest * scale >= SMALLEST


def test_the_measure_of_a_picture_finds_faults() -> None:
    """The tests above can fail: a wire moved onto a box, and words too long for theirs, are found."""
    drawing = draw(graph_of_text("stem: [{conv: 8, kernel: 1}, relu, {max_pool: 2}]\n"), View())
    for part in drawing.parts:
        for mark in part.marks:
            if isinstance(mark, Words) and mark.text.startswith("1x1"):
                mark.__dict__["text"] = "1x1 conv 8 and much more than there is room for"
    found = faults(drawing)
    assert any("does not fit" in fault for fault in found)


HOSTILE = {
    "many in a row": "stem:\n" + "  - {conv: 8, kernel: 1}\n" * 3000,
    "many repeats": "stages: [{name: s, repeat: 5000, steps: [{conv: '${index}', kernel: 1}]}]\n",
    "many branches": "stem: [concat: [" + "[{conv: 8, kernel: 1}], " * 250 + "]]\n",
    "crossed skips": "stem:\n"
    + "".join(f"  - {{conv: 8, kernel: 1, as: a{i}}}\n" for i in range(100))
    + "  - {as: b0}\n"
    + "".join(f"  - {{add: , from: [b{i}, a{98 - i}], as: b{i + 1}}}\n" for i in range(99)),
    "deep": "stem: " + "[residual: " * 20 + "[relu, relu]" + "]" * 20 + "\n",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_spec_is_drawn_in_time(name: str) -> None:
    drawing = draw(graph_of_text(HOSTILE[name]), View())
    assert drawing.parts
    if name != "many in a row":
        assert faults(drawing) == []


@pytest.mark.parametrize("direction", ["tb", "lr"])
def test_inputs_stand_above_the_layers_that_read_them(direction: str) -> None:
    graph = graph_of_text(
        "inputs: {image: {shape: [32, 32, 3]}, depth: {shape: [32, 32, 1]}}\n"
        "stem:\n"
        "  - {conv: 16, kernel: 3, from: image, as: a}\n"
        "  - {conv: 4, kernel: 1, from: depth}\n"
        "  - {conv: 16, kernel: 3, as: b}\n"
        "  - {add: , from: [a, b]}\n"
    )
    stem = sketch(graph, View()).panels[1]
    laid = lay_out(stem, direction, {})  # type: ignore[arg-type]
    straight = [points for route, points in laid.wires if route.target.tile.family == "conv"]
    assert len(straight) == 3
    assert all(len({x for x, _ in points}) == 1 for points in straight)
