"""Activations: a function of each value, or a softmax along an axis."""

from __future__ import annotations

from archc.ops.axes import need_axis
from archc.ops.kinds import ACTIVATION, AXIS
from archc.ops.op import Op, main, option
from archc.ops.shape import Misfit, Shape


class Activation(Op):
    """A function of each value (Keras Activation).

    Functions have Keras's parameters: `leaky_relu` has a slope of 0.2 below zero, and `gelu` is
    the exact one.
    """

    key = "activation"
    keeps_channels = True

    activation: str = main(ACTIVATION, "The function, by Keras's name.", example="relu")

    @property
    def word(self) -> str:
        """The function, which alone is a step: `relu`."""
        return str(self.activation)


class Softmax(Op):
    """Exponentials along an axis, divided by their sum (Keras Softmax)."""

    key = "softmax"
    keeps_channels = True

    axis: str = option(
        AXIS, "The axis along which the sum is 1.", example="channels", default="channels"
    )

    def infer(self, inputs: tuple[Shape, ...]) -> Shape | Misfit:
        """The shape of the input, which must have the axis."""
        return need_axis(self.key, self.axis, inputs[0]) or inputs[0]


ACTIVATION_WORDS: dict[str, str] = {
    "celu": "celu",
    "elu": "elu",
    "exponential": "exponential",
    "gelu": "gelu",
    "hard_sigmoid": "hard_sigmoid",
    "hard_silu": "hard_silu",
    "hard_swish": "hard_swish",
    "leaky_relu": "leaky_relu",
    "linear": "linear",
    "log_softmax": "log_softmax",
    "mish": "mish",
    "relu": "relu",
    "relu6": "relu6",
    "selu": "selu",
    "sigmoid": "sigmoid",
    "silu": "silu",
    "softplus": "softplus",
    "softsign": "softsign",
    "swish": "swish",
    "tanh": "tanh",
}
"""The words that alone are a step, and the value each stands for: `relu` is `activation: relu`.

`softmax` alone is the layer of that name.
"""
