"""Proposes changes of a spec by which shapes may fit; which of them helps most is found out by trying.

1. The layer that decides the channels of an operand gets those of the other.
2. Where one operand is larger by a whole factor, a layer on its way gets a stride, or one on the way of the
   other loses its own.
3. Kernels on the way of both are turned round, and paddings changed.
4. A global pooling before what needs an image keeps height and width.
5. A window that is larger than its input becomes as large as that.
6. Groups and channels are made to divide.
7. Last come other policies for the sum: they add layers, which the author may not want.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from math import gcd
from typing import Any

from archc.diagnostics import codes
from archc.diagnostics.diagnostic import Fix
from archc.ir.graph import Node
from archc.lowering.fit_operands import deciding_node, stride_between
from archc.lowering.propose_policies import propose_policies
from archc.lowering.set_key import (
    copy_key,
    remove_step,
    set_default,
    set_expression,
    set_key,
    set_parameter_of,
)
from archc.ops.conv import ConvTranspose
from archc.ops.core import Flatten
from archc.ops.reshaping import Reshape
from archc.ops.shape import Misfit, Shape, product
from archc.spec.model import LayerStep, MergeStep

_MAX_LAYERS = 8
"""How many layers back on the way of an operand a change is looked for."""


def propose_for_sum(
    step: MergeStep, operands: tuple[Node, Node], nodes: list[Node], start: int
) -> tuple[Fix, ...]:
    """Changes by which two operands of a merge may fit. `start` is the first node of its branches."""
    ways = [list(_way(node, nodes)) for node in operands]
    found = chain(
        _ranks(operands, ways),
        _channels(operands, nodes, start),
        _strides(operands, ways, nodes),
        _growth(operands, ways, nodes),
        _windows(ways, nodes),
        _all_same(ways),
        propose_policies(step, operands),
    )
    return tuple(dict.fromkeys(found))


def propose_for_layer(
    node: Node, before: Node, misfit: Misfit, nodes: list[Node]
) -> tuple[Fix, ...]:
    """Changes by which a layer may fit its input, the value `before`."""
    op, shape = node.op, before.shape
    found: list[Iterator[Fix]] = []
    if misfit.code is codes.WRONG_RANK:
        way = list(_way(before, nodes))
        flat = [other for other in way if isinstance(other.op, Flatten)]
        found += [_kept_dimensions(way), *(remove_step(other) for other in flat)]
    if misfit.code is codes.KERNEL_TOO_LARGE:
        found.append(_smaller_windows(node, shape))
    if getattr(op, "groups", 1) > 1 and len(shape) == 3:
        found.append(_fitting_groups(node, before, nodes))
    if getattr(op, "dilation", (1, 1)) != (1, 1) and hasattr(op, "stride"):
        found += [set_key(node, "dilation", 1), set_key(node, "stride", 1)]
    if isinstance(op, Reshape):
        found.append(set_key(node, "shape", [product(shape)]))
    return tuple(dict.fromkeys(chain(*found)))


def _smaller_windows(node: Node, shape: Shape) -> Iterator[Fix]:
    """Rule 5: a window as large as its input, unless a pixel is all that is left."""
    key = "kernel" if hasattr(node.op, "kernel") else "size"
    window: Any = _value(node, key)
    if window is not None and len(shape) == 3:
        most = _short((min(window[0], shape[0]), min(window[1], shape[1])))
        smaller, padded = set_key(node, key, most), set_key(node, "padding", "same")
        yield from chain(smaller, padded) if min(shape[:2]) > 1 else chain(padded, smaller)


def _fitting_groups(node: Node, before: Node, nodes: list[Node]) -> Iterator[Fix]:
    """Rule 6: as many groups as channels, or channels and filters that the groups divide."""
    groups, channels = _value(node, "groups"), before.shape[-1]
    filters = _value(node, "filters") or 0
    if groups > channels:
        yield from set_expression(node, "groups", "$channels")
    decider = deciding_node(before.index, nodes, 0)
    for count in (-(-channels // groups) * groups, channels // groups * groups):
        if decider is not None and decider.op is not None and count and channels % groups:
            yield from set_key(decider, decider.op.sets_channels, count)
    if filters % groups:
        yield from set_key(node, "filters", -(-filters // groups) * groups)
    yield from set_key(node, "groups", gcd(groups, channels, filters))


def _way(node: Node, nodes: list[Node]) -> Iterator[Node]:
    """The layers that lead to an operand, the last first."""
    for _ in range(_MAX_LAYERS):
        if not node.inputs:
            return
        if isinstance(node.step, LayerStep):
            yield node
        node = nodes[node.inputs[0]]


def _ranks(operands: tuple[Node, Node], ways: list[list[Node]]) -> Iterator[Fix]:
    """Rule 4."""
    for node, way in zip(operands, ways, strict=True):
        if len(node.shape) == 1:
            yield from _kept_dimensions(way)


def _kept_dimensions(way: list[Node]) -> Iterator[Fix]:
    """Rule 4: the last global pooling of a way keeps height and width."""
    for node in way:
        if _value(node, "keep_dimensions") is False:
            yield from set_key(node, "keep_dimensions", True)
            return


def _channels(operands: tuple[Node, Node], nodes: list[Node], start: int) -> Iterator[Fix]:
    """Rule 1: by the expression that gives those of the other, by a parameter, or by a number."""
    if len(operands[0].shape) != len(operands[1].shape):
        return
    for since in dict.fromkeys((start, 0)):  # What stands before the branches is changed last.
        for mine, other in ((1, 0), (0, 1)):
            decider = deciding_node(operands[mine].index, nodes, since)
            wanted = operands[other].shape[-1]
            if decider is None or decider.op is None or operands[mine].shape[-1] == wanted:
                continue
            key = decider.op.sets_channels
            model = deciding_node(operands[other].index, nodes, 0)
            if model is not None and model.op is not None:
                yield from copy_key(decider, key, model, model.op.sets_channels)
            yield from set_parameter_of(decider, key, wanted)
            yield from set_key(decider, key, wanted)


def _strides(
    operands: tuple[Node, Node], ways: list[list[Node]], nodes: list[Node]
) -> Iterator[Fix]:
    """Rule 2."""
    for larger, smaller in ((0, 1), (1, 0)):
        stride = stride_between(operands[larger].shape, operands[smaller].shape)
        if stride in (None, (1, 1)):
            continue
        strided = [node for node in ways[smaller] if _stride(node) == stride]
        plain = [node for node in reversed(ways[larger]) if _stride(node) == (1, 1)]
        for node in plain:
            for model in strided:
                yield from copy_key(node, "stride", model, "stride")
        for node in plain:
            yield from set_key(node, "stride", _short(stride))
        for node in strided:
            yield from set_key(node, "stride", 1)
        for node in strided:
            yield from set_default(node, "stride", 1, nodes)


def _stride(node: Node) -> Any:
    """The stride of a layer: that of a pooling is its size, where it says nothing else."""
    return _value(node, "stride") or _value(node, "size")


def _growth(
    operands: tuple[Node, Node], ways: list[list[Node]], nodes: list[Node]
) -> Iterator[Fix]:
    """Rule 2, for a layer that makes its input larger."""
    for way, other in zip(ways, reversed(operands), strict=True):
        for node in way:
            before = nodes[node.inputs[0]].shape
            if not isinstance(node.op, ConvTranspose) or len(other.shape) != 3:
                continue
            height, width = other.shape[0] // before[0], other.shape[1] // before[1]
            if height and width and other.shape[:2] == (height * before[0], width * before[1]):
                yield from set_key(node, "stride", _short((height, width)))


def _windows(ways: list[list[Node]], nodes: list[Node]) -> Iterator[Fix]:
    """Rule 3, one layer at a time; a kernel that another one repeats is the first to be turned."""
    for way in reversed(ways):
        kernels = [_value(node, "kernel") for node in way]
        for node, kernel in zip(way, kernels, strict=True):
            if _is_turned(kernel) and kernels.count(kernel) > 1:
                yield from set_key(node, "kernel", [kernel[1], kernel[0]])
    for node in chain(*ways):
        padding, kernel = _value(node, "padding"), _value(node, "kernel")
        if padding in _OTHER_PADDING:
            yield from set_key(node, "padding", _OTHER_PADDING[padding])
        if _is_turned(kernel):
            yield from set_key(node, "kernel", [kernel[1], kernel[0]])
        elif isinstance(kernel, tuple):
            for step in (1, -1) if kernel[0] > 1 else ():
                yield from set_key(node, "kernel", kernel[0] + step)
    for node in chain(*ways):
        if _value(node, "padding") == "valid":
            yield from set_default(node, "padding", "same", nodes)


_OTHER_PADDING = {"same": "valid", "valid": "same"}


def _is_turned(kernel: Any) -> bool:
    return isinstance(kernel, tuple) and kernel[0] != kernel[1]


def _all_same(ways: list[list[Node]]) -> Iterator[Fix]:
    """Rule 3, all layers of one way."""
    for way in ways:
        valid = [node for node in way if _value(node, "padding") == "valid"]
        fixes = [next(set_key(node, "padding", "same"), None) for node in valid]
        if len(fixes) > 1 and all(fix is not None for fix in fixes):
            edits = tuple(
                dict.fromkeys(edit for fix in fixes if fix is not None for edit in fix.edits)
            )
            yield Fix("write `padding: same` in all of its layers", edits, safe=False)


def _value(node: Node, key: str) -> Any:
    return getattr(node.op, key, None)


def _short(pair: tuple[int, int] | None) -> Any:
    if pair is None:
        return 1
    return pair[0] if pair[0] == pair[1] else list(pair)
