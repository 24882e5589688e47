"""Convolutions that mix the channels: standard and transposed."""

from __future__ import annotations

from archc.diagnostics.codes import SHAPE_INVALID
from archc.ops.initializers import Named
from archc.ops.kinds import ACTIVATION, BOOLEAN, EXTRA, PADDING, POSITIVE, SIZE, WINDOW_PADDING
from archc.ops.op import Op, main, option
from archc.ops.shape import Misfit, Padding, Pair, Shape, Weight, product
from archc.ops.weight_keys import kernel_start, penalty, vector_start
from archc.ops.windows import need_image, need_one_step, slide

PADDING_MEANING = (
    "`same` keeps the size (before the stride), `valid` adds nothing; a number, "
    "[height, width] or [[top, bottom], [left, right]] adds that many zeros."
)


class Conv(Op):
    """Convolution over height and width (Keras Conv2D)."""

    key = "conv"
    sets_channels = "filters"

    filters: int = main(POSITIVE, "Number of output channels.", example=64)
    kernel: Pair = option(
        SIZE, "Height and width of the window; one number stands for both.", example=3
    )
    stride: Pair = option(SIZE, "Step of the window.", example=2, default=(1, 1))
    padding: Padding = option(PADDING, PADDING_MEANING, example="same", default="valid")
    dilation: Pair = option(
        SIZE, "Distance between the taps of the window.", example=2, default=(1, 1)
    )
    groups: int = option(
        POSITIVE, "Number of groups that the channels are split into.", example=32, default=1
    )
    bias: bool = option(BOOLEAN, "Whether to add a bias.", example=False, default=True)
    activation: str = option(
        ACTIVATION, "Function of the output.", example="relu", default="linear"
    )
    kernel_initializer: Named = kernel_start("the kernel")
    bias_initializer: Named = vector_start("the bias")
    kernel_regularizer: Named | None = penalty("the kernel")
    bias_regularizer: Named | None = penalty("the bias")

    def infer(self, inputs: tuple[Shape, ...]) -> Shape | Misfit:
        """Height and width by the window, channels by `filters`."""
        (image,) = inputs
        misfit = need_one_step(self.key, self.stride, self.dilation) or _groups(self, image)
        if misfit is not None:
            return misfit
        padding = str(self.padding)
        return slide(
            self.key, image, self.filters, self.kernel, self.stride, padding, self.dilation
        )

    def weights(self, inputs: tuple[Shape, ...]) -> tuple[Weight, ...]:
        """Kernel (height, width, input channels / groups, filters), then bias."""
        kernel = Weight("kernel", (*self.kernel, inputs[0][2] // self.groups, self.filters))
        return kernel, *bias_weights(self.bias, self.filters)

    def multiply_adds(self, inputs: tuple[Shape, ...], output: Shape) -> int:
        """Each weight of the kernel once per place of the output."""
        kernel = product((*self.kernel, inputs[0][2] // self.groups, self.filters))
        return output[0] * output[1] * kernel


class ConvTranspose(Op):
    """Transposed convolution, which enlarges an image (Keras Conv2DTranspose)."""

    key = "conv_transpose"
    sets_channels = "filters"

    filters: int = main(POSITIVE, "Number of output channels.", example=64)
    kernel: Pair = option(
        SIZE, "Height and width of the window; one number stands for both.", example=3
    )
    stride: Pair = option(SIZE, "By how much height and width grow.", example=2, default=(1, 1))
    padding: str = option(
        WINDOW_PADDING,
        "`same` multiplies the size by the stride, `valid` keeps all that the window reaches.",
        example="same",
        default="valid",
    )
    output_padding: Pair | None = option(
        EXTRA,
        "Rows and columns added at the bottom and right, fewer than the stride; "
        "Keras chooses them by default.",
        example=1,
        default=None,
    )
    dilation: Pair = option(
        SIZE, "Distance between the taps of the window.", example=2, default=(1, 1)
    )
    bias: bool = option(BOOLEAN, "Whether to add a bias.", example=False, default=True)
    activation: str = option(
        ACTIVATION, "Function of the output.", example="relu", default="linear"
    )
    kernel_initializer: Named = kernel_start("the kernel")
    bias_initializer: Named = vector_start("the bias")
    kernel_regularizer: Named | None = penalty("the kernel")
    bias_regularizer: Named | None = penalty("the bias")

    def infer(self, inputs: tuple[Shape, ...]) -> Shape | Misfit:
        """Height and width grow by the stride and the window, channels by `filters`."""
        (image,) = inputs
        misfit = need_image(self.key, image) or need_one_step(self.key, self.stride, self.dilation)
        misfit = misfit or _output_padding(self)
        if misfit is not None:
            return misfit
        return _grown(self, 0, image[0]), _grown(self, 1, image[1]), self.filters

    def weights(self, inputs: tuple[Shape, ...]) -> tuple[Weight, ...]:
        """Kernel (height, width, filters, input channels), then bias."""
        kernel = Weight("kernel", (*self.kernel, self.filters, inputs[0][2]))
        return kernel, *bias_weights(self.bias, self.filters)

    def multiply_adds(self, inputs: tuple[Shape, ...], output: Shape) -> int:
        """Each weight of the kernel once per place of the input."""
        return product(inputs[0]) * product((*self.kernel, self.filters))


def bias_weights(bias: bool, length: int) -> tuple[Weight, ...]:
    """The bias, when there is one."""
    return (Weight("bias", (length,)),) if bias else ()


def _groups(conv: Conv, image: Shape) -> Misfit | None:
    if conv.groups == 1 or len(image) != 3:
        return None
    for what, count in (("input channels", image[2]), ("filters", conv.filters)):
        if count % conv.groups:
            near = max(1, (count + conv.groups // 2) // conv.groups) * conv.groups
            message = f"{conv.groups} groups do not divide the {count} {what} of `{conv.key}`"
            return Misfit(
                SHAPE_INVALID, message, f"{near} {what} would do, or another number of groups"
            )
    return None


def _reach(conv: ConvTranspose, axis: int) -> int:
    return (conv.kernel[axis] - 1) * conv.dilation[axis] + 1


def _grown(conv: ConvTranspose, axis: int, size: int) -> int:
    stride, reach = conv.stride[axis], _reach(conv, axis)
    if conv.output_padding is None:
        if conv.padding == "same":
            return size * stride
        return (size - 1) * stride + max(reach, stride)
    base = reach % 2 if conv.padding == "same" else reach
    return (size - 1) * stride + base + conv.output_padding[axis]


def _output_padding(conv: ConvTranspose) -> Misfit | None:
    if conv.output_padding is None:
        return None
    for axis, extra in enumerate(conv.output_padding):
        # With `same` and an even window, TensorFlow fails at the first call unless a row is added.
        least = 1 - _reach(conv, axis) % 2 if conv.padding == "same" else 0
        most = conv.stride[axis] - 1
        if not least <= extra <= most:
            return _wrong_output_padding(conv, extra, least, most)
    return None


def _wrong_output_padding(conv: ConvTranspose, extra: int, least: int, most: int) -> Misfit:
    window = f"a {conv.kernel[0]}x{conv.kernel[1]} window, stride {conv.stride[0]}x{conv.stride[1]}"
    message = f"`{conv.key}` with {window} and `{conv.padding}` has no output_padding of {extra}"
    if least > most:
        return Misfit(SHAPE_INVALID, message, "leave output_padding out")
    values = str(least) if least == most else f"{least} to {most}"
    return Misfit(SHAPE_INVALID, message, f"{values} would do, or leave output_padding out")
