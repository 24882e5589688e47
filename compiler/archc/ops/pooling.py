"""Pooling: the largest or the mean value of a window, or of a whole image."""

from __future__ import annotations

from archc.ops.kinds import BOOLEAN, SIZE, WINDOW_PADDING
from archc.ops.op import Op, main, option
from archc.ops.shape import Misfit, Pair, Shape
from archc.ops.windows import need_image, slide


class _Pool(Op):
    """What pooling layers with a window share."""

    key = ""
    keeps_channels = True

    size: Pair = main(
        SIZE, "Height and width of the window; one number stands for both.", example=2
    )
    stride: Pair | None = option(
        SIZE, "Step of the window; by default its size.", example=2, default=None
    )
    padding: str = option(
        WINDOW_PADDING,
        "`same` keeps the size (before the stride), `valid` takes only whole windows.",
        example="same",
        default="valid",
    )

    def infer(self, inputs: tuple[Shape, ...]) -> Shape | Misfit:
        """Height and width by the window; the channels stay."""
        (image,) = inputs
        misfit = need_image(self.key, image)
        if misfit is not None:
            return misfit
        stride = self.size if self.stride is None else self.stride
        return slide(self.key, image, image[2], self.size, stride, self.padding)


class MaxPool(_Pool):
    """The largest value of each window (Keras MaxPooling2D)."""

    key = "max_pool"


class AvgPool(_Pool):
    """The mean of each window; `same` does not count what it adds (Keras AveragePooling2D)."""

    key = "avg_pool"


class _GlobalPool(Op):
    """What layers share that pool a whole image."""

    key = ""
    keeps_channels = True

    keep_dimensions: bool = option(
        BOOLEAN,
        "Whether to give 1x1xchannels instead of the channels alone.",
        example=True,
        default=False,
    )

    def infer(self, inputs: tuple[Shape, ...]) -> Shape | Misfit:
        """The channels, with a height and width of 1 where `keep_dimensions` says so."""
        (image,) = inputs
        misfit = need_image(self.key, image)
        if misfit is not None:
            return misfit
        return (1, 1, image[2]) if self.keep_dimensions else (image[2],)


class GlobalMaxPool(_GlobalPool):
    """The largest value of each channel (Keras GlobalMaxPooling2D)."""

    key = "global_max_pool"


class GlobalAvgPool(_GlobalPool):
    """The mean of each channel (Keras GlobalAveragePooling2D)."""

    key = "global_avg_pool"
