"""Normalization of the input by a mean and a variance that are known, or learned from data beforehand."""

from __future__ import annotations

from archc.diagnostics.codes import MISSING_KEY
from archc.ops.axes import need_one_per_channel
from archc.ops.kinds import NUMBERS, VARIANCES
from archc.ops.op import Op, option
from archc.ops.shape import Misfit, Shape, Weight


class Normalization(Op):
    """Subtracts a mean from each channel and divides by the root of a variance (Keras Normalization).

    Without both they are weights, which the layer's `adapt` sets and training does not change.
    """

    key = "normalization"
    keeps_channels = True

    mean: tuple[float, ...] | None = option(
        NUMBERS, "The mean of each channel.", example=[0.485, 0.456, 0.406], default=None
    )
    variance: tuple[float, ...] | None = option(
        VARIANCES, "The variance of each channel.", example=[0.052, 0.05, 0.051], default=None
    )

    def infer(self, inputs: tuple[Shape, ...]) -> Shape | Misfit:
        """The shape of the input, for whose channels there are numbers."""
        (shape,) = inputs
        if self.mean is None and self.variance is None:
            return shape
        if self.mean is None or self.variance is None:
            return self._half_given()
        misfit = need_one_per_channel(self.key, "mean", len(self.mean), shape)
        misfit = misfit or need_one_per_channel(self.key, "variance", len(self.variance), shape)
        return misfit or shape

    def weights(self, inputs: tuple[Shape, ...]) -> tuple[Weight, ...]:
        """Mean and variance (channels,) and how many images they are of, where they are not given."""
        if self.mean is not None:
            return ()
        shapes = {"mean": inputs[0][-1:], "variance": inputs[0][-1:], "count": ()}
        return tuple(Weight(name, shape, trainable=False) for name, shape in shapes.items())

    def _half_given(self) -> Misfit:
        given, missing = ("variance", "mean") if self.mean is None else ("mean", "variance")
        message = f"`{self.key}` is given a {given} and no {missing}"
        return Misfit(MISSING_KEY, message, f"give `{missing}` too, or neither of the two")
