"""Dropout: values, whole channels or whole examples that training sets to zero at random."""

from __future__ import annotations

from archc.ops.axes import need_axes
from archc.ops.kinds import SHARE, SHARED_AXES
from archc.ops.op import Op, main, option
from archc.ops.shape import Misfit, Shape
from archc.ops.windows import need_image


class Dropout(Op):
    """Sets a share of the values to zero while training (Keras Dropout).

    Srivastava et al., 2014, https://jmlr.org/papers/v15/srivastava14a.html.
    """

    key = "dropout"
    keeps_channels = True

    rate: float = main(SHARE, "Share of the values that are dropped.", example=0.5)
    shared: tuple[str, ...] | None = option(
        SHARED_AXES,
        "The axes along which all values are dropped together or not at all.",
        example=["height", "width"],
        default=None,
    )

    def infer(self, inputs: tuple[Shape, ...]) -> Shape | Misfit:
        """The shape of the input, which must have the axes that are shared."""
        return need_axes(self.key, "shared", self.shared or (), inputs[0]) or inputs[0]


class SpatialDropout(Op):
    """Sets a share of the channels to zero while training (Keras SpatialDropout2D).

    Tompson et al., 2014, https://arxiv.org/abs/1411.4280.
    """

    key = "spatial_dropout"
    keeps_channels = True

    rate: float = main(SHARE, "Share of the channels that are dropped.", example=0.2)

    def infer(self, inputs: tuple[Shape, ...]) -> Shape | Misfit:
        """The shape of the input, which must be an image."""
        return need_image(self.key, inputs[0]) or inputs[0]


class StochasticDepth(Op):
    """Sets all values of an example to zero, or none, while training (Keras Dropout, noise_shape).

    At the end of a residual's body it skips the body: Huang et al., 2016,
    https://arxiv.org/abs/1603.09382.
    """

    key = "stochastic_depth"
    keeps_channels = True

    rate: float = main(SHARE, "Share of the examples that are dropped.", example=0.2)
