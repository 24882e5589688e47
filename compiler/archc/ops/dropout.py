"""Dropout: values or whole channels that training sets to zero at random."""

from __future__ import annotations

from archc.ops.kinds import SHARE
from archc.ops.op import Op, main
from archc.ops.shape import Misfit, Shape
from archc.ops.windows import need_image


class Dropout(Op):
    """Sets a share of the values to zero while training (Keras Dropout).

    Srivastava et al., 2014, https://jmlr.org/papers/v15/srivastava14a.html.
    """

    key = "dropout"
    keeps_channels = True

    rate: float = main(SHARE, "Share of the values that are dropped.", example=0.5)


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
