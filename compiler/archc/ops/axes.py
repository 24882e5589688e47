"""The axis that a layer works along: a word in a spec, an index into a shape."""

from __future__ import annotations

from archc.diagnostics.codes import WRONG_RANK
from archc.ops.shape import Misfit, Shape, render_shape

AXIS_INDEX: dict[str, int] = {"height": 0, "width": 1, "channels": -1}
"""Where each axis stands in a shape without the batch axis, channels last."""


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
