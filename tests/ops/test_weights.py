"""The weights and multiply-adds of ops, against numbers published or worked out by hand."""

from __future__ import annotations

import pytest

from archc.ops.conv import Conv, ConvTranspose
from archc.ops.core import Dense, Flatten
from archc.ops.depthwise import DepthwiseConv, SeparableConv
from archc.ops.input_normalization import Normalization
from archc.ops.normalization import BatchNorm, GroupNorm, LayerNorm
from archc.ops.op import Op
from archc.ops.pooling import MaxPool
from archc.ops.scaling import LayerScale
from archc.ops.shape import Misfit, Shape, product

# The parameters of each layer as `keras.applications` models report them, and multiply-adds as
# places x window x channels.
CASES: list[tuple[str, Op, Shape, int, int]] = [
    (
        "VGG-16 block1_conv1",
        Conv(filters=64, kernel=(3, 3), padding="same"),
        (224, 224, 3),
        1_792,
        86_704_128,
    ),
    ("VGG-16 fc1", Dense(units=4096), (25088,), 102_764_544, 102_760_448),
    ("VGG-16 predictions", Dense(units=1000), (4096,), 4_097_000, 4_096_000),
    (
        "ResNet-50 conv1_conv",
        Conv(filters=64, kernel=(7, 7), stride=(2, 2)),
        (230, 230, 3),
        9_472,
        118_013_952,
    ),
    ("ResNet-50 conv1_bn", BatchNorm(), (112, 112, 64), 256, 0),
    (
        "MobileNet conv_dw_1",
        DepthwiseConv(kernel=(3, 3), padding="same", bias=False),
        (112, 112, 32),
        288,
        3_612_672,
    ),
    (
        "Xception block2_sepconv1",
        SeparableConv(filters=128, kernel=(3, 3), padding="same", bias=False),
        (109, 109, 64),
        8_768,
        109 * 109 * 8_768,
    ),
    (
        "ResNeXt, 32 groups",
        Conv(filters=128, kernel=(3, 3), padding="same", groups=32, bias=False),
        (56, 56, 128),
        4_608,
        56 * 56 * 4_608,
    ),
    (
        "U-Net up-convolution",
        ConvTranspose(filters=512, kernel=(2, 2), stride=(2, 2)),
        (28, 28, 1024),
        2_097_664,
        28 * 28 * 2 * 2 * 1024 * 512,
    ),
    (
        "depth multiplier",
        DepthwiseConv(kernel=(3, 5), depth_multiplier=4),
        (33, 25, 6),
        3 * 5 * 24 + 24,
        31 * 21 * 24 * 15,
    ),
    ("dense on an image", Dense(units=10), (7, 5, 6), 70, 7 * 5 * 6 * 10),
    ("gamma alone", LayerNorm(center=False), (7, 5, 6), 6, 0),
    ("along the height", LayerNorm(axis="height"), (7, 5, 6), 14, 0),
    ("EfficientNet normalization", Normalization(), (224, 224, 3), 7, 0),
    ("given statistics", Normalization(mean=(0.5,), variance=(0.25,)), (224, 224, 1), 0, 0),
    ("ConvNeXt-T stage 1 layer_scale", LayerScale(initial=1e-6), (56, 56, 96), 96, 0),
    ("ResNet-50 with groups", GroupNorm(), (56, 56, 64), 128, 0),
    ("beta alone", GroupNorm(groups=3, scale=False), (7, 5, 6), 6, 0),
    ("no weights", MaxPool(size=(2, 2)), (7, 5, 6), 0, 0),
    ("nor here", Flatten(), (7, 5, 6), 0, 0),
]


@pytest.mark.parametrize(
    ("op", "shape", "parameters", "multiply_adds"),
    [case[1:] for case in CASES],
    ids=[case[0] for case in CASES],
)
def test_counts(op: Op, shape: Shape, parameters: int, multiply_adds: int) -> None:
    output = op.infer((shape,))
    assert not isinstance(output, Misfit)
    assert sum(product(weight.shape) for weight in op.weights((shape,))) == parameters
    assert op.multiply_adds((shape,), output) == multiply_adds


def test_batch_norm_trains_gamma_and_beta_alone() -> None:
    weights = BatchNorm().weights(((7, 5, 6),))
    assert [(weight.name, weight.shape, weight.trainable) for weight in weights] == [
        ("gamma", (6,), True),
        ("beta", (6,), True),
        ("moving_mean", (6,), False),
        ("moving_variance", (6,), False),
    ]


def test_batch_norm_leaves_out_what_it_does_not_learn() -> None:
    weights = BatchNorm(scale=False, center=False, axis="width").weights(((7, 5, 6),))
    assert [(weight.name, weight.shape) for weight in weights] == [
        ("moving_mean", (5,)),
        ("moving_variance", (5,)),
    ]


def test_normalization_trains_nothing_and_counts_the_images_it_has_seen() -> None:
    weights = Normalization().weights(((7, 5, 3),))
    assert [tuple(weight) for weight in weights] == [
        ("mean", (3,), False),
        ("variance", (3,), False),
        ("count", (), False),
    ]


def test_layer_scale_trains_its_factors() -> None:
    weights = LayerScale(initial=0.1).weights(((7, 5, 6),))
    assert [tuple(weight) for weight in weights] == [("gamma", (6,), True)]
