"""The shape that each op gives, on numbers and on symbolic sizes."""

from __future__ import annotations

from typing import Any

import pytest

from archc.ops.activation import Activation, Softmax
from archc.ops.conv import Conv, ConvTranspose
from archc.ops.core import Dense, Flatten
from archc.ops.depthwise import DepthwiseConv, SeparableConv
from archc.ops.dropout import Dropout, SpatialDropout, StochasticDepth
from archc.ops.input_normalization import Normalization
from archc.ops.merge import Add, Concat, Multiply
from archc.ops.normalization import BatchNorm, GroupNorm, LayerNorm
from archc.ops.op import Op
from archc.ops.pad_channels import PadChannels
from archc.ops.pooling import AvgPool, GlobalAvgPool, GlobalMaxPool, MaxPool
from archc.ops.reshaping import Crop, Reshape, Upsample, ZeroPad
from archc.ops.scaling import LayerScale, Rescaling, Scale
from archc.ops.shape import Shape
from archc.ops.table import OPS

IMAGE = (35, 29, 6)
CASES: list[tuple[Op, tuple[Shape, ...], Shape]] = [
    # Inception-v4's stem, figure 3 of arXiv:1602.07261.
    (Conv(filters=32, kernel=(3, 3), stride=(2, 2)), ((299, 299, 3),), (149, 149, 32)),
    (Conv(filters=32, kernel=(3, 3)), ((149, 149, 32),), (147, 147, 32)),
    (Conv(filters=64, kernel=(3, 3), padding="same"), ((147, 147, 32),), (147, 147, 64)),
    (MaxPool(size=(3, 3), stride=(2, 2)), ((147, 147, 64),), (73, 73, 64)),
    # Other windows.
    (Conv(filters=4, kernel=(1, 7), padding="same", stride=(2, 3)), (IMAGE,), (18, 10, 4)),
    (Conv(filters=4, kernel=(3, 2), dilation=(2, 5)), (IMAGE,), (31, 24, 4)),
    (Conv(filters=9, kernel=(35, 29), groups=3), (IMAGE,), (1, 1, 9)),
    (DepthwiseConv(kernel=(3, 3), stride=(2, 2), padding="same"), (IMAGE,), (18, 15, 6)),
    (DepthwiseConv(kernel=(3, 5), depth_multiplier=4), (IMAGE,), (33, 25, 24)),
    (SeparableConv(filters=7, kernel=(3, 5), depth_multiplier=4), (IMAGE,), (33, 25, 7)),
    (ConvTranspose(filters=5, kernel=(2, 2), stride=(2, 2)), (IMAGE,), (70, 58, 5)),
    (ConvTranspose(filters=5, kernel=(3, 1), stride=(2, 3)), (IMAGE,), (71, 87, 5)),
    (ConvTranspose(filters=5, kernel=(3, 2), dilation=(2, 3)), (IMAGE,), (39, 32, 5)),
    (
        ConvTranspose(filters=5, kernel=(4, 4), stride=(2, 2), padding="same"),
        (IMAGE,),
        (70, 58, 5),
    ),
    (
        ConvTranspose(
            filters=5, kernel=(3, 4), stride=(2, 3), padding="same", output_padding=(0, 2)
        ),
        (IMAGE,),
        (69, 86, 5),
    ),
    (
        ConvTranspose(filters=5, kernel=(3, 4), stride=(2, 3), output_padding=(1, 2)),
        (IMAGE,),
        (72, 90, 5),
    ),
    (MaxPool(size=(2, 3)), (IMAGE,), (17, 9, 6)),
    (AvgPool(size=(3, 3), stride=(1, 1), padding="same"), (IMAGE,), (35, 29, 6)),
    (AvgPool(size=(50, 50), padding="same"), (IMAGE,), (1, 1, 6)),
    (GlobalMaxPool(), (IMAGE,), (6,)),
    (GlobalAvgPool(keep_dimensions=True), (IMAGE,), (1, 1, 6)),
    # Shapes alone.
    (Flatten(), ((7, 7, 512),), (25088,)),
    (Flatten(), ((5,),), (5,)),
    (Reshape(shape=(1, 1, 6)), ((6,),), (1, 1, 6)),
    (Reshape(shape=(-1, 29)), (IMAGE,), (210, 29)),
    (Reshape(shape=(35, 29, 6)), (IMAGE,), (35, 29, 6)),
    (ZeroPad(margins=((0, 1), (2, 3))), (IMAGE,), (36, 34, 6)),
    (PadChannels(channels=10), (IMAGE,), (35, 29, 16)),
    (Crop(margins=((0, 1), (2, 3))), (IMAGE,), (34, 24, 6)),
    (Crop(margins=((34, 0), (0, 28))), (IMAGE,), (1, 1, 6)),
    (Upsample(factor=(2, 3)), (IMAGE,), (70, 87, 6)),
    # Values alone.
    (BatchNorm(), (IMAGE,), IMAGE),
    (BatchNorm(axis="width"), (IMAGE,), IMAGE),
    (BatchNorm(), ((6,),), (6,)),
    (LayerNorm(axis="height"), (IMAGE,), IMAGE),
    (LayerNorm(), ((4, 6),), (4, 6)),
    (GroupNorm(groups=3), (IMAGE,), IMAGE),
    (GroupNorm(groups=6), ((4, 6),), (4, 6)),
    (Normalization(), (IMAGE,), IMAGE),
    (Activation(activation="relu"), ((6,),), (6,)),
    (Softmax(), (IMAGE,), IMAGE),
    (Dropout(rate=0.5), ((6,),), (6,)),
    (Dropout(rate=0.5, shared=("height", "width")), (IMAGE,), IMAGE),
    (Dropout(rate=0.5, shared=("channels",)), ((4, 6),), (4, 6)),
    (SpatialDropout(rate=0.5), (IMAGE,), IMAGE),
    (StochasticDepth(rate=0.5), (IMAGE,), IMAGE),
    (StochasticDepth(rate=0.5), ((6,),), (6,)),
    (Rescaling(scale=1 / 255), (IMAGE,), IMAGE),
    (LayerScale(initial=1e-6), (IMAGE,), IMAGE),
    (LayerScale(initial=1e-6), ((6,),), (6,)),
    (Scale(factor=0.17), (IMAGE,), IMAGE),
    (Dense(units=10), ((6,),), (10,)),
    (Dense(units=10), (IMAGE,), (35, 29, 10)),
    # Merges.
    (Concat(), (IMAGE, (35, 29, 4)), (35, 29, 10)),
    (Add(), (IMAGE, IMAGE), IMAGE),
    (Multiply(), (IMAGE, (1, 1, 6)), IMAGE),
]


class Size:
    """A size that can be added, subtracted, multiplied, divided and compared, and nothing else."""

    def __init__(self, value: int) -> None:
        self.value = value

    def __add__(self, other: Any) -> Size:
        return Size(self.value + number(other))

    def __sub__(self, other: Any) -> Size:
        return Size(self.value - number(other))

    def __mul__(self, other: Any) -> Size:
        return Size(self.value * number(other))

    def __floordiv__(self, other: Any) -> Size:
        return Size(self.value // number(other))

    def __mod__(self, other: Any) -> Size:
        return Size(self.value % number(other))

    def __rsub__(self, other: Any) -> Size:
        return Size(number(other) - self.value)

    __radd__ = __add__
    __rmul__ = __mul__

    def __eq__(self, other: object) -> bool:
        return self.value == number(other)

    def __lt__(self, other: Any) -> bool:
        return self.value < number(other)

    def __gt__(self, other: Any) -> bool:
        return self.value > number(other)

    def __bool__(self) -> bool:
        return self.value != 0

    __hash__ = None  # type: ignore[assignment] # a symbolic size may be no key


def number(size: Any) -> int:
    """The value of a size or of a number."""
    return size.value if isinstance(size, Size) else size


@pytest.mark.parametrize(("op", "inputs", "output"), CASES, ids=[repr(op) for op, _, _ in CASES])
def test_shape(op: Op, inputs: tuple[Shape, ...], output: Shape) -> None:
    assert op.infer(inputs) == output


@pytest.mark.parametrize(("op", "inputs", "output"), CASES, ids=[repr(op) for op, _, _ in CASES])
def test_shape_of_symbolic_sizes(op: Op, inputs: tuple[Shape, ...], output: Shape) -> None:
    symbolic: Any = tuple(tuple(Size(size) for size in shape) for shape in inputs)
    inferred: Any = op.infer(symbolic)
    assert tuple(number(size) for size in inferred) == output


@pytest.mark.parametrize(("op", "inputs", "output"), CASES, ids=[repr(op) for op, _, _ in CASES])
def test_channels_are_what_the_op_promises(
    op: Op, inputs: tuple[Shape, ...], output: Shape
) -> None:
    if op.keeps_channels:
        assert output[-1] == inputs[0][-1]
    if op.sets_channels:
        assert output[-1] == op.values()[op.sets_channels]


def test_a_depthwise_conv_keeps_the_channels_with_one_filter_each() -> None:
    assert DepthwiseConv(kernel=(3, 3)).keeps_channels
    assert not DepthwiseConv(kernel=(3, 3), depth_multiplier=2).keeps_channels


STATISTICS: Any = {"mean": (0.5,) * 6, "variance": (1.0,) * 6}


@pytest.mark.parametrize(
    "op", [Normalization(**STATISTICS), Rescaling(scale=(1.0,) * 6, offset=(0.0,) * 6)]
)
@pytest.mark.parametrize("shape", [(6,), (4, 6), IMAGE])
def test_shape_with_a_number_for_each_channel(op: Op, shape: Shape) -> None:
    assert op.infer((shape,)) == shape


def test_every_op_has_a_case() -> None:
    missing = set(OPS.values()) - {type(op) for op, _, _ in CASES}
    # The other elementwise merges share one rule with `add`.
    assert {op.key for op in missing} == {"subtract", "average", "maximum", "minimum"}
