"""Convolutions that filter each channel by itself: depthwise and separable."""

from __future__ import annotations

from archc.ops.conv import PADDING_MEANING, bias_weights
from archc.ops.initializers import Named
from archc.ops.kinds import ACTIVATION, BOOLEAN, PADDING, POSITIVE, SIZE
from archc.ops.op import Op, main, option
from archc.ops.shape import Misfit, Padding, Pair, Shape, Weight, product
from archc.ops.weight_keys import kernel_start, penalty, vector_start
from archc.ops.windows import need_image, need_one_step, slide


class DepthwiseConv(Op):
    """Convolution of every channel with filters of its own (Keras DepthwiseConv2D)."""

    key = "depthwise_conv"

    kernel: Pair = main(
        SIZE, "Height and width of the window; one number stands for both.", example=3
    )
    stride: Pair = option(SIZE, "Step of the window.", example=2, default=(1, 1))
    padding: Padding = option(PADDING, PADDING_MEANING, example="same", default="valid")
    dilation: Pair = option(
        SIZE, "Distance between the taps of the window.", example=2, default=(1, 1)
    )
    depth_multiplier: int = option(
        POSITIVE, "Number of filters, and so of outputs, per channel.", example=2, default=1
    )
    bias: bool = option(BOOLEAN, "Whether to add a bias.", example=False, default=True)
    activation: str = option(
        ACTIVATION, "Function of the output.", example="relu6", default="linear"
    )
    depthwise_initializer: Named = kernel_start("the kernel")
    bias_initializer: Named = vector_start("the bias")
    depthwise_regularizer: Named | None = penalty("the kernel")
    bias_regularizer: Named | None = penalty("the bias")

    @property
    def keeps_channels(self) -> bool:
        """Whether every channel has one filter."""
        return self.depth_multiplier == 1

    def infer(self, inputs: tuple[Shape, ...]) -> Shape | Misfit:
        """Height and width by the window, channels times `depth_multiplier`."""
        (image,) = inputs
        misfit = need_image(self.key, image) or need_one_step(self.key, self.stride, self.dilation)
        if misfit is not None:
            return misfit
        channels = image[2] * self.depth_multiplier
        padding = str(self.padding)
        return slide(self.key, image, channels, self.kernel, self.stride, padding, self.dilation)

    def weights(self, inputs: tuple[Shape, ...]) -> tuple[Weight, ...]:
        """Kernel (height, width, channels, depth multiplier), then bias."""
        channels = inputs[0][2]
        kernel = Weight("kernel", (*self.kernel, channels, self.depth_multiplier))
        return kernel, *bias_weights(self.bias, channels * self.depth_multiplier)

    def multiply_adds(self, inputs: tuple[Shape, ...], output: Shape) -> int:
        """One window per element of the output."""
        return product(output) * product(self.kernel)


class SeparableConv(Op):
    """Depthwise convolution and then a 1x1 convolution (Keras SeparableConv2D)."""

    key = "separable_conv"
    sets_channels = "filters"

    filters: int = main(POSITIVE, "Number of output channels.", example=64)
    kernel: Pair = option(
        SIZE, "Height and width of the depthwise window; one number stands for both.", example=3
    )
    stride: Pair = option(SIZE, "Step of the depthwise window.", example=2, default=(1, 1))
    padding: Padding = option(PADDING, PADDING_MEANING, example="same", default="valid")
    dilation: Pair = option(
        SIZE, "Distance between the taps of the window.", example=2, default=(1, 1)
    )
    depth_multiplier: int = option(
        POSITIVE, "Number of depthwise filters per channel.", example=2, default=1
    )
    bias: bool = option(BOOLEAN, "Whether to add a bias.", example=False, default=True)
    activation: str = option(
        ACTIVATION, "Function of the output.", example="relu", default="linear"
    )
    depthwise_initializer: Named = kernel_start("the depthwise kernel")
    pointwise_initializer: Named = kernel_start("the 1x1 kernel")
    bias_initializer: Named = vector_start("the bias")
    depthwise_regularizer: Named | None = penalty("the depthwise kernel")
    pointwise_regularizer: Named | None = penalty("the 1x1 kernel")
    bias_regularizer: Named | None = penalty("the bias")

    def infer(self, inputs: tuple[Shape, ...]) -> Shape | Misfit:
        """Height and width by the window, channels by `filters`."""
        (image,) = inputs
        misfit = need_one_step(self.key, self.stride, self.dilation)
        if misfit is not None:
            return misfit
        padding = str(self.padding)
        return slide(
            self.key, image, self.filters, self.kernel, self.stride, padding, self.dilation
        )

    def weights(self, inputs: tuple[Shape, ...]) -> tuple[Weight, ...]:
        """Depthwise kernel, 1x1 kernel (1, 1, channels * depth multiplier, filters), then bias."""
        channels, depth = inputs[0][2], self.depth_multiplier
        depthwise = Weight("depthwise_kernel", (*self.kernel, channels, depth))
        pointwise = Weight("pointwise_kernel", (1, 1, channels * depth, self.filters))
        return depthwise, pointwise, *bias_weights(self.bias, self.filters)

    def multiply_adds(self, inputs: tuple[Shape, ...], output: Shape) -> int:
        """Each weight of both kernels once per place of the output."""
        between = inputs[0][2] * self.depth_multiplier
        return output[0] * output[1] * between * (product(self.kernel) + self.filters)
