"""Finds the input size, near that of the spec, at which two operands agree that differ by rounding.

1. Operands differ by rounding where one of them was made smaller and then larger again. A size that can be
   halved all the way down comes back as it was, for other sums, too: such a size is taken if there is one.
2. The shapes of the layers that lead to the operands are inferred once more for each size, one axis after the
   other: nothing is compiled.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import log2

from archc.ir.graph import Node
from archc.lowering.infer_shape import infer_shape
from archc.ops.conv import ConvTranspose
from archc.ops.reshaping import Upsample
from archc.ops.shape import Misfit, Shape, render_shape

_MAX_LAYERS = 300
_FARTHEST = 64


def nearest_size(nodes: Sequence[Node], operands: tuple[Node, Node]) -> str:
    """A size such as `252x252`; empty where none is near, or the operands do not differ by rounding."""
    first, second = (node.shape for node in operands)
    ways = _ways(nodes, operands)
    images = [node for node in ways if node.op is None]
    is_rounding = any(isinstance(node.op, ConvTranspose | Upsample) for node in ways)  # Rule 1.
    if not is_rounding or len(images) != 1 or images[0].inputs or len(images[0].shape) != 3:
        return ""
    sizes = list(images[0].shape)
    for axis in (axis for axis in (0, 1) if first[axis] != second[axis]):
        near = _near(sizes[axis], _halving(ways, axis, sizes[axis]))
        fits = (size for size in near if _agree(ways, operands, axis, size))
        found = next(fits, None)
        if found is None:
            return ""
        sizes[axis] = found
    return render_shape(tuple(sizes[:2]))


def _ways(nodes: Sequence[Node], operands: tuple[Node, Node]) -> list[Node]:
    """The layers that lead to the operands, in order; none where they are many."""
    found: dict[int, Node] = {}
    left = list(operands)
    while left and len(found) <= _MAX_LAYERS:
        node = left.pop()
        if node.index not in found:
            found[node.index] = node
            left += [nodes[index] for index in node.inputs]
    return [] if left else [found[index] for index in sorted(found)]


def _halving(ways: list[Node], axis: int, size: int) -> int:
    """The power of 2 by which the smallest value on the ways is smaller than the input."""
    smallest = min(
        (n.shape[axis] for n in ways if len(n.shape) == 3 and n.shape[axis] > 1), default=1
    )
    return 1 << max(0, round(log2(size / smallest)))


def _near(size: int, unit: int) -> Iterator[int]:
    """Sizes from the nearest on, multiples of the unit before the others."""
    distances = range(1, _FARTHEST + 1)
    found = [near for far in distances for near in (size - far, size + far) if near > 0]
    yield from (near for near in found if near % unit == 0)
    yield from (near for near in found if near % unit)


def _agree(ways: list[Node], operands: tuple[Node, Node], axis: int, size: int) -> bool:
    """Rule 2."""
    shapes: dict[int, Shape] = {}
    for node in ways:
        shape: Shape | Misfit = (*node.shape[:axis], size, *node.shape[axis + 1 :])
        if node.op is not None:
            shape = infer_shape(node.op, tuple(shapes[index] for index in node.inputs))
        if isinstance(shape, Misfit):
            return False
        shapes[node.index] = shape
    first, second = (shapes[node.index] for node in operands)
    return first[axis] == second[axis]
