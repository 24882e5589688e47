"""Channels of zeros, the shortcut without parameters of He et al. 2015 (option A)."""

from __future__ import annotations

from archc.ops.kinds import POSITIVE
from archc.ops.op import Op, main
from archc.ops.shape import Misfit, Shape
from archc.ops.windows import need_image


class PadChannels(Op):
    """Adds channels of zeros after those of the input (Permute, ZeroPadding2D and Permute in Keras)."""

    key = "pad_channels"

    parts = ("to_front", "zeros", "to_back")

    channels: int = main(POSITIVE, "How many channels of zeros to add.", example=64)

    def infer(self, inputs: tuple[Shape, ...]) -> Shape | Misfit:
        """The channels of the input and the new ones."""
        (image,) = inputs
        return need_image(self.key, image) or (image[0], image[1], image[2] + self.channels)
