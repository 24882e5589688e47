"""Multiplication by constants: rescaling of the input, and the scale of a residual."""

from __future__ import annotations

from archc.ops.kinds import NUMBER
from archc.ops.op import Op, main, option


class Rescaling(Op):
    """Multiplies all values by a number and adds another (Keras Rescaling)."""

    key = "rescaling"
    keeps_channels = True

    scale: float = main(NUMBER, "Factor of every value.", example=0.00784313725490196)
    offset: float = option(
        NUMBER, "What is added after the multiplication.", example=-1, default=0.0
    )


class Scale(Op):
    """Multiplies all values by a number, as residual branches do (Keras Rescaling)."""

    key = "scale"
    keeps_channels = True

    factor: float = main(NUMBER, "Factor of every value.", example=0.1)
