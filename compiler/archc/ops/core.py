"""The layers of a classifier's head: dense and flatten."""

from __future__ import annotations

from archc.ops.conv import bias_weights
from archc.ops.initializers import INITIALIZER, Named
from archc.ops.kinds import ACTIVATION, BOOLEAN, POSITIVE
from archc.ops.op import Op, main, option
from archc.ops.shape import Misfit, Shape, Weight, product
from archc.ops.weight_keys import kernel_start, penalty, vector_start


class Dense(Op):
    """Fully connected layer; on an image it works on the channels of each place (Keras Dense)."""

    key = "dense"
    sets_channels = "units"

    units: int = main(POSITIVE, "Number of outputs.", example=1000)
    bias: bool = option(BOOLEAN, "Whether to add a bias.", example=False, default=True)
    activation: str = option(
        ACTIVATION, "Function of the output.", example="softmax", default="linear"
    )
    kernel_initializer: Named = kernel_start("the kernel", INITIALIZER)
    bias_initializer: Named = vector_start("the bias")
    kernel_regularizer: Named | None = penalty("the kernel")
    bias_regularizer: Named | None = penalty("the bias")

    def infer(self, inputs: tuple[Shape, ...]) -> Shape | Misfit:
        """The shape of the input with `units` as its channels."""
        return *inputs[0][:-1], self.units

    def weights(self, inputs: tuple[Shape, ...]) -> tuple[Weight, ...]:
        """Kernel (input channels, units), then bias."""
        kernel = Weight("kernel", (inputs[0][-1], self.units))
        return kernel, *bias_weights(self.bias, self.units)

    def multiply_adds(self, inputs: tuple[Shape, ...], output: Shape) -> int:
        """Each weight of the kernel once per place of the input."""
        return product(inputs[0]) * self.units


class Flatten(Op):
    """All values in one row, height by height, channels last (Keras Flatten)."""

    key = "flatten"

    def infer(self, inputs: tuple[Shape, ...]) -> Shape | Misfit:
        """One axis with as many elements as the input has."""
        return (product(inputs[0]),)
