"""Turns a layer into the few words that a figure has room for: `1x7 conv 160`, `3x3 max pool /2`.

1. A window comes first, what the layer makes comes last: `3x3 conv 64`.
2. A stride is written `/2`, that of a transposed convolution `x2`, since the image grows by it, a dilation
   `dilation 2`, groups `32 groups`; what is 1 is left out.
3. Padding that is not what keeps the size is written as papers do, `V` for `valid`.
   Upsampling that blends says how: `upsample 2x2, bilinear`.
4. An activation that belongs to a layer follows it: `3x3 conv 64, relu`.
"""

from __future__ import annotations

from collections.abc import Iterator

from archc.diagram.diagram import Family
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
from archc.ops.shape import Pair, render_shape

_FAMILIES: tuple[tuple[Family, tuple[type[Op], ...]], ...] = (
    ("conv", (Conv, ConvTranspose, DepthwiseConv, SeparableConv)),
    ("pool", (MaxPool, AvgPool, GlobalMaxPool, GlobalAvgPool)),
    ("dense", (Dense,)),
    ("norm", (BatchNorm, LayerNorm, GroupNorm, Normalization)),
    ("activation", (Activation, Softmax)),
    ("dropout", (Dropout, SpatialDropout, StochasticDepth)),
    ("scale", (Rescaling, Scale, LayerScale)),
    ("reshape", (Flatten, Reshape, ZeroPad, Crop, Upsample, PadChannels)),
)
_WORDS: dict[type[Op], str] = {
    ConvTranspose: "transposed conv",
    DepthwiseConv: "depthwise conv",
    SeparableConv: "separable conv",
    MaxPool: "max pool",
    AvgPool: "average pool",
    GlobalMaxPool: "global max pool",
    GlobalAvgPool: "global average pool",
    SpatialDropout: "spatial dropout",
    StochasticDepth: "stochastic depth",
    BatchNorm: "batch norm",
    LayerNorm: "layer norm",
    GroupNorm: "group norm",
    LayerScale: "layer scale",
    ZeroPad: "zero pad",
    PadChannels: "pad channels",
}


def family_of(op: Op | None) -> Family:
    """What the layer does; layers of plugins are `other`."""
    if op is None:
        return "input"
    if op.merges:
        return "merge"
    return next((name for name, kinds in _FAMILIES if isinstance(op, kinds)), "other")


def label_layer(op: Op) -> str:
    """The label of a layer.

    >>> label_layer(Conv(filters=160, kernel=(1, 7), padding="same"))
    '1x7 conv 160'
    >>> label_layer(MaxPool(size=(3, 3), stride=(2, 2), padding="valid"))
    '3x3 max pool /2, V'
    >>> label_layer(ConvTranspose(filters=256, kernel=(2, 2), stride=(2, 2)))
    '2x2 transposed conv 256 x2'
    >>> label_layer(Upsample(factor=(2, 2), interpolation="bilinear"))
    'upsample 2x2, bilinear'
    """
    return ", ".join([" ".join(_words(op)), *_remarks(op)])


def _words(op: Op) -> Iterator[str]:
    """Rules 1 and 2."""
    word = _WORDS.get(type(op), op.key)
    match op:
        case Activation():
            yield str(op.activation)
        case Conv() | SeparableConv():
            yield from (_pair(op.kernel), word, str(op.filters), *_stride(op.stride))
        case ConvTranspose():
            yield from (_pair(op.kernel), word, str(op.filters), *_stride(op.stride, "x"))
        case DepthwiseConv():
            yield from (_pair(op.kernel), word, *_stride(op.stride))
        case MaxPool() | AvgPool():
            yield from (_pair(op.size), word, *_stride(op.stride or op.size))
        case Dense():
            yield from (word, str(op.units))
        case Dropout() | SpatialDropout() | StochasticDepth():
            yield from (word, f"{op.rate:g}")
        case Scale():
            yield from (word, f"{op.factor:g}")
        case Reshape():
            yield from (word, render_shape(op.shape))
        case Upsample():
            yield from (word, _pair(op.factor))
        case _:
            yield word


def _remarks(op: Op) -> Iterator[str]:
    """Rules 2, 3 and 4."""
    groups = getattr(op, "groups", 1) if isinstance(op, Conv) else 1
    # In the layer of a plugin, a dilation may be anything.
    dilation = (1, 1) if family_of(op) == "other" else getattr(op, "dilation", (1, 1))
    if groups != 1:
        yield f"{groups} groups"
    if dilation != (1, 1):
        yield f"dilation {_side(dilation)}"
    if getattr(op, "padding", "") == "valid" and not isinstance(op, ConvTranspose):
        window = getattr(op, "kernel", getattr(op, "size", (1, 1)))
        yield from () if window == (1, 1) else ("V",)
    if isinstance(op, Upsample) and op.interpolation != "nearest":
        yield op.interpolation
    if activation := own_activation(op):
        yield activation


def own_activation(op: Op | None) -> str:
    """The activation that a layer of another kind applies to what it gives; empty if none."""
    found = "" if op is None or isinstance(op, Activation) else getattr(op, "activation", "")
    return "" if found == "linear" else str(found)


def _stride(stride: Pair, sign: str = "/") -> tuple[str, ...]:
    return () if stride == (1, 1) else (f"{sign}{_side(stride)}",)


def _pair(pair: Pair) -> str:
    return f"{pair[0]}x{pair[1]}"


def _side(pair: Pair) -> str:
    return str(pair[0]) if pair[0] == pair[1] else _pair(pair)
