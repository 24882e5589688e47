"""Finds merges whose branches agree at the input size of the spec, and disagree at one close by.

Sizes are followed from the input in the form `floor((n + a) / b) + c` (`symbolic_size.py`). Where operands
differ in that form, the nearest size at which they give different numbers is named.

1. What leaves that form says nothing: up-sampling multiplies, and a U-Net needs multiples of its strides.
2. Where an expression reads a height or width, another size gives another network: nothing is said.
3. Policies that fit sizes would fit them at another size, too.

    32x32: max_pool 2 -> 16x16, conv stride 2 same -> 16x16        33x33: 16x16 and 17x17
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from archc.diagnostics import codes
from archc.diagnostics.diagnostic import Diagnostic
from archc.ir.graph import Graph, Node
from archc.lint.follow_sizes import Image, follow_sizes
from archc.lint.network import Network
from archc.lowering.size_form import Floor
from archc.lowering.symbolic_size import Size
from archc.ops.shape import render_shape
from archc.source.source_file import Span
from archc.spec.model import Input, MergeStep

_Shape = tuple[int, int]
_FARTHEST = 64
_STEPS = (*range(1, _FARTHEST + 1), *range(-1, -_FARTHEST - 1, -1))


class _Clash(NamedTuple):
    """An input whose height and width are changed by a step, and what two operands are then."""

    given: Input
    step: int
    first: _Shape
    second: _Shape


def size_dependent_merges(network: Network) -> Iterator[Diagnostic]:
    """W0405."""
    graph = network.graph
    if any(read.name != "channels" for read in graph.shape_reads):  # Rule 2.
        return
    for node, images in follow_sizes(graph):
        if _is_rigid(node):
            clash = _clash(images, graph)
            if clash is not None and node.step is not None:
                yield _finding(node, node.step.site.span, clash)


def _is_rigid(node: Node) -> bool:
    """Rule 3."""
    policy = node.step.on_mismatch if isinstance(node.step, MergeStep) else ""
    return policy in ("adjust", "error") or (node.kind == "concat" and policy != "crop")


def _finding(node: Node, span: Span, clash: _Clash) -> Diagnostic:
    shape = clash.given.shape[:2]
    other = render_shape(tuple(size + clash.step for size in shape))
    first, second = render_shape(clash.first), render_shape(clash.second)
    message = (
        f"the operands of `{node.kind}` agree at an input of {render_shape(shape)}, and not at "
        f"{other}: {first} and {second} there"
    )
    help_text = "give the branches the same strides and paddings if other sizes matter"
    return Diagnostic(codes.SIZE_DEPENDENT_MERGE, message, span, help=help_text)


def _clash(images: list[Image], graph: Graph) -> _Clash | None:
    """The nearest larger size, else smaller size, at which some operand differs from the first."""
    first = images[0]
    for other in images[1:]:
        given = _common_input(first, other, graph)
        for step in _STEPS if given is not None else ():
            assert given is not None
            here, there = _at(first, given, step), _at(other, given, step)
            if here != there and min(*here, *there) > 0:
                return _Clash(given, step, here, there)
    return None


def _common_input(first: Image, other: Image, graph: Graph) -> Input | None:
    """The one input that the sizes of two operands follow from; rule 1."""
    names: set[str] = set()
    for one, two in zip(first, other, strict=True):
        if one == two:
            continue
        for size in (one, two):
            if not isinstance(size, Size) or not isinstance(size.form, Floor):
                return None
            names.add(size.form.symbol.rpartition(".")[0])
    found = [given for given, _ in graph.inputs if given.name in names]
    return found[0] if len(found) == 1 else None


def _at(image: Image, given: Input, step: int) -> _Shape:
    """The height and width that an operand has when an input is larger by a step."""
    pairs = zip(image, given.shape, strict=False)
    height, width = (_size_at(size, before + step) for size, before in pairs)
    return height, width


def _size_at(size: Any, value: int) -> int:
    if not isinstance(size, Size) or not isinstance(size.form, Floor):
        return int(size)
    return (value + size.form.a) // size.form.b + size.form.c
