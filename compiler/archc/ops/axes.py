"""The axis that a layer works along: a word in a spec, an index into a shape."""

from __future__ import annotations

from archc.diagnostics.codes import SHAPE_INVALID, WRONG_RANK
from archc.ops.shape import Misfit, Shape, render_shape

AXIS_INDEX: dict[str, int] = {"height": 0, "width": 1, "channels": -1}
"""Where each axis stands in a shape without the batch axis, channels last."""


def need_axes(layer: str, key: str, axes: tuple[str, ...], shape: Shape) -> Misfit | None:
    """A misfit unless the shape has all of the axes that a key lists."""
    missing = [axis for axis in axes if axis != "channels"]
    if not missing or len(shape) == 3:
        return None
    return Misfit(
        WRONG_RANK,
        f"`{key}` of `{layer}` names the {missing[0]}, and its input is {render_shape(shape)}",
        f"use `{key}: [channels]`, or `reshape` first",
    )


def need_one_per_channel(layer: str, key: str, count: int, shape: Shape) -> Misfit | None:
    """A misfit unless a key lists one number for each channel."""
    channels = shape[-1]
    if channels == count:
        return None
    numbers = "number" if count == 1 else "numbers"
    message = (
        f"`{key}` of `{layer}` lists {count} {numbers}, and its input {render_shape(shape)} "
        f"has {channels} {'channel' if channels == 1 else 'channels'}"
    )
    return Misfit(SHAPE_INVALID, message, "list one number for each channel", axis=-1)


def need_axis(layer: str, axis: str, shape: Shape) -> Misfit | None:
    """A misfit unless the shape has the axis.

    The last axis of any shape is its channels; height and width are those of an image.
    """
    if axis == "channels" or len(shape) == 3:
        return None
    return Misfit(
        WRONG_RANK,
        f"`{layer}` works along the {axis}, and its input is {render_shape(shape)}",
        "use `axis: channels`, or `reshape` first",
    )
