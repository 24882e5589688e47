"""Reads what was recorded of keras.applications: counts, weights and shapes of all its networks.

`tests/reference/keras_applications.json` is written by `record_applications.py`. Its `rows` are the different
layers with weights: their weights by name and shape, their output shape at the default size, and the one
at the other size of the table. A network is a list of positions in `rows`, in the order of `Model.layers`.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

FILE = Path(__file__).parents[1] / "reference" / "keras_applications.json"
Shape = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """A layer with weights."""

    weights: tuple[tuple[str, Shape], ...]
    """Names and shapes at the default size."""
    shape: Shape
    other_shape: Shape


@dataclass(frozen=True, slots=True)
class Application:
    """A network of keras.applications."""

    parameters: int
    trainable: int
    layers: tuple[Row, ...]


@cache
def recorded_application(title: str) -> Application:
    """What was recorded of a network."""
    found = _content()["models"][title]
    layers = tuple(_rows()[index] for index in found["layers"])
    return Application(found["parameters"], found["trainable"], layers)


def recorded_lines(file: str) -> int:
    """The number of lines of a file of keras/src/applications."""
    count: int = _content()["lines"][file]
    return count


@cache
def _content() -> Any:
    return json.loads(FILE.read_text(encoding="utf-8"))


@cache
def _rows() -> tuple[Row, ...]:
    return tuple(
        Row(tuple((name, tuple(size)) for name, size in weights), tuple(shape), tuple(other_shape))
        for weights, shape, other_shape in _content()["rows"]
    )
