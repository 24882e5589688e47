"""Declares the layer `eca` for specs: Efficient Channel Attention."""

from __future__ import annotations

from archc.plugin import (
    POSITIVE,
    SHAPE_INVALID,
    KerasCall,
    Keyword,
    Misfit,
    Op,
    Shape,
    Weight,
    main,
    need_image,
    option,
    whole_number,
)


class Eca(Op):
    """Weighs each channel by what it and its neighbours hold on average: Efficient Channel Attention.

    Wang et al., 2019, https://arxiv.org/abs/1910.03151.
    """

    key = "eca"
    keeps_channels = True
    keras = KerasCall(
        "EfficientChannelAttention",
        keywords=(
            Keyword("kernel_size", "kernel", None),
            Keyword("gamma", "gamma", 2),
            Keyword("offset", "offset", 1),
        ),
        derived="axis",
        module="eca_keras",
    )

    kernel: int | None = main(
        POSITIVE,
        "How many neighbouring channels count; left out, it follows from the number of channels.",
        example=3,
        default=None,
    )
    gamma: int = option(
        whole_number(1, 8),
        "The gamma by which the kernel grows with the channels.",
        example=2,
        default=2,
    )
    offset: int = option(
        whole_number(0, 8),
        "The b by which the kernel grows with the channels.",
        example=1,
        default=1,
    )

    def infer(self, inputs: tuple[Shape, ...]) -> Shape | Misfit:
        """The shape of the input, which must be an image."""
        if self.kernel is not None and self.kernel % 2 == 0:
            message = f"the kernel of `eca` must be odd; it is {self.kernel}"
            return Misfit(SHAPE_INVALID, message, f"use {self.kernel + 1}")
        return need_image(self.key, inputs[0]) or inputs[0]

    def weights(self, inputs: tuple[Shape, ...]) -> tuple[Weight, ...]:
        """One kernel, shared by all channels; no bias."""
        return (Weight("kernel", (self._kernel(inputs[0][-1]), 1, 1)),)

    def multiply_adds(self, inputs: tuple[Shape, ...], output: Shape) -> int:
        """One convolution along the channels; the products with the image are with no weight."""
        return output[-1] * self._kernel(output[-1])

    def _kernel(self, channels: int) -> int:
        """The odd number nearest to (log2(channels) + offset) / gamma: section 3.2 of the paper."""
        if self.kernel is not None:
            return self.kernel
        reach = 0
        while 2 ** ((reach + 1) * self.gamma - self.offset) <= channels:
            reach += 1
        return reach if reach % 2 else reach + 1


LAYERS = (Eca,)
