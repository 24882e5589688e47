"""Layers that take several values: concatenation, sums and their relatives."""

from __future__ import annotations

from archc.diagnostics.codes import MERGE_SHAPE_MISMATCH
from archc.ops.op import Op
from archc.ops.shape import Misfit, Shape, render_shape


class Concat(Op):
    """Joins values along their channels (Keras Concatenate)."""

    key = "concat"
    merges = True

    def infer(self, inputs: tuple[Shape, ...]) -> Shape | Misfit:
        """The sum of the channels; every other axis must agree."""
        first = inputs[0]
        channels = 0
        for number, shape in enumerate(inputs, 1):
            if shape[:-1] != first[:-1]:
                return _disagree(self.key, number, first, shape)
            channels = channels + shape[-1]
        return (*first[:-1], channels)


class _Elementwise(Op):
    """What all layers share that combine equal shapes element by element."""

    key = ""
    merges = True

    def infer(self, inputs: tuple[Shape, ...]) -> Shape | Misfit:
        """The shape that all operands have: nothing is broadcast."""
        first = inputs[0]
        for number, shape in enumerate(inputs, 1):
            if shape != first:
                return _disagree(self.key, number, first, shape)
        return first


class Add(_Elementwise):
    """Sum of values of the same shape (Keras Add)."""

    key = "add"


class Subtract(_Elementwise):
    """Difference of two values of the same shape (Keras Subtract)."""

    key = "subtract"


class Average(_Elementwise):
    """Mean of values of the same shape (Keras Average)."""

    key = "average"


class Maximum(_Elementwise):
    """Elementwise maximum of values of the same shape (Keras Maximum)."""

    key = "maximum"


class Minimum(_Elementwise):
    """Elementwise minimum of values of the same shape (Keras Minimum)."""

    key = "minimum"


class Multiply(Op):
    """Product of values; a gate of 1x1xchannels multiplies every place of an image (Keras Multiply)."""

    key = "multiply"
    merges = True

    def infer(self, inputs: tuple[Shape, ...]) -> Shape | Misfit:
        """The largest operand; the others equal it, or are 1x1 with the same channels."""
        largest = max(inputs, key=lambda shape: (len(shape), shape[:-1]))
        gate = (*(1 for _ in largest[:-1]), largest[-1])
        for number, shape in enumerate(inputs, 1):
            if shape not in (largest, gate):
                return _disagree(self.key, number, largest, shape)
        return largest


def _disagree(layer: str, number: int, expected: Shape, found: Shape) -> Misfit:
    return Misfit(
        MERGE_SHAPE_MISMATCH,
        f"branch {number} of `{layer}` is {render_shape(found)}, and the others are {render_shape(expected)}",
    )
