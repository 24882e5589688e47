"""Says of a window that is too large that the shape of the input may begin with its channels."""

from __future__ import annotations

from collections.abc import Iterable

from archc.diagnostics import codes
from archc.ir.graph import Node
from archc.ops.shape import Misfit

_MAX_CHANNELS = 4


def channels_first(misfit: Misfit, nodes: Iterable[Node]) -> tuple[str, ...]:
    """A note for each input such as 3x64x64, where a window has no room: it is read as 3 high."""
    if misfit.code is not codes.KERNEL_TOO_LARGE:
        return ()
    shapes = (node.shape for node in nodes if node.op is None and not node.inputs)
    return tuple(
        f"the channels come last: `[{height}, {width}, {channels}]` is an image of {channels} channels"
        for channels, height, width in (shape for shape in shapes if len(shape) == 3)
        if channels <= _MAX_CHANNELS < height == width
    )
