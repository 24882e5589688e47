"""Finds the layer of ours that Keras or PyTorch calls by another name.

1. Case, underscores and a `2d` do not count: `BatchNorm2d` and `batch_norm` are one name.
2. A name of theirs for a layer that archc lacks means no layer of ours: `PReLU` is no misspelt `relu`.
"""

from __future__ import annotations

from collections.abc import Iterable

_FOREIGN = {
    "adaptiveavgpool": "global_avg_pool",
    "adaptivemaxpool": "global_max_pool",
    "averagepooling": "avg_pool",
    "avgpooling": "avg_pool",
    "batchnormalization": "batch_norm",
    "bn": "batch_norm",
    "concatenate": "concat",
    "convolution": "conv",
    "convolutiontranspose": "conv_transpose",
    "cropping": "crop",
    "deconv": "conv_transpose",
    "deconvolution": "conv_transpose",
    "depthwiseconvolution": "depthwise_conv",
    "droppath": "stochastic_depth",
    "fc": "dense",
    "fullyconnected": "dense",
    "gap": "global_avg_pool",
    "globalaveragepooling": "global_avg_pool",
    "globalavgpooling": "global_avg_pool",
    "globalmaxpooling": "global_max_pool",
    "gmp": "global_max_pool",
    "groupnormalization": "group_norm",
    "gn": "group_norm",
    "layernormalization": "layer_norm",
    "linear": "dense",
    "ln": "layer_norm",
    "maxpooling": "max_pool",
    "separableconvolution": "separable_conv",
    "upsampling": "upsample",
    "upsamplingnearest": "upsample",
    "zeropadding": "zero_pad",
}
"""The names of theirs that are not ours by rule 1 alone."""

_DROPS_CHANNELS = "dropout2d"
"""PyTorch's word for a dropout of whole channels: the one name in which the `2d` counts."""

_ONLY_OF_SIZE_1 = ("adaptiveavgpool", "adaptivemaxpool")
"""What is our layer for one size of output alone."""

_LACKING = (
    "alphadropout",
    "conv1d",
    "conv3d",
    "convlstm",
    "embedding",
    "gaussiandropout",
    "gaussiannoise",
    "glu",
    "gru",
    "identity",
    "instancenorm",
    "instancenormalization",
    "localresponsenorm",
    "lrn",
    "lstm",
    "multiheadattention",
    "pixelshuffle",
    "prelu",
    "rmsnorm",
    "rmsnormalization",
    "rrelu",
    "spectralnormalization",
    "thresholdedrelu",
    "unitnormalization",
)
"""Rule 2: names of theirs for what archc has no layer for."""


_EACH_CHANNEL = "`{group_norm: $channels}` normalizes each channel of an image by itself"
_INSTEAD = {"instancenorm": _EACH_CHANNEL, "instancenormalization": _EACH_CHANNEL}
"""What does the same in other words than a layer of that name."""


def our_layer(word: str, ours: Iterable[str]) -> str | None:
    """The one of our words for the layer that others call so; None for a name that none of them has."""
    if _without_signs(word) == _DROPS_CHANNELS:
        return "spatial_dropout"
    name = _plain(word)
    alike = {_plain(our): our for our in reversed(list(ours))}
    return _FOREIGN.get(name) or alike.get(name)


def is_always_ours(word: str) -> bool:
    """Whether our layer does what theirs of this name does, whatever its arguments."""
    return _plain(word) not in _ONLY_OF_SIZE_1


def is_lacking(word: str) -> bool:
    """Whether others have a layer of this name, and archc none that does the same (rule 2)."""
    return _plain(word) in _LACKING


def what_instead(word: str) -> str | None:
    """The help for a layer that archc lacks, where another with the right arguments does the same."""
    return _INSTEAD.get(_plain(word))


def _plain(word: str) -> str:
    return _without_signs(word).replace("2d", "")


def _without_signs(word: str) -> str:
    return word.lower().replace("_", "")
