"""Turns a Keras model into its layers with weights, in the order in which they pair with those of another."""

from __future__ import annotations

import os
from typing import Any

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras
from tests.zoo.models import Model, Size


def build_application(model: Model, size: Size, *, include_top: bool = True) -> Any:
    """A network of keras.applications with random weights."""
    create = getattr(keras.applications, model.constructor)
    shape = (*size, 3)
    return create(weights=None, include_top=include_top, input_shape=shape, **dict(model.options))


def layers_with_weights(model: Any) -> list[Any]:
    """The layers that hold weights, as `Model.layers` lists them; those of a Sequential in its place."""
    found = []
    for layer in model.layers:
        if isinstance(layer, keras.Model):
            found += layers_with_weights(layer)
        elif layer.weights:
            found.append(layer)
    return found


def weight_name(weight: Any) -> str:
    """The part that a weight plays in its layer: `kernel`, `bias`, `gamma`.

    The factors of ConvNeXt's own LayerScale are numbered through: `variable`, `variable_1`.
    """
    name: str = weight.path.rsplit("/", 1)[-1]
    return "gamma" if name.startswith("variable") else name


SETTINGS = (
    *("epsilon", "momentum", "axis"),
    *("kernel_initializer", "depthwise_initializer", "pointwise_initializer", "bias_initializer"),
)


def training_settings(model: Any) -> list[Any]:
    """What only training shows: of every layer with weights, and the rates of dropout."""
    found: list[Any] = []
    for layer in layers_with_weights(model):
        config = layer.get_config()
        axis = config.get("axis")
        # The last axis has several numbers; some layers know no other.
        config["axis"] = -1 if axis in (3, [3], [-1], (3,), (-1,), None) else axis
        found.append([_plain(config.get(key)) for key in SETTINGS])
    drops = [layer for layer in model.layers if isinstance(layer, keras.layers.Dropout)]
    # Where nothing is dropped, ConvNeXt has an identity in its place.
    return [*found, *([drop.rate, drop.noise_shape] for drop in drops if drop.rate)]


def _plain(value: Any) -> Any:
    """A value of a configuration; of an initialiser its class and arguments."""
    if not isinstance(value, dict):
        return value
    found = (value["class_name"], value["config"])
    return ("Zeros", {}) if found == ("Constant", {"value": 0.0}) else found


def pair_weights(first: Any, second: Any) -> list[tuple[Any, Any]]:
    """The weights of two models, layer by layer; the second may lack the last layers of the first.

    Raises:
        AssertionError: two layers that should pair hold different weights.
    """
    pairs = []
    layers = layers_with_weights(first), layers_with_weights(second)
    assert len(layers[0]) >= len(layers[1])
    for one, other in zip(*layers, strict=False):
        described = [[(weight_name(w), tuple(w.shape)) for w in x.weights] for x in (one, other)]
        assert described[0] == described[1], f"{one.name} and {other.name}"
        pairs += zip(one.weights, other.weights, strict=True)
    return pairs


def copy_weights(source: Any, target: Any) -> None:
    """Gives a model the weights of another one, of which it may be the part below the head."""
    for given, taken in pair_weights(source, target):
        taken.assign(given.value)
    settle(target)


def settle(model: Any) -> None:
    """Lets layers whose constants come from weights (Normalization) take notice of new ones."""
    for layer in layers_with_weights(model):
        if hasattr(layer, "finalize_state"):
            layer.finalize_state()
