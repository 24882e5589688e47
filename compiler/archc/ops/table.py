"""The one table of layers: the word in a spec, and the class that knows the rest."""

from __future__ import annotations

from archc.ops.activation import Activation, Softmax
from archc.ops.conv import Conv, ConvTranspose
from archc.ops.core import Dense, Flatten
from archc.ops.depthwise import DepthwiseConv, SeparableConv
from archc.ops.dropout import Dropout, SpatialDropout, StochasticDepth
from archc.ops.input_normalization import Normalization
from archc.ops.merge import Add, Average, Concat, Maximum, Minimum, Multiply, Subtract
from archc.ops.normalization import BatchNorm, GroupNorm, LayerNorm
from archc.ops.op import Op
from archc.ops.pad_channels import PadChannels
from archc.ops.pooling import AvgPool, GlobalAvgPool, GlobalMaxPool, MaxPool
from archc.ops.reshaping import Crop, Reshape, Upsample, ZeroPad
from archc.ops.scaling import LayerScale, Rescaling, Scale

_CONVOLUTIONS: tuple[type[Op], ...] = (Conv, DepthwiseConv, SeparableConv, ConvTranspose)
_POOLS: tuple[type[Op], ...] = (MaxPool, AvgPool, GlobalMaxPool, GlobalAvgPool)
_DENSE: tuple[type[Op], ...] = (Dense, Flatten)
_PER_VALUE: tuple[type[Op], ...] = (
    *(BatchNorm, LayerNorm, GroupNorm, Normalization, Activation, Softmax),
    *(Dropout, SpatialDropout, StochasticDepth, Rescaling, Scale, LayerScale),
)
_RESHAPING: tuple[type[Op], ...] = (Reshape, ZeroPad, Crop, Upsample, PadChannels)
_MERGES: tuple[type[Op], ...] = (Concat, Add, Subtract, Multiply, Average, Maximum, Minimum)

OPS: dict[str, type[Op]] = {
    op.key: op for op in (*_CONVOLUTIONS, *_POOLS, *_DENSE, *_PER_VALUE, *_RESHAPING, *_MERGES)
}
