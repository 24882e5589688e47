"""Multiplication by numbers: of the input, of a residual's body, or of each channel by what is learned."""

from __future__ import annotations

from archc.ops.axes import need_one_per_channel
from archc.ops.kinds import NUMBER, NUMBER_OR_LIST
from archc.ops.op import Op, main, option
from archc.ops.shape import Misfit, Shape, Weight

Numbers = float | tuple[float, ...]


class Rescaling(Op):
    """Multiplies all values, or those of each channel, by a number and adds another (Keras Rescaling)."""

    key = "rescaling"
    keeps_channels = True

    scale: Numbers = main(NUMBER_OR_LIST, "Factor of the values.", example=0.00784313725490196)
    offset: Numbers = option(
        NUMBER_OR_LIST, "What is added after the multiplication.", example=-1, default=0.0
    )

    def infer(self, inputs: tuple[Shape, ...]) -> Shape | Misfit:
        """The shape of the input, for each of whose channels a list must have a number."""
        for key, numbers in (("scale", self.scale), ("offset", self.offset)):
            if isinstance(numbers, tuple):
                misfit = need_one_per_channel(self.key, key, len(numbers), inputs[0])
                if misfit is not None:
                    return misfit
        return inputs[0]


class Scale(Op):
    """Multiplies all values by a number, as residual branches do (Keras Rescaling)."""

    key = "scale"
    keeps_channels = True

    factor: float = main(NUMBER, "Factor of every value.", example=0.1)


class LayerScale(Op):
    """Multiplies each channel by a factor that is learned (a layer of its own, which Keras lacks).

    Touvron et al., 2021, https://arxiv.org/abs/2103.17239.
    """

    key = "layer_scale"
    keeps_channels = True

    initial: float = main(NUMBER, "The value that every factor starts at.", example=1e-6)

    def weights(self, inputs: tuple[Shape, ...]) -> tuple[Weight, ...]:
        """Gamma, one factor for each channel."""
        return (Weight("gamma", inputs[0][-1:]),)
