"""The Keras layer that an op stands for, called as Keras would be, and where archc refuses more than Keras.

Needs Keras.
"""

from __future__ import annotations

import importlib
from typing import Any

import keras

from archc.backends.keras_calls import KERAS_CALLS
from archc.ops.axes import AXIS_INDEX
from archc.ops.conv import ConvTranspose
from archc.ops.depthwise import DepthwiseConv, SeparableConv
from archc.ops.dropout import Dropout
from archc.ops.initializers import Named
from archc.ops.input_normalization import Normalization
from archc.ops.keras_call import KerasCall
from archc.ops.merge import Add, Average, Maximum, Minimum, Multiply, Subtract
from archc.ops.op import Op
from archc.ops.scaling import Rescaling
from archc.ops.shape import AXES, Shape


def home_of(call: KerasCall) -> Any:
    """The module that holds the layer of a call."""
    return importlib.import_module(call.module) if call.module else keras.layers


def to_keras(op: Op, rank: int = 3) -> Any:
    """The Keras layer that the table of calls names, by the plainest reading of that table."""
    call = KERAS_CALLS[type(op)]
    given_values = op.values()
    arguments: dict[str, Any] = {
        keyword.keyword: to_keras_value(keyword.keyword, given_values[keyword.field])
        for keyword in call.keywords
        if given_values[keyword.field] != keyword.default
    }
    if call.derived:
        arguments[call.derived] = (
            -1 if call.derived == "axis" else (None, *(1 for _ in range(rank)))
        )
    if "noise_shape" in arguments and isinstance(op, Dropout):
        words = AXES if rank == 3 else (*(None for _ in range(rank - 1)), "channels")
        arguments["noise_shape"] = (None, *(1 if w in (op.shared or ()) else None for w in words))
    return getattr(home_of(call), call.layer)(
        *(given_values[name] for name in call.positional), **arguments
    )


def to_keras_value(keyword: str, value: Any) -> Any:
    """A value of an op as the argument of a Keras layer."""
    if isinstance(value, Named):
        if not value.arguments:
            return value.name
        module = keras.regularizers if "regularizer" in keyword else keras.initializers
        return getattr(module, value.name)(**dict(value.arguments))
    if keyword == "axis":
        return -1 if value == "channels" else AXIS_INDEX[value] + 1
    return value


def call_keras(op: Op, inputs: tuple[Shape, ...]) -> tuple[Any, Shape]:
    """The built Keras layer and the shape of its output, without the batch axis."""
    layer = to_keras(op, len(inputs[0]))
    tensors = [keras.KerasTensor((None, *shape)) for shape in inputs]
    output = layer(tensors if op.merges else tensors[0])
    return layer, tuple(output.shape[1:])


def builds(op: Op, inputs: tuple[Shape, ...]) -> bool:
    """Whether Keras builds the layer; some versions do, and give an output without elements."""
    try:
        _, output = call_keras(op, inputs)
    except Exception:  # Keras raises all kinds of errors
        return False
    return all(size > 0 for size in output)


def why_stricter(op: Op, inputs: tuple[Shape, ...]) -> str:
    """Why archc refuses what Keras's shape inference lets through; "" where it has no reason."""
    values_ = op.values()
    match op:
        case DepthwiseConv() | SeparableConv() if op.stride != (1, 1) and op.dilation != (1, 1):
            return "older versions of Keras refuse such a layer; 3.15 takes it apart"
        case ConvTranspose() if op.output_padding is not None:
            return "TensorFlow fails at the first call (see the tests below)"
        case Add() | Subtract() | Average() | Maximum() | Minimum() | Multiply():
            return "Keras broadcasts, which hides a wrong shape; archc has one form of it, a gate"
        case Rescaling():
            return "Keras looks at its numbers only when it computes"
        case Normalization(mean=mean, variance=variance) if (
            mean is not None and variance is not None
        ):
            return "Keras takes one number for all channels"
    named = {values_.get("axis"), *(values_.get("shared") or ())}
    if named & {"height", "width"} and len(inputs[0]) != 3:
        return "only an image has a height and a width"
    return ""
