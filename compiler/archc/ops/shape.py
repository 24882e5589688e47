"""Shapes without the batch axis, channels last, and the arithmetic of windows that slide over them."""

from __future__ import annotations

from typing import NamedTuple

from archc.diagnostics.codes import Code

Shape = tuple[int, ...]
Pair = tuple[int, int]
Margins = tuple[Pair, Pair]
Padding = str | Margins

AXES = ("height", "width", "channels")


class Misfit(NamedTuple):
    """Why an op cannot take the shapes it was given, and what would work."""

    code: Code
    message: str
    help: str = ""
    axis: int | None = None
    """The one axis of the input that does not fit, where the others could be any."""


class Weight(NamedTuple):
    """One weight of a layer: Keras's name for it, its shape, and whether training changes it."""

    name: str
    shape: Shape
    trainable: bool = True


def product(numbers: tuple[int, ...]) -> int:
    """The product of all numbers; 1 for none."""
    result = 1
    for number in numbers:
        result = result * number
    return result


def window_length(size: int, kernel: int, stride: int, padding: str, dilation: int = 1) -> int:
    """How many places a window takes along an axis of `size` elements.

    `same` pads so that only the stride shrinks the axis; `valid` does not pad. A result of zero or
    less means that the window does not fit.
    """
    if padding == "same":
        return (size + stride - 1) // stride
    return (size - dilation * (kernel - 1) - 1) // stride + 1


def render_shape(shape: Shape) -> str:
    """A shape as papers write it: `35x35x384`."""
    return "x".join(str(size) for size in shape) if shape else "a single number"
