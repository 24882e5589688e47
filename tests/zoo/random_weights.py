"""Gives a model random weights under which no value dies, grows without bound or saturates.

1. Kernels keep the variance of what they read (He et al. 2015); biases, betas and gammas are random.
2. Batch normalizations get the statistics of one batch, as training would leave them, shifted and
   stretched a little at random; so activations stay near mean 0 and variance 1 at any depth.
3. The softmax at the end becomes the identity, so that logits are compared.
"""

from __future__ import annotations

from typing import Any

import keras
import numpy as np
from tests.zoo.keras_layers import layers_with_weights, settle, weight_name

Array = Any


def randomize(model: Any, images: Array, seed: int = 0) -> None:
    """Replaces all weights of a model by random ones, fit for these images."""
    chance = np.random.default_rng(seed)
    layers = layers_with_weights(model)
    for layer in layers:
        for weight in layer.weights:
            value = _random_value(weight_name(weight), tuple(weight.shape), chance)
            if value is not None:
                weight.assign(value)
    settle(model)
    norms = [x for x in layers if isinstance(x, keras.layers.BatchNormalization)]
    _take_statistics(model, norms, images)
    for norm in norms:
        _disturb(norm, chance)


def _random_value(name: str, shape: tuple[int, ...], chance: Any) -> Array | None:
    if name.endswith("kernel"):
        # A filter of a depthwise convolution reads one channel.
        is_depthwise = name == "depthwise_kernel" or shape[-1] == 1
        fan_in = np.prod(shape[:2] if is_depthwise else shape[:-1])
        return chance.normal(0, np.sqrt(2 / fan_in), shape)
    match name:
        case "gamma":
            return chance.uniform(0.5, 1.5, shape)
        case "variance":
            return chance.uniform(0.05, 0.1, shape)
        case "mean":
            return chance.uniform(0.4, 0.6, shape)
        case "bias" | "beta":
            return chance.normal(0, 0.1, shape)
    return None


def _take_statistics(model: Any, norms: list[Any], images: Array) -> None:
    """Sets moving means and variances to those of the batch that each layer sees when nothing is dropped."""
    drops = [layer for layer in model.layers if isinstance(layer, keras.layers.Dropout)]
    kept = [(norm, "momentum", norm.momentum) for norm in norms]
    kept += [(drop, "rate", drop.rate) for drop in drops]
    for layer, key, _ in kept:
        setattr(layer, key, 0.0)
    model(images, training=True)
    for layer, key, value in kept:
        setattr(layer, key, value)


def _disturb(norm: Any, chance: Any) -> None:
    mean, variance = (
        keras.ops.convert_to_numpy(keras.ops.convert_to_tensor(weight))
        for weight in (norm.moving_mean, norm.moving_variance)
    )
    # Channels that are nearly the same everywhere would be enlarged without bound.
    variance = np.maximum(variance, 0.3 * variance.mean() + 1e-3)
    norm.moving_mean.assign(mean + 0.1 * np.sqrt(variance) * chance.normal(size=mean.shape))
    norm.moving_variance.assign(variance * chance.uniform(0.8, 1.3, variance.shape))


def without_softmax(model: Any) -> Any:
    """The same model, giving logits: the activation of its last layer is made the identity."""
    last = model.layers[-1]
    assert last.activation is keras.activations.softmax
    last.activation = keras.activations.linear
    return model


def random_images(model: Any, seed: int = 1) -> Array:
    """Two images of the size of a model: pixels from 0 to 255 if it rescales them itself.

    They are patches of colour under noise. Noise alone looks the same everywhere to a deep network.
    """
    chance = np.random.default_rng(seed)
    own = keras.layers.Rescaling | keras.layers.Normalization
    takes_pixels = any(isinstance(layer, own) for layer in model.layers[:3])
    low, high = (0, 255) if takes_pixels else (-1, 1)
    height, width, channels = model.input_shape[1:]
    patches = chance.uniform(low, high, (2, 4, 5, channels))
    rows, columns = np.arange(height) * 4 // height, np.arange(width) * 5 // width
    noise = chance.uniform(low, high, (2, height, width, channels))
    return (0.7 * patches[:, rows][:, :, columns] + 0.3 * noise).astype("float32")


def outputs(model: Any, images: Array) -> Array:
    """What a model computes."""
    return keras.ops.convert_to_numpy(model(images, training=False))
