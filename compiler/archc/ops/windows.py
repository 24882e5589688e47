"""The part of the shape rules that all layers with a sliding window share."""

from __future__ import annotations

from archc.diagnostics.codes import KERNEL_TOO_LARGE, SHAPE_INVALID, WRONG_RANK
from archc.ops.shape import Misfit, Pair, Shape, render_shape, window_length


def need_image(layer: str, shape: Shape) -> Misfit | None:
    """A misfit unless the shape is height x width x channels."""
    if len(shape) == 3:
        return None
    return Misfit(
        WRONG_RANK,
        f"`{layer}` needs height x width x channels, and its input is {render_shape(shape)}",
        "put it before `flatten` or the global pooling, or `reshape` first",
    )


def slide(
    layer: str,
    image: Shape,
    channels: int,
    kernel: Pair,
    stride: Pair,
    padding: str,
    dilation: Pair = (1, 1),
) -> Shape | Misfit:
    """The output of a window that slides over an image and gives `channels` at every place."""
    misfit = need_image(layer, image)
    if misfit is not None:
        return misfit
    height = window_length(image[0], kernel[0], stride[0], padding, dilation[0])
    width = window_length(image[1], kernel[1], stride[1], padding, dilation[1])
    if height < 1 or width < 1:
        return _too_large(layer, image, kernel, dilation)
    return height, width, channels


def need_one_step(layer: str, stride: Pair, dilation: Pair) -> Misfit | None:
    """A misfit when a window strides and is dilated, which not every Keras 3 can compute."""
    if stride == (1, 1) or dilation == (1, 1):
        return None
    return Misfit(
        SHAPE_INVALID,
        f"`{layer}` cannot have both a stride and a dilation above 1",
        "stride with a separate step, such as `avg_pool`, or drop one of the two",
    )


def _too_large(layer: str, image: Shape, kernel: Pair, dilation: Pair) -> Misfit:
    reach = [d * (k - 1) + 1 for k, d in zip(kernel, dilation, strict=True)]
    fits = [(size - 1) // d + 1 for size, d in zip(image, dilation, strict=False)]
    dilated = f" (dilated to {reach[0]}x{reach[1]})" if dilation != (1, 1) else ""
    window = f"{kernel[0]}x{kernel[1]} window{dilated}"
    return Misfit(
        KERNEL_TOO_LARGE,
        f"the {window} of `{layer}` does not fit into its input of {image[0]}x{image[1]}",
        f"use a window of at most {fits[0]}x{fits[1]}, or `padding: same`",
    )
