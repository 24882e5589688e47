"""What a picture shows: every layer at full depth, each block once otherwise, and the words of papers."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest
from tests.pictures.graphs import CASES, ROOT, SPECS, graph_of, graph_of_text

from archc.pictures.draw.drawing import Words
from archc.pictures.draw.legend import Legend
from archc.pictures.picture import ALL, View, sketch, stage_names
from archc.pictures.sketch.sketch import Panel, Sketch


def drawn(path: Path, depth: int = 1) -> Sketch:
    return sketch(graph_of(path), View(depth))


def texts(panel: Panel) -> list[str]:
    return [tile.text for tile in panel.body.tiles() if tile.look != "port"]


def panel(found: Sketch, title: str) -> Panel:
    return next(panel for panel in found.panels if panel.title == title)


@pytest.mark.parametrize("path", [*SPECS, *CASES], ids=lambda path: path.stem)
def test_every_layer_is_in_the_picture_at_full_depth(path: Path) -> None:
    graph = graph_of(path)
    single = [
        tile.nodes[0]
        for panel in drawn(path, ALL).panels
        for tile in panel.body.tiles()
        if len(tile.nodes) == 1 and tile.look != "block"
    ]
    assert sorted(single) == sorted(node.index for node in graph.layers())


def test_the_overview_counts_blocks_and_names_stages() -> None:
    found = drawn(ROOT / "specs" / "inception_resnet_v2.yaml")
    assert [panel.title for panel in found.panels] == [
        *("inception_resnet_v2", "stem", "inception_resnet_a", "reduction_a"),
        *("inception_resnet_b", "reduction_b", "inception_resnet_c"),
    ]
    assert texts(found.panels[0])[:5] == [
        *("input", "stem", "10 x inception_resnet_a", "reduction_a", "20 x inception_resnet_b"),
    ]
    assert found.panels[4].caption == "stage b"


def test_a_block_is_drawn_as_in_the_paper() -> None:
    found = drawn(ROOT / "specs" / "inception_resnet_v2.yaml")
    block = panel(found, "inception_resnet_b")
    assert texts(block) == [
        *("1x1 conv 192", "1x1 conv 128", "1x7 conv 160", "7x1 conv 192", "concat"),
        *("1x1 conv 1152, linear", "scale 0.1", "add", "batch norm, relu"),
    ]
    assert [tile.note for tile in block.body.tiles() if tile.note] == ["1154 -> 1152"]
    assert found.notes == ("with relu unless labelled",)


def test_a_block_of_one_convolution_is_one_box() -> None:
    found = drawn(ROOT / "specs" / "inception_v4.yaml")
    assert texts(panel(found, "inception_a")) == [
        *("1x1 conv 96", "1x1 conv 64", "3x3 conv 96", "1x1 conv 64", "3x3 conv 96"),
        *("3x3 conv 96", "3x3 average pool", "1x1 conv 96", "concat"),
    ]
    assert found.notes == ("with batch norm and relu unless labelled",)


def test_what_differs_in_numbers_is_drawn_once_with_letters() -> None:
    found = drawn(ROOT / "specs" / "zoo" / "resnet.yaml")
    first, other = panel(found, "bottleneck (a)"), panel(found, "bottleneck (b)")
    assert texts(other) == ["1x1 conv n", "3x3 conv n", "1x1 conv 4n, linear", "add", "relu"]
    assert other.table.head == ("", "n")
    assert other.table.rows[1] == ("conv3", "128")
    assert first.table.head == ("", "n", "s")
    assert first.table.rows[0] == ("conv2", "64", "1")
    assert "3 x bottleneck (b)" in texts(found.panels[0])


REPEATS = """\
stem:
  - {repeat: 3, steps: [{conv: 8, kernel: 1}, relu]}
  - concat: [[{conv: 8, kernel: 3, padding: same}], []]
stages:
  - {name: body, repeat: 4, steps: [{residual: [{conv: 16, kernel: 1}]}]}
"""


def test_equal_turns_are_folded() -> None:
    found = sketch(graph_of_text(REPEATS), View())
    frames = [part for part in panel(found, "stem").body.parts if type(part).__name__ == "Frame"]
    assert [frame.title for frame in frames] == ["3 x"]  # type: ignore[union-attr]
    assert texts(found.panels[0]) == ["input", "stem", "4 x body"]


SAME_LAYERS = """\
blocks:
  one: [{conv: 8, kernel: 1, as: a}, {conv: 8, kernel: 1, as: b}, {add: , from: [a, b]}]
  two: [{as: x}, {conv: 8, kernel: 1, as: a}, {conv: 8, kernel: 1, as: b}, {add: , from: [x, b]}]
stages:
  - {name: first, block: one}
  - {name: second, block: two}
"""


def test_blocks_of_the_same_layers_in_other_wires_are_drawn_apart() -> None:
    found = sketch(graph_of_text(SAME_LAYERS), View())
    one, two = panel(found, "one"), panel(found, "two")
    assert texts(one) == texts(two)
    assert [link.source[:4] for link in one.links] != [link.source[:4] for link in two.links]


def test_the_depth_opens_blocks_in_blocks() -> None:
    path = ROOT / "specs" / "zoo" / "resnet_v2.yaml"
    assert "bottleneck" in [panel.title for panel in drawn(path).panels]
    assert "bottleneck" not in [panel.title for panel in drawn(path, 3).panels]
    assert len(drawn(path, 0).panels) == 1


def test_one_stage() -> None:
    graph = graph_of(ROOT / "specs" / "inception_resnet_v2.yaml")
    assert "aux" in stage_names(graph)
    found = sketch(graph, View(1, "aux"))
    assert [panel.title for panel in found.panels] == ["aux"]
    assert texts(found.panels[0])[-1] == "dense 1001, softmax"


def test_what_only_looks_like_a_number_is_a_word() -> None:
    """`²` is a digit, but none that can be read as a number."""
    spec = """
        blocks:
          pair:
            params: [filters, mode]
            steps: [{conv: $filters, kernel: 1}, {conv: 4, kernel: 1, when: "${mode != 'x'}"}]
          outer:
            params: [filters, mode]
            steps: [{conv: $filters, kernel: 1}, {pair: 4, mode: $mode}]
        stages:
          - {name: a, block: outer, with: {filters: 4, mode: "²"}}
          - {name: b, block: outer, with: {filters: 8, mode: "³"}}
    """
    found = sketch(graph_of_text(dedent(spec)), View())
    assert "pair 4, mode ³" in texts(panel(found, "outer (b)"))


def test_what_enlarges_an_image_says_so() -> None:
    graph = graph_of_text(
        "blocks:\n  up: {params: [f, s], steps: [{conv_transpose: $f, kernel: 2, stride: $s},"
        " {conv: 4, kernel: 3, stride: 2}, {upsample: 2, interpolation: bilinear}, {add: [[], [relu]]}]}\n"
        "stem: [{conv_transpose: 8, kernel: 2, stride: 2}]\n"
        "stages: [{name: a, block: up, with: {f: 8, s: 2}}, {name: b, block: up, with: {f: 8, s: 4}}]\n"
    )
    found = sketch(graph, View())
    assert "2x2 transposed conv 8 x2" in texts(found.panels[0])
    assert texts(panel(found, "up"))[:3] == [
        *("2x2 transposed conv 8 xs", "3x3 conv 4 /2, V", "upsample 2x2, bilinear"),
    ]
    marks = [mark for part in Legend(found, 500).parts(0, 0) for mark in part.marks]
    legend = {mark.text for mark in marks if isinstance(mark, Words)}
    assert {"/2: stride 2", "x2: grows by 2"} <= legend


U_NET = """\
blocks:
  double: {params: [f], steps: [{conv: $f, kernel: 3, padding: same}, {conv: $f, kernel: 3, padding: same}]}
  up:
    params: [f]
    inputs: [x, skip]
    steps: [{upsample: 2, from: x, as: large}, {concat: , from: [skip, large]}, {double: $f}]
stages:
  - {name: enc_1, block: double, with: {f: 4}}
  - {name: enc_2, steps: [{max_pool: 2}, {double: 8}]}
  - {name: dec_1, block: up, with: {f: 16}, from: [enc_2, enc_1]}
"""


def test_a_block_that_has_a_panel_is_a_tile_wherever_it_stands() -> None:
    found = sketch(graph_of_text(U_NET), View())
    assert texts(found.panels[0]) == ["input", "double", "2x2 max pool /2, V", "double 8", "up"]
    table = panel(found, "double").table
    assert table.head == ("", "n")
    assert table.rows == (("enc_1", "4"), ("enc_2", "8"), ("dec_1", "16"))
    assert texts(panel(found, "up"))[-1] == "double 16"
