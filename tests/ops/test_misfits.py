"""What each op says of inputs that it cannot take: the code, the layer, the shapes, a remedy."""

from __future__ import annotations

import ast
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archc.diagnostics.codes import KERNEL_TOO_LARGE, MISSING_KEY, SHAPE_INVALID, WRONG_RANK, Code
from archc.ops.activation import Softmax
from archc.ops.conv import Conv, ConvTranspose
from archc.ops.depthwise import DepthwiseConv, SeparableConv
from archc.ops.dropout import Dropout, SpatialDropout
from archc.ops.input_normalization import Normalization
from archc.ops.normalization import BatchNorm, GroupNorm, LayerNorm
from archc.ops.op import Op
from archc.ops.pad_channels import PadChannels
from archc.ops.pooling import AvgPool, GlobalAvgPool, GlobalMaxPool, MaxPool
from archc.ops.reshaping import Crop, Reshape, Upsample, ZeroPad
from archc.ops.scaling import Rescaling
from archc.ops.shape import Misfit, Shape

IMAGE = (5, 8, 6)
NEED_AN_IMAGE: list[Op] = [
    Conv(filters=4, kernel=(3, 3)),
    Conv(filters=4, kernel=(3, 3), groups=2),
    DepthwiseConv(kernel=(3, 3)),
    SeparableConv(filters=4, kernel=(3, 3)),
    ConvTranspose(filters=4, kernel=(3, 3)),
    MaxPool(size=(2, 2)),
    AvgPool(size=(2, 2)),
    GlobalMaxPool(),
    GlobalAvgPool(),
    SpatialDropout(rate=0.5),
    ZeroPad(margins=((1, 1), (1, 1))),
    Crop(margins=((1, 1), (1, 1))),
    PadChannels(channels=2),
    Upsample(factor=(2, 2)),
]
CASES: list[tuple[Op, Shape, Code, str, str]] = [
    (
        MaxPool(size=(7, 3)),
        IMAGE,
        KERNEL_TOO_LARGE,
        "the 7x3 window of `max_pool` does not fit into its input of 5x8",
        "use a window of at most 5x8, or `padding: same`",
    ),
    (
        Conv(filters=4, kernel=(3, 3), dilation=(3, 4)),
        IMAGE,
        KERNEL_TOO_LARGE,
        "the 3x3 window (dilated to 7x9) of `conv` does not fit into its input of 5x8",
        "use a window of at most 2x2, or `padding: same`",
    ),
    (
        SeparableConv(filters=4, kernel=(3, 3), stride=(2, 2), dilation=(2, 2)),
        IMAGE,
        SHAPE_INVALID,
        "`separable_conv` cannot have both a stride and a dilation above 1",
        "stride with a separate step, such as `avg_pool`, or drop one of the two",
    ),
    (
        Conv(filters=8, kernel=(3, 3), groups=4),
        IMAGE,
        SHAPE_INVALID,
        "4 groups do not divide the 6 input channels of `conv`",
        "8 input channels would do, or another number of groups",
    ),
    (
        Conv(filters=4, kernel=(3, 3), groups=3),
        IMAGE,
        SHAPE_INVALID,
        "3 groups do not divide the 4 filters of `conv`",
        "3 filters would do, or another number of groups",
    ),
    (
        ConvTranspose(filters=4, kernel=(3, 3), stride=(2, 2), output_padding=(0, 2)),
        IMAGE,
        SHAPE_INVALID,
        "`conv_transpose` with a 3x3 window, stride 2x2 and `valid` has no output_padding of 2",
        "0 to 1 would do, or leave output_padding out",
    ),
    (
        ConvTranspose(
            filters=4, kernel=(2, 2), stride=(2, 2), padding="same", output_padding=(1, 0)
        ),
        IMAGE,
        SHAPE_INVALID,
        "`conv_transpose` with a 2x2 window, stride 2x2 and `same` has no output_padding of 0",
        "1 would do, or leave output_padding out",
    ),
    (
        ConvTranspose(filters=4, kernel=(2, 2), padding="same", output_padding=(0, 0)),
        IMAGE,
        SHAPE_INVALID,
        "`conv_transpose` with a 2x2 window, stride 1x1 and `same` has no output_padding of 0",
        "leave output_padding out",
    ),
    (
        Crop(margins=((2, 3), (0, 0))),
        IMAGE,
        SHAPE_INVALID,
        "`crop` removes 5 rows and 0 columns of 5x8, and nothing is left",
        "remove at most 4 rows and 7 columns",
    ),
    (
        Reshape(shape=(7, 7, 5)),
        IMAGE,
        SHAPE_INVALID,
        "`reshape` cannot turn 5x8x6 (240 values) into [7, 7, 5]",
        "[240] would do",
    ),
    (
        Reshape(shape=(10, 25)),
        IMAGE,
        SHAPE_INVALID,
        "`reshape` cannot turn 5x8x6 (240 values) into [10, 25]",
        "[10, 24] would do",
    ),
    (
        Reshape(shape=(-1, 7)),
        IMAGE,
        SHAPE_INVALID,
        "`reshape` cannot turn 5x8x6 (240 values) into [-1, 7]",
        "[240] would do",
    ),
    (
        Reshape(shape=(-1, -1)),
        IMAGE,
        SHAPE_INVALID,
        "`reshape` to [-1, -1] leaves more than one size open",
        "use -1 at most once",
    ),
    (
        Reshape(shape=(-1, 0)),
        IMAGE,
        SHAPE_INVALID,
        "`reshape` to [-1, 0] has a size of 0",
        "use sizes of at least 1, or -1 for what is left",
    ),
    (
        BatchNorm(axis="height"),
        (6,),
        WRONG_RANK,
        "`batch_norm` works along the height, and its input is 6",
        "use `axis: channels`, or `reshape` first",
    ),
    (
        LayerNorm(axis="width"),
        (4, 6),
        WRONG_RANK,
        "`layer_norm` works along the width, and its input is 4x6",
        "use `axis: channels`, or `reshape` first",
    ),
    (
        GroupNorm(groups=4),
        IMAGE,
        SHAPE_INVALID,
        "4 groups do not divide the 6 channels of `group_norm`",
        "3 would do",
    ),
    (
        GroupNorm(),
        (7,),
        SHAPE_INVALID,
        "32 groups do not divide the 7 channels of `group_norm`",
        "7 would do",
    ),
    (
        Dropout(rate=0.5, shared=("width", "channels")),
        (4, 6),
        WRONG_RANK,
        "`shared` of `dropout` names the width, and its input is 4x6",
        "use `shared: [channels]`, or `reshape` first",
    ),
    (
        Normalization(mean=(0.5,) * 6),
        IMAGE,
        MISSING_KEY,
        "`normalization` is given a mean and no variance",
        "give `variance` too, or neither of the two",
    ),
    (
        Normalization(variance=(0.5,) * 6),
        IMAGE,
        MISSING_KEY,
        "`normalization` is given a variance and no mean",
        "give `mean` too, or neither of the two",
    ),
    (
        Softmax(axis="height"),
        (5, 5, 5, 5),
        WRONG_RANK,
        "`softmax` works along the height, and its input is 5x5x5x5",
        "use `axis: channels`, or `reshape` first",
    ),
]


LISTS: list[tuple[Op, Shape, str]] = [
    (
        Normalization(mean=(0.5,) * 3, variance=(1.0,) * 6),
        IMAGE,
        "`mean` of `normalization` lists 3 numbers, and its input 5x8x6 has 6 channels",
    ),
    (
        Normalization(mean=(0.5,) * 6, variance=(1.0,)),
        IMAGE,
        "`variance` of `normalization` lists 1 number, and its input 5x8x6 has 6 channels",
    ),
    (
        Rescaling(scale=(0.5, 0.5)),
        (5, 8, 1),
        "`scale` of `rescaling` lists 2 numbers, and its input 5x8x1 has 1 channel",
    ),
    (
        Rescaling(scale=0.5, offset=(0.5, 0.5)),
        (6,),
        "`offset` of `rescaling` lists 2 numbers, and its input 6 has 6 channels",
    ),
]


@pytest.mark.parametrize(("op", "shape", "message"), LISTS)
def test_a_list_without_a_number_for_each_channel(op: Op, shape: Shape, message: str) -> None:
    help_ = "list one number for each channel"
    assert op.infer((shape,)) == Misfit(SHAPE_INVALID, message, help_, axis=-1)


@pytest.mark.parametrize(("op", "shape", "code", "message", "help_"), CASES)
def test_misfit(op: Op, shape: Shape, code: Code, message: str, help_: str) -> None:
    assert op.infer((shape,)) == Misfit(code, message, help_)


@pytest.mark.parametrize("op", NEED_AN_IMAGE, ids=repr)
@pytest.mark.parametrize("shape", [(6,), (4, 6), (1, 4, 4, 6)], ids=str)
def test_needs_an_image(op: Op, shape: Shape) -> None:
    misfit = op.infer((shape,))
    assert isinstance(misfit, Misfit)
    assert misfit.code == WRONG_RANK
    assert f"`{op.key}` needs height x width x channels" in misfit.message


SIZES = st.integers(1, 40)
PAIRS = st.tuples(st.integers(1, 8), st.integers(1, 8))


@given(st.tuples(SIZES, SIZES, SIZES), st.lists(SIZES, min_size=1, max_size=5))
def test_the_shape_that_reshape_proposes_would_do(image: Shape, target: list[int]) -> None:
    misfit = Reshape(shape=tuple(target)).infer((image,))
    if isinstance(misfit, Misfit):
        proposed = ast.literal_eval(misfit.help.removesuffix(" would do"))
        assert Reshape(shape=tuple(proposed)).infer((image,)) == tuple(proposed)


@given(st.tuples(SIZES, SIZES, SIZES), PAIRS, PAIRS)
def test_the_window_that_a_message_proposes_would_do(
    image: Shape, kernel: tuple[int, int], dilation: tuple[int, int]
) -> None:
    misfit = Conv(filters=4, kernel=kernel, dilation=dilation).infer((image,))
    if isinstance(misfit, Misfit):
        height, width = map(int, re.findall(r"at most (\d+)x(\d+)", misfit.help)[0])
        fits = Conv(filters=4, kernel=(height, width), dilation=dilation).infer((image,))
        assert not isinstance(fits, Misfit)
        larger = Conv(filters=4, kernel=(height + 1, width), dilation=dilation).infer((image,))
        assert isinstance(larger, Misfit)


@given(PAIRS, PAIRS, PAIRS, st.sampled_from(["same", "valid"]))
def test_the_output_padding_that_a_message_proposes_would_do(
    kernel: tuple[int, int], stride: tuple[int, int], extra: tuple[int, int], padding: str
) -> None:
    op = ConvTranspose(
        filters=4, kernel=kernel, stride=stride, padding=padding, output_padding=extra
    )
    misfit = op.infer((IMAGE,))
    if isinstance(misfit, Misfit):
        found = re.match(r"(\d+)", misfit.help)
        least = int(found[1]) if found else None
        for axis in (0, 1) if least is not None else ():
            alone = {"kernel": (kernel[axis],) * 2, "stride": (stride[axis],) * 2}
            proposed = op.replace(**alone, output_padding=(least, least)).infer((IMAGE,))
            if not isinstance(proposed, Misfit):
                return
        assert least is None


@given(st.integers(1, 60), st.integers(1, 60), st.integers(2, 9))
def test_the_channels_that_a_message_proposes_would_do(
    channels: int, filters: int, groups: int
) -> None:
    conv = Conv(filters=filters, kernel=(1, 1), groups=groups)
    misfit = conv.infer(((4, 4, channels),))
    for _ in range(2):
        if not isinstance(misfit, Misfit):
            break
        count, what = re.findall(r"^(\d+) (input channels|filters)", misfit.help)[0]
        channels, filters = (
            (int(count), filters) if what == "input channels" else (channels, int(count))
        )
        misfit = conv.replace(filters=filters).infer(((4, 4, channels),))
    assert misfit == (4, 4, filters)
