"""Finds windows that step over places of their input: their stride is larger than they reach.

1. A window reaches `dilation * (kernel - 1) + 1` places of an axis; a larger stride leaves some out.
2. An axis with a single window has nothing between two.
3. A 1x1 window with a stride skips by design, as in the shortcuts of ResNet: a code of its own, which is off.
"""

from __future__ import annotations

from collections.abc import Iterator

from archc.diagnostics import codes
from archc.diagnostics.diagnostic import Diagnostic
from archc.lint.network import Layer, Network
from archc.ops.conv import Conv
from archc.ops.depthwise import DepthwiseConv, SeparableConv
from archc.ops.op import Op
from archc.ops.pooling import AvgPool, MaxPool
from archc.ops.shape import Pair, render_shape

_Convolution = Conv | DepthwiseConv | SeparableConv
_Pool = MaxPool | AvgPool
_AXES = ("high", "wide")


def skipped_inputs(network: Network) -> Iterator[Diagnostic]:
    """W0402 and W0403."""
    for layers in network.layers:
        messages = (_message(layer) for layer in layers if _window(layers[0].op) is not None)
        found = dict.fromkeys(message for message in messages if message is not None)
        for code, message in found:
            yield Diagnostic(code, message, layers[0].step.site.span, help=_HELP[code])


def _message(layer: Layer) -> tuple[codes.Code, str] | None:
    window = _window(layer.op)
    if window is None:
        return None
    reach, stride = window
    if not any(_skips(reach[axis], stride[axis], layer.node.shape[axis]) for axis in (0, 1)):
        return None
    what = f"`{layer.op.key}` skips parts of its input"
    text = f"{what}: its stride is {_pair(stride)}, and its window reaches {_pair(reach)}"
    return (codes.POINTWISE_STRIDE if reach == (1, 1) else codes.SKIPPED_INPUT), text


def _skips(reach: int, stride: int, windows: int) -> bool:
    """Rules 1 and 2."""
    return stride > reach and windows > 1


def _window(op: Op) -> tuple[Pair, Pair] | None:
    """How far a window reaches, and its stride."""
    if isinstance(op, _Pool):
        return op.size, op.stride or op.size
    if not isinstance(op, _Convolution):
        return None
    height, width = (d * (k - 1) + 1 for k, d in zip(op.kernel, op.dilation, strict=True))
    return (height, width), op.stride


def _pair(pair: Pair) -> str:
    return render_shape(pair)


_HELP = {
    codes.SKIPPED_INPUT: "use a stride of at most the window, or a larger window",
    codes.POINTWISE_STRIDE: "pool with the stride first, or use a window of the size of the stride",
}
