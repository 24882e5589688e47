"""Layers that change the shape and hold no weights: reshape, zero_pad, crop, upsample."""

from __future__ import annotations

from archc.diagnostics.codes import SHAPE_INVALID
from archc.ops.kinds import DIMENSIONS, MARGINS, SIZE, choice
from archc.ops.op import Op, main, option
from archc.ops.shape import Margins, Misfit, Pair, Shape, product, render_shape
from archc.ops.windows import need_image


class Reshape(Op):
    """The same values in another shape (Keras Reshape)."""

    key = "reshape"

    shape: Shape = main(
        DIMENSIONS,
        "The new shape without the batch axis; one -1 stands for what is left.",
        example=[7, 7, 64],
    )

    def infer(self, inputs: tuple[Shape, ...]) -> Shape | Misfit:
        """`shape`, which must hold as many values as the input."""
        misfit = _bad_target(self)
        if misfit is not None:
            return misfit
        total = product(inputs[0])
        known = product(tuple(size for size in self.shape if size != -1))
        if -1 not in self.shape:
            return self.shape if known == total else _wrong_total(self, inputs[0])
        if total % known:
            return _wrong_total(self, inputs[0])
        return tuple(total // known if size == -1 else size for size in self.shape)


class ZeroPad(Op):
    """Adds zeros around an image (Keras ZeroPadding2D)."""

    key = "zero_pad"
    keeps_channels = True

    margins: Margins = main(
        MARGINS,
        "How many: a number, [height, width] or [[top, bottom], [left, right]].",
        example=[[0, 1], [0, 1]],
    )

    def infer(self, inputs: tuple[Shape, ...]) -> Shape | Misfit:
        """Height and width plus the margins."""
        (image,) = inputs
        misfit = need_image(self.key, image)
        if misfit is not None:
            return misfit
        (top, bottom), (left, right) = self.margins
        return image[0] + top + bottom, image[1] + left + right, image[2]


class Crop(Op):
    """Removes the borders of an image (Keras Cropping2D)."""

    key = "crop"
    keeps_channels = True

    margins: Margins = main(
        MARGINS,
        "How much: a number, [height, width] or [[top, bottom], [left, right]].",
        example=[[1, 0], [1, 0]],
    )

    def infer(self, inputs: tuple[Shape, ...]) -> Shape | Misfit:
        """Height and width less the margins; something must be left."""
        (image,) = inputs
        misfit = need_image(self.key, image)
        if misfit is not None:
            return misfit
        (top, bottom), (left, right) = self.margins
        height, width = image[0] - top - bottom, image[1] - left - right
        if height < 1 or width < 1:
            return _nothing_left(self.key, image, top + bottom, left + right)
        return height, width, image[2]


class Upsample(Op):
    """Enlarges an image by whole factors (Keras UpSampling2D)."""

    key = "upsample"
    keeps_channels = True

    factor: Pair = main(SIZE, "By how much height and width grow.", example=2)
    interpolation: str = option(
        choice("nearest", "bilinear"),
        "How new values are made: `nearest` repeats, `bilinear` blends.",
        example="bilinear",
        default="nearest",
    )

    def infer(self, inputs: tuple[Shape, ...]) -> Shape | Misfit:
        """Height and width times the factor."""
        (image,) = inputs
        misfit = need_image(self.key, image)
        if misfit is not None:
            return misfit
        return image[0] * self.factor[0], image[1] * self.factor[1], image[2]


def _bad_target(reshape: Reshape) -> Misfit | None:
    shape = reshape.shape
    if shape.count(-1) > 1:
        message = f"`reshape` to {list(shape)} leaves more than one size open"
        return Misfit(SHAPE_INVALID, message, "use -1 at most once")
    if 0 in shape:
        message = f"`reshape` to {list(shape)} has a size of 0"
        return Misfit(SHAPE_INVALID, message, "use sizes of at least 1, or -1 for what is left")
    return None


def _wrong_total(reshape: Reshape, found: Shape) -> Misfit:
    total = product(found)
    message = (
        f"`reshape` cannot turn {render_shape(found)} ({total} values) into {list(reshape.shape)}"
    )
    return Misfit(SHAPE_INVALID, message, f"{list(_near_shape(reshape.shape, total))} would do")


def _near_shape(shape: Shape, total: int) -> Shape:
    """The shape with one size changed so that it holds `total` values, or all of them in a row."""
    for place in range(len(shape) - 1, -1, -1):
        before, after = shape[:place], shape[place + 1 :]
        rest = product((*before, *after))
        if rest > 0 and total % rest == 0:
            return (*before, total // rest, *after)
    return (total,)


def _nothing_left(layer: str, image: Shape, rows: int, columns: int) -> Misfit:
    return Misfit(
        SHAPE_INVALID,
        f"`{layer}` removes {rows} rows and {columns} columns of {image[0]}x{image[1]}, "
        "and nothing is left",
        f"remove at most {image[0] - 1} rows and {image[1] - 1} columns",
    )
