"""Finds the inputs for which the layers that a sum was given still make it fit, and are still needed.

1. Operands whose channels differ only for some inputs pin them.
2. A stride that takes one size to another is the same for all larger inputs, not for all smaller ones:
   ceil(5 / 4) is 2, and 5 and 2 look like a stride of 3.
3. Sizes that were cropped differ by the same number for every input, or the sum would not fit.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from archc.ir.graph import Graph, Node, Resolution
from archc.lowering.size_form import Floor
from archc.lowering.symbolic_size import Size, symbols_of
from archc.spec.model import LayerStep

Sizes = tuple[Any, ...]


class FittedLimits(NamedTuple):
    """Symbols that must keep their value, and the least values of others."""

    merge: Node
    pinned: frozenset[str]
    least: dict[str, int]


def fitted_limits(graph: Graph, shapes: list[Sizes]) -> Iterator[FittedLimits]:
    """What the inserted layers of each sum ask of the inputs."""
    for resolution in graph.resolutions:
        if resolution.policy != "adjust":
            merge = graph.nodes[resolution.merge]
            for operand in merge.inputs:
                original = _original(operand, merge, graph)
                if original != operand:
                    wanted = shapes[resolution.target]
                    yield _limits(merge, resolution, shapes[original], wanted)


def _original(operand: int, merge: Node, graph: Graph) -> int:
    """The operand before layers were put on it: they stand at the place of the sum."""
    node = graph.nodes[operand]
    while _is_inserted(node, merge):
        node = graph.nodes[node.inputs[0]]
    return node.index


def _is_inserted(node: Node, merge: Node) -> bool:
    if merge.step is None or not isinstance(node.step, LayerStep):
        return False
    return node.step.ready is not None and node.step.site.span is merge.step.site.span


def _limits(merge: Node, resolution: Resolution, found: Sizes, wanted: Sizes) -> FittedLimits:
    pinned: frozenset[str] = frozenset()
    least: dict[str, int] = {}
    if resolution.policy == "crop":
        return FittedLimits(merge, pinned, least)
    if found[-1] != wanted[-1]:
        pinned |= symbols_of((found[-1], wanted[-1]))
    for before, after in zip(found[:-1], wanted[:-1], strict=True):
        if before == after or not isinstance(before, Size):
            continue
        size = _least_size(-(-before.value // int(after)))
        if isinstance(before.form, Floor) and before >= size:
            name = before.form.symbol
            least[name] = max(_least_symbol(before.form, size), least.get(name, 1))
        else:
            pinned |= before.symbols
    return FittedLimits(merge, pinned, least)


def _least_size(stride: int) -> int:
    """The size from which on the stride is seen in a size and what it leaves of it.

    >>> [_least_size(stride) for stride in (1, 2, 3, 4)]
    [1, 2, 5, 10]
    """
    size = stride * stride
    while size > 1 and -(-(size - 1) // -(-(size - 1) // stride)) == stride:
        size -= 1
    return size


def _least_symbol(form: Floor, size: int) -> int:
    """The least value of the symbol that gives the size."""
    return form.b * (size - form.c) - form.a
