"""The table of the zoo: every constructor of keras.applications, and the spec that describes it."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import archc

SPECS = Path(__file__).parents[2] / "specs" / "zoo"
Size = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Model:
    """A network of keras.applications, and where the same network is in the zoo."""

    title: str
    constructor: str
    """Its name in keras.applications."""
    spec: str
    """The spec of its family, which is the network where there is no preset."""
    preset: str
    """The preset of the spec; empty for the network of the spec itself."""
    size: Size
    """The height and width of its images."""
    other: Size
    """Another height and width, small and not square."""
    original: str
    """The file of keras/src/applications that builds it."""
    options: tuple[tuple[str, Any], ...] = ()
    """Arguments of the constructor."""
    edits: tuple[tuple[str, Any], ...] = ()
    """What `set` changes of the spec to the same end."""

    @property
    def path(self) -> Path:
        """The path of the spec."""
        return SPECS / f"{self.spec}.yaml"

    @property
    def is_base(self) -> bool:
        """Whether the network is that of the spec itself."""
        return not self.preset and not self.edits


_VGG = ("vgg", (64, 80))
_RESNET = ("resnet", (75, 96))
_RESNET_V2 = ("resnet_v2", (75, 96))
_MOBILENET_V3 = ("mobilenet_v3", (75, 96))
_DENSENET = ("densenet", (75, 96))
_NASNET = ("nasnet", (75, 96))
_EFFICIENTNET = ("efficientnet", (75, 96))
_EFFICIENTNET_V2 = ("efficientnet_v2", (75, 96))
_CONVNEXT = ("convnext", (75, 96))


def _row(
    constructor: str, family: tuple[str, Size], preset: str, size: int, original: str = ""
) -> Model:
    spec, other = family
    file = f"{original or spec}.py"
    return Model(constructor, constructor, spec, preset, (size, size), other, file)


def _changed(model: Model, title: str, **changes: Any) -> Model:
    return replace(model, title=f"{model.constructor}, {title}", **changes)


def _thin(model: Model, alpha: float) -> Model:
    """A network with another width multiplier."""
    edits = (("constants.alpha", alpha),)
    return _changed(model, f"alpha {alpha}", options=(("alpha", alpha),), edits=edits)


def _minimalistic(model: Model, preset: str) -> Model:
    options = (("minimalistic", True),)
    return _changed(model, "minimalistic", options=options, preset=preset)


MOBILENET = _row("MobileNet", ("mobilenet", (75, 96)), "", 224)
MOBILENET_V2 = _row("MobileNetV2", ("mobilenet_v2", (75, 96)), "", 224)
LARGE = _row("MobileNetV3Large", _MOBILENET_V3, "", 224)
SMALL = _row("MobileNetV3Small", _MOBILENET_V3, "small", 224)

CONSTRUCTORS = (
    _row("VGG16", _VGG, "", 224, "vgg16"),
    _row("VGG19", _VGG, "vgg19", 224, "vgg19"),
    _row("ResNet50", _RESNET, "", 224),
    _row("ResNet101", _RESNET, "resnet101", 224),
    _row("ResNet152", _RESNET, "resnet152", 224),
    _row("ResNet50V2", _RESNET_V2, "", 224),
    _row("ResNet101V2", _RESNET_V2, "resnet101_v2", 224),
    _row("ResNet152V2", _RESNET_V2, "resnet152_v2", 224),
    _row("InceptionV3", ("inception_v3", (107, 96)), "", 299),
    _row("InceptionResNetV2", ("inception_resnet_v2", (107, 96)), "", 299),
    _row("Xception", ("xception", (75, 96)), "", 299),
    MOBILENET,
    MOBILENET_V2,
    LARGE,
    SMALL,
    _row("DenseNet121", _DENSENET, "", 224),
    _row("DenseNet169", _DENSENET, "densenet169", 224),
    _row("DenseNet201", _DENSENET, "densenet201", 224),
    _row("NASNetMobile", _NASNET, "", 224),
    _row("NASNetLarge", _NASNET, "large", 331),
    _row("EfficientNetB0", _EFFICIENTNET, "", 224),
    _row("EfficientNetB1", _EFFICIENTNET, "b1", 240),
    _row("EfficientNetB2", _EFFICIENTNET, "b2", 260),
    _row("EfficientNetB3", _EFFICIENTNET, "b3", 300),
    _row("EfficientNetB4", _EFFICIENTNET, "b4", 380),
    _row("EfficientNetB5", _EFFICIENTNET, "b5", 456),
    _row("EfficientNetB6", _EFFICIENTNET, "b6", 528),
    _row("EfficientNetB7", _EFFICIENTNET, "b7", 600),
    _row("EfficientNetV2B0", _EFFICIENTNET_V2, "", 224),
    _row("EfficientNetV2B1", _EFFICIENTNET_V2, "b1", 240),
    _row("EfficientNetV2B2", _EFFICIENTNET_V2, "b2", 260),
    _row("EfficientNetV2B3", _EFFICIENTNET_V2, "b3", 300),
    _row("EfficientNetV2S", _EFFICIENTNET_V2, "s", 384),
    _row("EfficientNetV2M", _EFFICIENTNET_V2, "m", 480),
    _row("EfficientNetV2L", _EFFICIENTNET_V2, "l", 480),
    _row("ConvNeXtTiny", _CONVNEXT, "", 224),
    _row("ConvNeXtSmall", _CONVNEXT, "small", 224),
    _row("ConvNeXtBase", _CONVNEXT, "base", 224),
    _row("ConvNeXtLarge", _CONVNEXT, "large", 224),
    _row("ConvNeXtXLarge", _CONVNEXT, "xlarge", 224),
)
OPTIONS = (
    _thin(MOBILENET, 0.25),
    _thin(MOBILENET_V2, 0.35),
    _thin(MOBILENET_V2, 1.4),
    _thin(LARGE, 0.75),
    _thin(SMALL, 1.5),
    _minimalistic(LARGE, "large_minimalistic"),
    _minimalistic(SMALL, "small_minimalistic"),
)
"""What arguments of a constructor change in the network."""
MODELS = CONSTRUCTORS + OPTIONS
FAMILIES = tuple(model for model in MODELS if model.is_base)


@cache
def compiled(model: Model) -> archc.Compilation:
    """The network of a row at its own size."""
    if model.edits:
        return _compile_changed(model, dict(model.edits))
    return archc.compile(model.path, variant=model.preset or None)


@cache
def compiled_at_other_size(model: Model) -> archc.Compilation:
    """The network of a row at its other size."""
    return _compile_changed(model, {**dict(model.edits), "input.shape": [*model.other, 3]})


def _compile_changed(model: Model, edits: dict[str, Any]) -> archc.Compilation:
    """A variant of the spec, or of its preset."""
    base = {"spec": model.path.name, **({"variant": model.preset} if model.preset else {})}
    variant = {"archc": 1, "name": f"{model.spec}_changed", "extends": base, "set": edits}
    # JSON is YAML.
    return archc.compile_text(json.dumps(variant), str(model.path.with_name("changed.yaml")))
