"""Makes weights and images from numbers alone, so that two programs can compute on the same ones.

The weight at position i is drawn from numpy's frozen legacy generator with i as its seed, in
float64, and then scaled by its kind. `KINDS` lists the weights of a layer in the order in which
both Keras 1 and Keras 3 keep them.
"""

from __future__ import annotations

from typing import Any

import numpy as np

KINDS = {
    "Convolution2D": ("kernel", "bias"),
    "Dense": ("kernel", "bias"),
    "BatchNormalization": ("gamma", "beta", "mean", "variance"),
}


def make_weight(position: int, shape: tuple[int, ...], kind: str) -> Any:
    """The weight at a position. A kernel has its outputs on the last axis."""
    noise = np.random.RandomState(position).standard_normal(shape)
    match kind:
        case "kernel":
            weight = noise * np.sqrt(2.0 / np.prod(shape[:-1]))
        case "bias":
            weight = 0.01 * noise
        case "gamma":
            weight = 1.0 + 0.1 * noise
        case "beta" | "mean":
            weight = 0.1 * noise
        case "variance":
            weight = 1.0 + 0.1 * np.abs(noise)
        case _:
            raise ValueError(kind)
    return weight.astype(np.float32)


def make_images() -> Any:
    """The two images, channels last."""
    return np.random.RandomState(1234).uniform(-1, 1, (2, 299, 299, 3)).astype(np.float32)
