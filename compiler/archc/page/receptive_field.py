"""Computes which part of the image each layer sees: its receptive field.

Along an axis, position `u` of a layer sees the positions `jump * u + start` to `jump * u + end` of the image.
Zeros that padding adds count, as in the literature: a field can be larger than the image.
Formulas: Araujo, Norris and Sim, Computing Receptive Fields of Convolutional Neural Networks, Distill 2019,
https://distill.pub/2019/computing-receptive-fields, equations 1 to 7, unrolled from the input on.

1. The image itself: jump 1, start 0, end 0.
2. A window of `k` taps, stride `s`, dilation `d`, with `p` zeros before the first: position `u` reads the
   positions `s * u - p` to `s * u - p + d * (k - 1)`. jump' = jump * s, start' = start - jump * p,
   end' = end + jump * (d * (k - 1) - p).
3. A transposed window is one with the stride 1 / s. What enlarges an image has fields of more than one size;
   the largest is given, or a little more (`is_bound`).
4. A merge sees what its operands see together.
5. Global pooling, `flatten`, and what normalizes over places see the whole image.
6. Nothing is known of what a layer of a plugin sees, nor of anything behind it.
7. With several inputs, the image is that which a layer sees. Positions of images of different sizes are not
   the same places: what is seen of them together is a bound of what is seen of each.
8. A field is more than the image when it is larger along both axes; a bound is not known to be.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Literal, NamedTuple

from archc.ir.graph import Graph, Node
from archc.ops.activation import Activation, Softmax
from archc.ops.conv import Conv, ConvTranspose
from archc.ops.core import Dense, Flatten
from archc.ops.depthwise import DepthwiseConv, SeparableConv
from archc.ops.dropout import Dropout, SpatialDropout, StochasticDepth
from archc.ops.input_normalization import Normalization
from archc.ops.normalization import BatchNorm, GroupNorm, LayerNorm
from archc.ops.op import Op
from archc.ops.pad_channels import PadChannels
from archc.ops.pooling import AvgPool, GlobalAvgPool, GlobalMaxPool, MaxPool
from archc.ops.reshaping import Crop, Reshape, Upsample, ZeroPad
from archc.ops.scaling import LayerScale, Rescaling, Scale


class Reach(NamedTuple):
    """What a layer sees along one axis."""

    jump: Fraction
    start: Fraction
    end: Fraction

    @property
    def size(self) -> int:
        """How many positions of the image."""
        return int(self.end - self.start) + 1


class Seen(NamedTuple):
    """What a layer sees along the height and the width of an image, which has `image` rows and columns."""

    axes: tuple[Reach, Reach]
    image: tuple[int, int]
    is_bound: bool = False

    @property
    def is_more_than_image(self) -> bool:
        """Rule 8."""
        pairs = zip(self.axes, self.image, strict=True)
        return not self.is_bound and all(reach.size > size for reach, size in pairs)

    def __str__(self) -> str:
        rows, columns = self.axes
        return f"{'at most ' if self.is_bound else ''}{rows.size}x{columns.size}"


Field = Seen | Literal["everything", "unknown"]

_POINT = Reach(Fraction(1), Fraction(0), Fraction(0))
_PER_PLACE = (
    *(Activation, BatchNorm, Normalization, Dropout, SpatialDropout, StochasticDepth),
    *(Rescaling, Scale, LayerScale, PadChannels),
)
_WHOLE = (GlobalAvgPool, GlobalMaxPool, Flatten, Reshape, GroupNorm)


def receptive_fields(graph: Graph) -> dict[int, Field]:
    """The field of every layer, by the index of its node."""
    found: dict[int, Field] = {}
    for node in graph.layers():
        found[node.index] = _field(graph, node, [found[index] for index in node.inputs])
    return found


def field_text(field: Field) -> str:
    """What a reader is told of a field."""
    if field == "everything":
        return "the whole image"
    is_more = isinstance(field, Seen) and field.is_more_than_image
    return f"{field}, more than the image" if is_more else str(field)


def _field(graph: Graph, node: Node, inputs: Sequence[Field]) -> Field:
    if node.op is None:
        is_image = len(node.shape) == 3
        return Seen((_POINT, _POINT), (node.shape[0], node.shape[1])) if is_image else "everything"
    if "unknown" in inputs:
        return "unknown"
    if "everything" in inputs:
        return "everything"
    seen = [one for one in inputs if isinstance(one, Seen)]
    if node.op.merges:
        return _union(seen, node)
    return _behind(node.op, seen[0], graph.input_shapes(node)[0], node.shape)


def _behind(op: Op, seen: Seen, before: Sequence[int], after: Sequence[int]) -> Field:
    match op:
        case Conv() | DepthwiseConv() | SeparableConv() | MaxPool() | AvgPool():
            return _through(seen, _windows(op, before, after))
        case ConvTranspose() | Upsample():
            return _through(seen, _growing(op))._replace(is_bound=True)
        case ZeroPad() | Crop():
            sign = 1 if isinstance(op, ZeroPad) else -1
            return _through(seen, [_Window(1, 1, sign * first) for first, _ in op.margins])
        case Dense() if len(after) == 3:
            return seen
        case Softmax() | LayerNorm():
            return seen if getattr(op, "axis", "channels") == "channels" else "everything"
    if isinstance(op, _PER_PLACE):
        return seen
    return "everything" if isinstance(op, (*_WHOLE, Dense)) else "unknown"


class _Window(NamedTuple):
    """A window along one axis: the step between outputs, the reach, and the zeros before the first tap."""

    stride: int | Fraction
    taps: int | Fraction
    padding: int | Fraction


def _through(seen: Seen, windows: list[_Window]) -> Seen:
    """What is seen through a window along each axis."""
    rows, columns = (_slide(*pair) for pair in zip(seen.axes, windows, strict=True))
    return seen._replace(axes=(rows, columns))


def _slide(reach: Reach, window: _Window) -> Reach:
    """Rule 2; `taps` counts the positions from the first tap to the last."""
    stride, taps, padding = window
    start = reach.start - reach.jump * padding
    end = reach.end + reach.jump * (taps - 1 - padding)
    return Reach(reach.jump * stride, start, end)


def _windows(op: Op, before: Sequence[int], after: Sequence[int]) -> list[_Window]:
    found = []
    for axis in (0, 1):
        kernel = (getattr(op, "kernel", None) or op.values()["size"])[axis]
        stride = (getattr(op, "stride", None) or op.values()["size"])[axis]
        taps = getattr(op, "dilation", (1, 1))[axis] * (kernel - 1) + 1
        missing = max(0, (after[axis] - 1) * stride + taps - before[axis])
        padded = getattr(op, "padding", "valid") == "same"
        found.append(_Window(stride, taps, missing // 2 if padded else 0))
    return found


def _growing(op: ConvTranspose | Upsample) -> list[_Window]:
    """Rule 3."""
    if isinstance(op, Upsample):
        # `bilinear` blends two neighbours; `nearest` takes one, which lies up to (f - 1) / f before.
        blended = op.interpolation == "bilinear"
        return [_enlarged(f, 2 * f - 1 if blended else f, f - 1) for f in op.factor]
    found = []
    for axis in (0, 1):
        stride, taps = op.stride[axis], op.dilation[axis] * (op.kernel[axis] - 1) + 1
        cut = max(0, taps - stride) // 2 if op.padding == "same" else 0
        found.append(_enlarged(stride, taps, taps - 1 - cut))
    return found


def _enlarged(factor: int, taps: int, padding: int) -> _Window:
    """A window over an image between whose values there are `factor - 1` zeros."""
    return _Window(Fraction(1, factor), Fraction(taps - 1, factor) + 1, Fraction(padding, factor))


def _union(seen: Sequence[Seen], node: Node) -> Seen:
    """Rules 4 and 7."""
    rows, columns = (
        _joined([one.axes[axis] for one in seen], node.shape[axis] if len(node.shape) == 3 else 1)
        for axis in (0, 1)
    )
    image = seen[0].image
    is_bound = any(one.is_bound or one.image != image for one in seen)
    return Seen((rows, columns), image, is_bound)


def _joined(reaches: list[Reach], size: int) -> Reach:
    """What operands see together at any of `size` positions; their jumps differ only in odd networks."""
    jump = reaches[0].jump
    ends = (0, size - 1)
    start = min(one.start + (one.jump - jump) * u for one in reaches for u in ends)
    end = max(one.end + (one.jump - jump) * u for one in reaches for u in ends)
    return Reach(jump, start, end)
