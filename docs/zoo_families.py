"""What the pages of the zoo say of each family beside what its spec and the records give."""

from __future__ import annotations

from typing import NamedTuple


class Difference(NamedTuple):
    """Where the graph of a spec is not that of Keras, though both compute the same."""

    in_keras: str
    here: str


class Family(NamedTuple):
    """A family of networks; `idea` is what is new in it, `sizes` what a size changes."""

    title: str
    idea: str
    sizes: str
    differences: tuple[Difference, ...] = ()


_SAME = Difference(
    "strided windows read zeros that were added before, by the parity of the size",
    "`padding: same`, which adds the same zeros",
)
_GATE = Difference(
    "the gate pools to a row of channels and reshapes it", "it pools with `keep_dimensions`"
)

FAMILIES = {
    "vgg": Family(
        "VGG",
        "Nothing but 3x3 convolutions, in five groups with a pooling behind each, and three dense layers, "
        "which hold nine tenths of the parameters.",
        "A size sets how many convolutions each group has, the column `depth` of its table.",
    ),
    "resnet": Family(
        "ResNet",
        "Blocks learn what to add to their input. A block has a bottleneck: 1x1 convolutions make the value "
        "narrow before the 3x3 convolution, and wide again behind it.",
        "A size sets the column `repeat`. For other widths, `scaling: {width: 0.5}` multiplies all filters; "
        "[the tutorial](../tutorial.md#a-smaller-size) does so, and says what to change in the condition of "
        "the shortcut.",
    ),
    "resnet_v2": Family(
        "ResNetV2",
        "ResNet with normalization and activation in front of each convolution, so that the shortcuts carry "
        "the value itself from end to end.",
        "A size sets the column `depth`, the number of blocks in a group.",
    ),
    "inception_v3": Family(
        "Inception-v3",
        "Branches of different windows side by side, joined by their channels. Large windows are factorized: "
        "7x7 into 1x7 and 7x1.",
        "There is one size. Stages say how often each block runs, and their parameters how wide it is.",
    ),
    "inception_resnet_v2": Family(
        "Inception-ResNet-v2",
        "Inception blocks whose result is scaled down and added to their input. "
        "`specs/inception_resnet_v2.yaml` is the network of the paper; this is the one that its authors "
        "published, with another stem.",
        "There is one size. The filters of the last convolution of each block are `$channels`, what the "
        "shortcut carries: here every sum fits.",
        (Difference("a layer of its own computes `x + scale * y`", "a rescaling and a sum"),),
    ),
    "xception": Family(
        "Xception",
        "Inception taken to its end: each channel is filtered by itself, and a 1x1 convolution joins them.",
        "There is one size.",
    ),
    "mobilenet": Family(
        "MobileNet",
        "Depthwise separable convolutions throughout, for small machines, and a factor for the width.",
        "`alpha` is the `width` of `scaling`, without a divisor: 32 filters at 0.25 are `int(8.0)`. The last "
        "convolution, which stands for the dense layer, is left as it is.",
        (Difference("the head ends in a reshape to the number of classes", "in `flatten`"),),
    ),
    "mobilenet_v2": Family(
        "MobileNetV2",
        "Inverted residuals: the shortcut joins the narrow ends of a block, which is wide inside.",
        "`alpha` is the `width` of `scaling`; filters are rounded to multiples of 8. The last convolution is "
        "made wider by it, never thinner.",
        (_SAME,),
    ),
    "mobilenet_v3": Family(
        "MobileNetV3",
        "Inverted residuals found by a search, some with a squeeze-and-excitation gate, and activations that "
        "cost little.",
        "`alpha` is the `width` of `scaling`, as in MobileNetV2; the first convolution keeps its 16 filters. "
        "`small` is another table. The `minimalistic` presets have no gates, no 5x5 windows and no hard "
        "swish.",
        (
            _SAME,
            Difference(
                "hard sigmoid in steps: `relu6(x + 3) / 6`", "the activation `hard_sigmoid`"
            ),
        ),
    ),
    "densenet": Family(
        "DenseNet",
        "Each layer reads all that came before it in its group: what it makes is joined to its input.",
        "A size sets how many layers the last two groups have. The constants `growth_rate` and `compression` "
        "make it wider or thinner.",
    ),
    "nasnet": Family(
        "NASNet",
        "Two cells found by a search. Each takes the results of the two cells before it; they are written "
        "with named values.",
        "A size is `cells`, the repeats of each group, and `last_filters`, from which all filters follow.",
        (
            _SAME,
            Difference(
                "margins of pools are computed from the parity of the size",
                "the same; the generated module takes images of any size that is known",
            ),
        ),
    ),
    "efficientnet": Family(
        "EfficientNet",
        "MobileNetV2's blocks with gates, and one rule for all sizes: width, depth and image grow together.",
        "Each preset sets `scaling.width`, `scaling.depth` and the image. Filters are rounded to multiples "
        "of 8, repeats are rounded up; the convolutions of the gates are left as they are.",
        (_SAME, _GATE),
    ),
    "efficientnet_v2": Family(
        "EfficientNetV2",
        "EfficientNet with a full convolution in place of the depthwise one in its early blocks, which "
        "trains faster.",
        "B1 to B3 set factors of `scaling`, with `round_up_below: 0`; S, M and L are tables of their own.",
        (_GATE,),
    ),
    "convnext": Family(
        "ConvNeXt",
        "A convolutional network with the proportions of a transformer: 7x7 depthwise windows, layer "
        "normalization, and a learned scale on each residual.",
        "A size is `width_`, the channels of the first stage, and the repeats of the third.",
        (
            Difference(
                "sums by operators, nested models, identities for what drops nothing", "layers"
            ),
        ),
    ),
}
