"""Normalization: over the batch, or over one axis of each example."""

from __future__ import annotations

from archc.ops.axes import AXIS_INDEX, need_axis
from archc.ops.initializers import ONES, REGULARIZER, VECTOR_INITIALIZER, ZEROS, Named
from archc.ops.kinds import AXIS, BOOLEAN, MOMENTUM, SMALL
from archc.ops.op import Op, option
from archc.ops.shape import Misfit, Shape, Weight


class BatchNorm(Op):
    """Brings each channel to mean 0 and variance 1 over the batch (Keras BatchNormalization).

    Ioffe and Szegedy, 2015, https://arxiv.org/abs/1502.03167.
    """

    key = "batch_norm"
    keeps_channels = True

    axis: str = option(
        AXIS, "The axis whose elements are normalized each.", example="channels", default="channels"
    )
    epsilon: float = option(
        SMALL, "Added to the variance before it divides.", example=1e-5, default=1e-3
    )
    momentum: float = option(
        MOMENTUM, "Share of the old mean and variance at a step.", example=0.9, default=0.99
    )
    center: bool = option(BOOLEAN, "Whether to add a beta.", example=False, default=True)
    scale: bool = option(BOOLEAN, "Whether to multiply by a gamma.", example=False, default=True)
    gamma_initializer: Named = option(
        VECTOR_INITIALIZER, "How gamma starts.", example="zeros", default=ONES
    )
    beta_initializer: Named = option(
        VECTOR_INITIALIZER, "How beta starts.", example="zeros", default=ZEROS
    )
    gamma_regularizer: Named | None = option(
        REGULARIZER, "Penalty on gamma.", example={"l2": {"l2": 0.0001}}, default=None
    )
    beta_regularizer: Named | None = option(
        REGULARIZER, "Penalty on beta.", example={"l2": {"l2": 0.0001}}, default=None
    )
    moving_mean_initializer: Named = option(
        VECTOR_INITIALIZER, "How the moving mean starts.", example="zeros", default=ZEROS
    )
    moving_variance_initializer: Named = option(
        VECTOR_INITIALIZER, "How the moving variance starts.", example="ones", default=ONES
    )

    def infer(self, inputs: tuple[Shape, ...]) -> Shape | Misfit:
        """The shape of the input, which must have the axis."""
        return need_axis(self.key, self.axis, inputs[0]) or inputs[0]

    def weights(self, inputs: tuple[Shape, ...]) -> tuple[Weight, ...]:
        """Gamma, beta, and the moving mean and variance, which training does not change."""
        shape = (inputs[0][AXIS_INDEX[self.axis]],)
        moving = ("moving_mean", "moving_variance")
        return (
            *_affine(self.scale, self.center, shape),
            *(Weight(name, shape, trainable=False) for name in moving),
        )


class LayerNorm(Op):
    """Brings each example to mean 0 and variance 1 along an axis (Keras LayerNormalization).

    Ba, Kiros and Hinton, 2016, https://arxiv.org/abs/1607.06450.
    """

    key = "layer_norm"
    keeps_channels = True

    axis: str = option(AXIS, "The axis that is normalized.", example="channels", default="channels")
    epsilon: float = option(
        SMALL, "Added to the variance before it divides.", example=1e-6, default=1e-3
    )
    center: bool = option(BOOLEAN, "Whether to add a beta.", example=False, default=True)
    scale: bool = option(BOOLEAN, "Whether to multiply by a gamma.", example=False, default=True)
    gamma_initializer: Named = option(
        VECTOR_INITIALIZER, "How gamma starts.", example="zeros", default=ONES
    )
    beta_initializer: Named = option(
        VECTOR_INITIALIZER, "How beta starts.", example="zeros", default=ZEROS
    )
    gamma_regularizer: Named | None = option(
        REGULARIZER, "Penalty on gamma.", example={"l2": {"l2": 0.0001}}, default=None
    )
    beta_regularizer: Named | None = option(
        REGULARIZER, "Penalty on beta.", example={"l2": {"l2": 0.0001}}, default=None
    )

    def infer(self, inputs: tuple[Shape, ...]) -> Shape | Misfit:
        """The shape of the input, which must have the axis."""
        return need_axis(self.key, self.axis, inputs[0]) or inputs[0]

    def weights(self, inputs: tuple[Shape, ...]) -> tuple[Weight, ...]:
        """Gamma and beta."""
        return _affine(self.scale, self.center, (inputs[0][AXIS_INDEX[self.axis]],))


def _affine(scale: bool, center: bool, shape: Shape) -> tuple[Weight, ...]:
    wanted = (("gamma", scale), ("beta", center))
    return tuple(Weight(name, shape) for name, present in wanted if present)
