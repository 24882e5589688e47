"""Reads what was recorded of the original networks: their layers, and the logits of a recipe.

The networks of titu1994/Inception-v4 were built, unchanged, by Keras 1.2.2 on TensorFlow 1.15, with
the channels last, for images of 299x299x3 and 1001 classes, by the default arguments of their
functions. A row of a `.json` file is a layer, in the order in which the original creates it:

    [class, layers that it reads, shape, parameters, configuration, positions of its weights]

A position is that of a weight in `get_weights()` of Keras 1; `recipe.py` makes the weight from it.
`logits.npz` holds the logits for the weights and images of the recipe, as (head, image, class):
those that Keras 1 computed in float32, and those of an independent replay of the recorded layers in
float64. `inception_resnet_v2_axisfixed` there is inception_resnet_v2 with the one wrong axis of
batch normalization corrected.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class RecordedLayer:
    """A layer of Keras 1, with the arguments that Keras 1 gives it."""

    class_name: str
    inputs: tuple[int, ...]
    shape: tuple[int, ...]
    parameters: int
    config: dict[str, Any]
    weight_positions: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class RecordedStage:
    """A call of a function of the original: its name, the layer that it ends in, and the shape."""

    block: str
    end: int
    shape: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class RecordedNetwork:
    """A network as it was recorded. Layers are named by their position in `layers`."""

    parameters: int
    trainable: int
    outputs: tuple[int, ...]
    stages: tuple[RecordedStage, ...]
    layers: tuple[RecordedLayer, ...]


@cache
def recorded(name: str) -> RecordedNetwork:
    """The network of that name."""
    content = json.loads((HERE / f"{name}.json").read_text(encoding="utf-8"))
    return RecordedNetwork(
        parameters=content["parameters"],
        trainable=content["trainable"],
        outputs=tuple(content["outputs"]),
        stages=tuple(
            RecordedStage(block, end, tuple(shape)) for block, end, shape in content["stages"]
        ),
        layers=tuple(
            RecordedLayer(name, tuple(inputs), tuple(shape), count, config, tuple(positions))
            for name, inputs, shape, count, config, positions in content["layers"]
        ),
    )


def recorded_logits(name: str, precision: str) -> Any:
    """Logits as (head, image, class), the main head first; the precision is float32 or float64."""
    # Imported here: the tests of the structure do without numpy.
    import numpy

    with numpy.load(HERE / "logits.npz") as arrays:
        return arrays[f"{name}_{precision}"]
