"""How each op is written as a call of a Keras layer: its name, and which key is which argument.

The data format is no concern of this table: Keras's default `axis` is the last one, which is the channels
only when the channels are last.
"""

from __future__ import annotations

from archc.ops.activation import Activation, Softmax
from archc.ops.conv import Conv, ConvTranspose
from archc.ops.core import Dense, Flatten
from archc.ops.depthwise import DepthwiseConv, SeparableConv
from archc.ops.dropout import Dropout, SpatialDropout, StochasticDepth
from archc.ops.initializers import GLOROT_UNIFORM, ONES, ZEROS
from archc.ops.input_normalization import Normalization
from archc.ops.keras_call import KerasCall, Keyword
from archc.ops.merge import Add, Average, Concat, Maximum, Minimum, Multiply, Subtract
from archc.ops.normalization import BatchNorm, GroupNorm, LayerNorm
from archc.ops.op import Op
from archc.ops.pad_channels import PadChannels
from archc.ops.pooling import AvgPool, GlobalAvgPool, GlobalMaxPool, MaxPool
from archc.ops.reshaping import Crop, Reshape, Upsample, ZeroPad
from archc.ops.scaling import LayerScale, Rescaling, Scale

_STRIDES = Keyword("strides", "stride", (1, 1))
_PADDING = Keyword("padding", "padding", "valid")
_DILATION = Keyword("dilation_rate", "dilation", (1, 1))
_DEPTH_MULTIPLIER = Keyword("depth_multiplier", "depth_multiplier", 1)
_ACTIVATION = Keyword("activation", "activation", "linear")
_BIAS = Keyword("use_bias", "bias", True)
_BIAS_INITIALIZER = Keyword("bias_initializer", "bias_initializer", ZEROS)
_BIAS_REGULARIZER = Keyword("bias_regularizer", "bias_regularizer", None)
_KERNEL_WEIGHTS = (
    Keyword("kernel_initializer", "kernel_initializer", GLOROT_UNIFORM),
    _BIAS_INITIALIZER,
    Keyword("kernel_regularizer", "kernel_regularizer", None),
    _BIAS_REGULARIZER,
)
_DEPTHWISE_INITIALIZER = Keyword("depthwise_initializer", "depthwise_initializer", GLOROT_UNIFORM)
_DEPTHWISE_REGULARIZER = Keyword("depthwise_regularizer", "depthwise_regularizer", None)
_POOL = (Keyword("strides", "stride", None), _PADDING)
_KEEP_DIMENSIONS = (Keyword("keepdims", "keep_dimensions", False),)
_AXIS = Keyword("axis", "axis", "channels")
_AFFINE = (
    Keyword("epsilon", "epsilon", 1e-3),
    Keyword("center", "center", True),
    Keyword("scale", "scale", True),
    Keyword("beta_initializer", "beta_initializer", ZEROS),
    Keyword("gamma_initializer", "gamma_initializer", ONES),
    Keyword("gamma_regularizer", "gamma_regularizer", None),
    Keyword("beta_regularizer", "beta_regularizer", None),
)

_CONV = KerasCall(
    "Conv2D",
    ("filters", "kernel"),
    (
        *(_STRIDES, _PADDING, _DILATION, Keyword("groups", "groups", 1)),
        *(_ACTIVATION, _BIAS, *_KERNEL_WEIGHTS),
    ),
)
_DEPTHWISE_CONV = KerasCall(
    "DepthwiseConv2D",
    ("kernel",),
    (
        *(_STRIDES, _PADDING, _DEPTH_MULTIPLIER, _DILATION, _ACTIVATION, _BIAS),
        *(_DEPTHWISE_INITIALIZER, _BIAS_INITIALIZER, _DEPTHWISE_REGULARIZER, _BIAS_REGULARIZER),
    ),
)
_SEPARABLE_CONV = KerasCall(
    "SeparableConv2D",
    ("filters", "kernel"),
    (
        *(_STRIDES, _PADDING, _DILATION, _DEPTH_MULTIPLIER, _ACTIVATION, _BIAS),
        _DEPTHWISE_INITIALIZER,
        Keyword("pointwise_initializer", "pointwise_initializer", GLOROT_UNIFORM),
        _BIAS_INITIALIZER,
        _DEPTHWISE_REGULARIZER,
        Keyword("pointwise_regularizer", "pointwise_regularizer", None),
        _BIAS_REGULARIZER,
    ),
)
_CONV_TRANSPOSE = KerasCall(
    "Conv2DTranspose",
    ("filters", "kernel"),
    (
        *(_STRIDES, _PADDING, Keyword("output_padding", "output_padding", None), _DILATION),
        *(_ACTIVATION, _BIAS, *_KERNEL_WEIGHTS),
    ),
)
_BATCH_NORM = KerasCall(
    "BatchNormalization",
    (),
    (
        _AXIS,
        Keyword("momentum", "momentum", 0.99),
        *_AFFINE,
        Keyword("moving_mean_initializer", "moving_mean_initializer", ZEROS),
        Keyword("moving_variance_initializer", "moving_variance_initializer", ONES),
    ),
)

KERAS_CALLS: dict[type[Op], KerasCall] = {
    Conv: _CONV,
    DepthwiseConv: _DEPTHWISE_CONV,
    SeparableConv: _SEPARABLE_CONV,
    ConvTranspose: _CONV_TRANSPOSE,
    MaxPool: KerasCall("MaxPooling2D", ("size",), _POOL),
    AvgPool: KerasCall("AveragePooling2D", ("size",), _POOL),
    GlobalMaxPool: KerasCall("GlobalMaxPooling2D", (), _KEEP_DIMENSIONS),
    GlobalAvgPool: KerasCall("GlobalAveragePooling2D", (), _KEEP_DIMENSIONS),
    Dense: KerasCall("Dense", ("units",), (_ACTIVATION, _BIAS, *_KERNEL_WEIGHTS)),
    Flatten: KerasCall("Flatten"),
    BatchNorm: _BATCH_NORM,
    LayerNorm: KerasCall("LayerNormalization", (), (_AXIS, *_AFFINE)),
    GroupNorm: KerasCall(
        "GroupNormalization", (), (Keyword("groups", "groups", 32), *_AFFINE), derived="axis"
    ),
    Normalization: KerasCall(
        "Normalization",
        (),
        (Keyword("mean", "mean", None), Keyword("variance", "variance", None)),
        derived="axis",
    ),
    Activation: KerasCall("Activation", ("activation",)),
    Softmax: KerasCall("Softmax", (), (_AXIS,)),
    Dropout: KerasCall("Dropout", ("rate",), (Keyword("noise_shape", "shared", None),)),
    SpatialDropout: KerasCall("SpatialDropout2D", ("rate",)),
    StochasticDepth: KerasCall("Dropout", ("rate",), derived="noise_shape"),
    Rescaling: KerasCall("Rescaling", ("scale",), (Keyword("offset", "offset", 0.0),)),
    Scale: KerasCall("Rescaling", ("factor",)),
    LayerScale: KerasCall(
        "LayerScale",
        ("initial",),
        derived="axis",
        module="archc.backends.keras_layers.layer_scale",
    ),
    Reshape: KerasCall("Reshape", ("shape",)),
    ZeroPad: KerasCall("ZeroPadding2D", ("margins",)),
    Crop: KerasCall("Cropping2D", ("margins",)),
    Upsample: KerasCall(
        "UpSampling2D", ("factor",), (Keyword("interpolation", "interpolation", "nearest"),)
    ),
    PadChannels: KerasCall("pad_channels", ("channels",), composite=True),
    Concat: KerasCall("Concatenate", derived="axis"),
    Add: KerasCall("Add"),
    Subtract: KerasCall("Subtract"),
    Multiply: KerasCall("Multiply"),
    Average: KerasCall("Average"),
    Maximum: KerasCall("Maximum"),
    Minimum: KerasCall("Minimum"),
}


def keras_call(op: type[Op]) -> KerasCall:
    """The call of a layer: a layer of a plugin brings its own."""
    return op.keras if op.keras is not None else KERAS_CALLS[op]
