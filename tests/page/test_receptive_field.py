"""What layers see, against networks that are run on single pixels, and against published numbers."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archc import compile, compile_text
from archc.ir.graph import Graph, Node
from archc.ops.conv import ConvTranspose
from archc.ops.reshaping import Crop, Upsample, ZeroPad
from archc.page.receptive_field import Seen, field_text, receptive_fields

ZOO = Path(__file__).parents[2] / "specs" / "zoo"
HEAD = "archc: 1\nname: net\ninput: {shape: [96, 96, 2]}\n"
Matrix = npt.NDArray[np.bool_]


def graph_of(steps: str, head: str = HEAD) -> Graph:
    return compile_text(f"{head}stem:\n{steps}").graph


@pytest.mark.parametrize(
    ("spec", "variant", "size"),
    [
        ("vgg", None, 212),
        ("resnet", None, 483),
        ("resnet", "resnet101", 1027),
        ("resnet", "resnet152", 1507),
        ("inception_v3", None, 1311),
        ("inception_resnet_v2", None, 3039),
        ("mobilenet", None, 315),
    ],
)
def test_published_numbers(spec: str, variant: str | None, size: int) -> None:
    """The last convolutions and pools in the table of Araujo et al., Distill 2019."""
    graph = compile(ZOO / f"{spec}.yaml", variant=variant).graph
    seen = [one for one in receptive_fields(graph).values() if isinstance(one, Seen)]
    assert str(seen[-1]) == f"{size}x{size}"


def test_inception_v4() -> None:
    graph = compile(ZOO.parent / "inception_v4.yaml").graph
    seen = [one for one in receptive_fields(graph).values() if isinstance(one, Seen)]
    assert str(seen[-1]) == "2071x2071"


WINDOWS = st.builds(
    "  - {{{op}: {main}{kernel}, stride: {stride}, padding: {padding}}}\n".format,
    op=st.just("conv"),
    main=st.just(2),
    kernel=st.sampled_from([f", kernel: [{h}, {w}]" for h in (1, 2, 3, 5) for w in (1, 3, 4)]),
    stride=st.sampled_from(["1", "2", "[1, 2]", "3"]),
    padding=st.sampled_from(["same", "valid"]),
)
OTHERS = st.sampled_from(
    [
        "  - {max_pool: 3, stride: 2}\n",
        "  - {avg_pool: 2, padding: same}\n",
        "  - {zero_pad: [[2, 1], [0, 3]]}\n",
        "  - {crop: [[1, 0], [2, 1]]}\n",
        "  - {conv: 2, kernel: 3, dilation: 2, padding: same}\n",
        "  - {depthwise_conv: 3, padding: 1}\n",
        "  - {separable_conv: 2, kernel: 5, padding: same}\n",
        "  - relu\n  - batch_norm\n",
        "  - residual: [{conv: 2, kernel: 3, padding: same}, {conv: 2, kernel: 5, padding: same}]\n",
        "  - concat: [[{avg_pool: 3, stride: 1, padding: same}], [{conv: 2, kernel: 7, padding: same}]]\n",
    ]
)
ENLARGING = st.sampled_from(
    [
        "  - {upsample: 2}\n",
        "  - {upsample: 3, interpolation: bilinear}\n",
        "  - {conv_transpose: 2, kernel: 3, stride: 2, padding: same}\n",
        "  - {conv_transpose: 2, kernel: 2, stride: 2}\n",
    ]
)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.one_of(WINDOWS, OTHERS), min_size=1, max_size=4))
def test_fields_are_what_pixels_reach(steps: list[str]) -> None:
    graph = graph_of("".join(steps))
    found = receptive_fields(graph)
    for node in graph.layers():
        field = found[node.index]
        assert isinstance(field, Seen)
        assert not field.is_bound
        check(graph, node, field, exact=True)


@settings(max_examples=20, deadline=None)
@given(
    st.lists(st.one_of(WINDOWS, OTHERS), max_size=2),
    ENLARGING,
    st.lists(st.one_of(WINDOWS, OTHERS), max_size=2),
)
def test_what_enlarges_has_a_bound(before: list[str], step: str, after: list[str]) -> None:
    graph = graph_of("".join([*before, step, *after]))
    found = receptive_fields(graph)
    for node in graph.layers():
        field = found[node.index]
        assert isinstance(field, Seen)
        check(graph, node, field, exact=False)


def check(graph: Graph, node: Node, field: Seen, *, exact: bool) -> None:
    for axis, reach in enumerate(field.axes):
        size = reaching(graph, axis)[node.index].largest()
        if size is None:
            continue  # The border cuts all of them.
        assert size <= reach.size
        if exact:
            assert size == reach.size


class Reached(NamedTuple):
    """Which positions of the image (columns) reach which of a layer (rows), and which rows a border cuts."""

    rows: Matrix
    cut: Matrix

    def largest(self) -> int | None:
        """The extent of what one position sees, where no border cuts it."""
        seen = [np.nonzero(row)[0] for row in self.rows[~self.cut]]
        return max((int(one[-1] - one[0]) + 1 for one in seen if len(one)), default=None)


def reaching(graph: Graph, axis: int) -> dict[int, Reached]:
    """What reaches each layer of a graph, along an axis."""
    found: dict[int, Reached] = {}
    for node in graph.layers():
        size = node.shape[axis]
        if node.op is None:
            found[node.index] = Reached(np.eye(size, dtype=bool), np.zeros(size, dtype=bool))
        else:
            found[node.index] = run(node, [found[index] for index in node.inputs], axis)
    return found


def run(node: Node, inputs: Sequence[Reached], axis: int) -> Reached:
    """What a layer does to the pixels, one tap of its window after the other."""
    op, length = node.op, node.shape[axis]
    if op is not None and op.merges:
        pairs = [(one.rows, one.cut) for one in inputs]
        return Reached(*(np.logical_or.reduce(list(both)) for both in zip(*pairs, strict=True)))
    (image,) = inputs
    size = len(image.rows)
    rows = np.zeros((length, image.rows.shape[1]), dtype=bool)
    cut = np.zeros(length, dtype=bool)
    for position in range(length):
        for source in taps(node, axis, position, size, length):
            if 0 <= source < size:
                rows[position] |= image.rows[source]
                cut[position] |= image.cut[source]
            else:
                cut[position] = True
    return Reached(rows, cut)


def taps(node: Node, axis: int, position: int, size: int, length: int) -> list[int]:
    op = node.op
    match op:
        case ZeroPad():
            return [position - op.margins[axis][0]]
        case Crop():
            return [position + op.margins[axis][0]]
        case Upsample():
            factor = op.factor[axis]
            if op.interpolation == "nearest":
                return [position // factor]
            place = (position + 0.5) / factor - 0.5
            return [int(np.floor(place)), int(np.ceil(place))]
        case ConvTranspose():
            stride, kernel = op.stride[axis], op.kernel[axis]
            cut = max(0, kernel - stride) // 2 if op.padding == "same" else 0
            steps = [position + cut - tap for tap in range(kernel)]
            return [step // stride for step in steps if step % stride == 0]
    values = op.values() if op is not None else {}
    kernel = values.get("kernel") or values.get("size")
    if kernel is None:
        return [position]
    stride = (values.get("stride") or values["size"])[axis]
    dilation = (values.get("dilation") or (1, 1))[axis]
    missing = (length - 1) * stride + dilation * (kernel[axis] - 1) + 1 - size
    first = position * stride - (max(0, missing) // 2 if values["padding"] == "same" else 0)
    return [first + dilation * tap for tap in range(kernel[axis])]


@pytest.mark.parametrize(
    ("steps", "fields"),
    [
        ("  - global_avg_pool\n  - {dense: 3}\n", ["everything", "everything"]),
        ("  - {dense: 3}\n  - {conv: 2, kernel: 3}\n", ["1x1", "3x3"]),
        ("  - flatten\n", ["everything"]),
        ("  - {group_norm: 2}\n", ["everything"]),
        ("  - layer_norm\n", ["1x1"]),
        ("  - {layer_norm: , axis: height}\n", ["everything"]),
        ("  - {upsample: 2}\n  - {conv: 2, kernel: 3}\n", ["at most 1x1", "at most 2x2"]),
    ],
)
def test_in_words(steps: str, fields: list[str]) -> None:
    graph = graph_of(steps)
    found = receptive_fields(graph)
    assert [str(found[node.index]) for node in graph.layers()][1:] == fields


def told(head: str, rest: str) -> dict[str, str]:
    graph = compile_text(head + rest).graph
    found = receptive_fields(graph)
    return {node.name: field_text(found[node.index]) for node in graph.layers()}


def test_what_a_reader_is_told() -> None:
    head = "archc: 1\nname: net\ninput: {shape: [6, 9, 2]}\n"
    both = told(head, "stem:\n  - {conv: 2, kernel: [7, 10], padding: same}\n  - global_avg_pool\n")
    assert list(both.values()) == ["1x1", "7x10, more than the image", "the whole image"]
    one_axis = told(head, "stem:\n  - {conv: 2, kernel: [7, 9], padding: same}\n")
    assert list(one_axis.values())[-1] == "7x9"
    bound = told(head, "stem:\n  - {conv: 2, kernel: 11, padding: same}\n  - {upsample: 2}\n")
    assert list(bound.values())[1:] == ["11x11, more than the image", "at most 11x11"]


@pytest.mark.parametrize("order", [("small", "large"), ("large", "small")])
def test_a_field_is_compared_with_the_images_that_the_layer_sees(order: tuple[str, str]) -> None:
    shapes = {"small": "[8, 8, 2]", "large": "[16, 16, 2]"}
    inputs = "\n".join(f"  {name}: {{shape: {shapes[name]}}}" for name in order)
    fields = told(
        f"archc: 1\nname: net\ninputs:\n{inputs}\n",
        """\
stages:
  - {name: a, from: small, steps: [{conv: 2, kernel: 9, padding: same}]}
  - {name: b, from: large, steps: [{conv: 2, kernel: 9, padding: same}, {max_pool: 2}]}
  - {name: c, steps: [{concat: , from: [a, b]}, {conv: 2, kernel: 5, padding: same}]}
""",
    )
    assert fields["a_conv"] == "9x9, more than the image"
    assert fields["b_conv"] == "9x9"
    assert fields["b_max_pool"] == "10x10"
    assert fields["c_concat"].startswith("at most ")
    assert fields["c_conv"].startswith("at most ")


def test_images_of_one_size_are_seen_together() -> None:
    fields = told(
        "archc: 1\nname: net\ninputs: {a: {shape: [8, 8, 2]}, b: {shape: [8, 8, 2]}}\n",
        """\
stages:
  - {name: c, steps: [{concat: , from: [a, b]}, {conv: 2, kernel: 9, padding: same}]}
""",
    )
    assert list(fields.values()) == ["1x1", "1x1", "1x1", "9x9, more than the image"]
