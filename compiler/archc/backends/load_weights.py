"""Loads a file of weights into a Keras model, all of it or not at all.

Keras files the weights of a model by the classes of its layers, in their order: a file that was saved from
another model of the same layers fits, whatever the names of the layers are.
"""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Any


def load_weights(model: Any, path: str) -> str:
    """Loads the file into the model; gives what is wrong with it, or an empty text."""
    if not Path(path).is_file():
        return "there is no such file"
    if not path.endswith(".h5"):
        return "a file of weights ends in .weights.h5"
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # What could not be loaded is an error below.
            model.load_weights(path)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        return _first_sentence(str(error))
    held, wanted = _count(path), len(model.weights)
    if held != wanted:
        return f"it holds {held:,} arrays of weights, and the network has {wanted:,}"
    return ""


def _count(path: str) -> int:
    """How many arrays a file holds, the states of random generators left out."""
    import h5py

    found = 0

    def visit(name: str, item: Any) -> None:
        nonlocal found
        found += isinstance(item, h5py.Dataset) and "seed_generator" not in name

    with h5py.File(path) as file:
        file.visititems(visit)
    return found


def _first_sentence(text: str) -> str:
    """What Keras says first: the rest of its message prints whole arrays."""
    line = text.strip().partition("\n")[0]
    return line.partition("Target variable:")[0].strip().rstrip(".") or "it cannot be read"
