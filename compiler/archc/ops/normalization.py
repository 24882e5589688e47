"""Normalization: over the batch, over one axis of each example, or over groups of its channels."""

from __future__ import annotations

from archc.diagnostics.codes import SHAPE_INVALID
from archc.ops.axes import AXIS_INDEX, need_axis
from archc.ops.initializers import ONES, Named
from archc.ops.kinds import AXIS, BOOLEAN, MOMENTUM, POSITIVE, SMALL
from archc.ops.op import Op, main, option
from archc.ops.shape import Misfit, Shape, Weight
from archc.ops.weight_keys import penalty, vector_start


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
    gamma_initializer: Named = vector_start("gamma", ONES)
    beta_initializer: Named = vector_start("beta")
    gamma_regularizer: Named | None = penalty("gamma")
    beta_regularizer: Named | None = penalty("beta")
    moving_mean_initializer: Named = vector_start("the moving mean")
    moving_variance_initializer: Named = vector_start("the moving variance", ONES, "ones")

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
    gamma_initializer: Named = vector_start("gamma", ONES)
    beta_initializer: Named = vector_start("beta")
    gamma_regularizer: Named | None = penalty("gamma")
    beta_regularizer: Named | None = penalty("beta")

    def infer(self, inputs: tuple[Shape, ...]) -> Shape | Misfit:
        """The shape of the input, which must have the axis."""
        return need_axis(self.key, self.axis, inputs[0]) or inputs[0]

    def weights(self, inputs: tuple[Shape, ...]) -> tuple[Weight, ...]:
        """Gamma and beta."""
        return _affine(self.scale, self.center, (inputs[0][AXIS_INDEX[self.axis]],))


class GroupNorm(Op):
    """Brings groups of channels of an example to mean 0 and variance 1 (Keras GroupNormalization).

    One group normalizes all channels together, and as many groups as channels each by itself.
    Wu and He, 2018, https://arxiv.org/abs/1803.08494.
    """

    key = "group_norm"
    keeps_channels = True

    groups: int = main(
        POSITIVE, "Number of groups that the channels are split into.", example=16, default=32
    )
    epsilon: float = option(
        SMALL, "Added to the variance before it divides.", example=1e-5, default=1e-3
    )
    center: bool = option(BOOLEAN, "Whether to add a beta.", example=False, default=True)
    scale: bool = option(BOOLEAN, "Whether to multiply by a gamma.", example=False, default=True)
    gamma_initializer: Named = vector_start("gamma", ONES)
    beta_initializer: Named = vector_start("beta")
    gamma_regularizer: Named | None = penalty("gamma")
    beta_regularizer: Named | None = penalty("beta")

    def infer(self, inputs: tuple[Shape, ...]) -> Shape | Misfit:
        """The shape of the input, whose channels the groups must divide."""
        channels = inputs[0][-1]
        if channels % self.groups == 0:
            return inputs[0]
        message = f"{self.groups} groups do not divide the {channels} channels of `{self.key}`"
        near = max(n for n in range(1, min(self.groups, int(channels)) + 1) if channels % n == 0)
        return Misfit(SHAPE_INVALID, message, f"{near} would do")

    def weights(self, inputs: tuple[Shape, ...]) -> tuple[Weight, ...]:
        """Gamma and beta."""
        return _affine(self.scale, self.center, (inputs[0][-1],))


def _affine(scale: bool, center: bool, shape: Shape) -> tuple[Weight, ...]:
    wanted = (("gamma", scale), ("beta", center))
    return tuple(Weight(name, shape) for name, present in wanted if present)
