"""The input sizes for which a spec compiles: what is said of them, and that compiling agrees."""

from __future__ import annotations

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from tests.backends.random_specs import specs, with_input

from archc.cli.show_input_sizes import input_size_lines
from archc.diagnostics.diagnostic import Sink
from archc.driver import compile_source
from archc.ir.graph import Graph
from archc.lowering.input_sizes import FittingSizes, find_input_sizes
from archc.source.source_file import SourceFile

HEAD = "archc: 1\nname: sized\n"


def compiled(text: str) -> Graph | None:
    sink = Sink()
    graph = compile_source(SourceFile("sized.yaml", text), {}, sink)
    return None if sink.failed else graph


def said(text: str) -> list[str]:
    graph = compiled(HEAD + text)
    assert graph is not None
    return list(input_size_lines(graph))


def holds(sizes: FittingSizes, size: int) -> bool:
    """What the verdict says of one size."""
    if sizes.period and size >= sizes.regular:
        return size % sizes.period in sizes.residues
    return any(found.first <= size <= found.last for found in sizes.ranges)


def test_every_size() -> None:
    lines = said("input: {shape: [32, 32, 3]}\nstem: [{conv: 8, kernel: 5}]\n")
    assert lines == [
        "height and width: the smallest is 5; what fits is every size from 5 on",
        "sizes up to 640 were examined",
    ]


def test_multiples() -> None:
    down, up = "{max_pool: 2, stride: 2}", "{upsample: 2}"
    text = f"input: {{shape: [32, 48, 3]}}\nstem:\n  - concat: [[], [{down}, {down}, {up}, {up}]]\n"
    assert said(text)[0] == (
        "height and width: the smallest is 4; what fits is every multiple of 4 from 4 on"
    )


def test_remainders() -> None:
    branches = "[{max_pool: 2, stride: 3}], [{conv: 3, kernel: 1, stride: 3}]"
    text = f"input: {{shape: [32, 32, 3]}}\nstem:\n  - concat: [{branches}]\n"
    assert said(text)[0] == (
        "height and width: the smallest is 2; what fits is from 2 on every size that leaves 0, 2 "
        "when divided by 3"
    )


def test_axes_that_differ() -> None:
    text = "input: {shape: [32, 32, 3]}\nstem: [{conv: 8, kernel: [1, 7]}]\n"
    assert said(text)[:2] == [
        "height: the smallest is 1; what fits is every size from 1 on",
        "width: the smallest is 7; what fits is every size from 7 on",
    ]


def test_one_size_alone() -> None:
    text = "input: {shape: [8, 8, 3]}\nstem: [{reshape: [64, 3]}]\n"
    assert said(text)[0] == "height and width: the smallest is 8; what fits is 8"


def test_several_inputs() -> None:
    text = (
        "inputs: {left: {shape: [8, 8, 3]}, right: {shape: [8, 8, 3]}}\n"
        "stem:\n  - {concat: , from: [left, right]}\n"
    )
    assert said(text)[0] == "left: height and width: the smallest is 8; what fits is 8"


def test_an_input_that_is_no_image() -> None:
    lines = said("input: {shape: [8]}\nstem: [{dense: 4}]\n")
    assert lines == ["no input is an image: there is no size to vary"]


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(text=specs(), data=st.data())
def test_compiling_agrees(text: str, data: st.DataObject) -> None:
    graph = compiled(text)
    assume(graph is not None)
    assert graph is not None
    shape = graph.inputs[0][0].shape
    size = data.draw(st.integers(1, 60))
    for axis, sizes in enumerate(find_input_sizes(graph)):
        resized = (*shape[:axis], size, *shape[axis + 1 :])
        changed = with_input(text, resized)
        assume(changed is not None)
        assert changed is not None
        assert holds(sizes, size) == (compiled(changed) is not None), (sizes.axis, size)
