"""Runs generated modules under the Keras backend that is set: what `test_other_backends.py` starts.

It reads a JSON list of jobs from its first argument, each a module, a function, options, a file of images and
a file for the outputs.
"""

from __future__ import annotations

import json
import runpy
import sys
from pathlib import Path
from typing import Any

import keras
import numpy as np


def run(job: dict[str, Any]) -> None:
    """Builds a model in a data format and writes what it computes for some images, all channels last."""
    first = job["data_format"] == "channels_first"
    keras.config.set_image_data_format(job["data_format"])
    model = runpy.run_path(job["module"])[job["function"]](**job["options"])
    images = np.load(job["images"])
    found = model(images.transpose(0, 3, 1, 2) if first else images, training=False)
    several = found if isinstance(found, list) else [found]
    arrays = [keras.ops.convert_to_numpy(value) for value in several]
    if first:
        arrays = [a.transpose(0, 2, 3, 1) if a.ndim == 4 else a for a in arrays]
    names = [layer.name for layer in model.layers]
    np.savez(job["outputs"], *arrays, names=np.array(names), backend=keras.backend.backend())


if __name__ == "__main__":
    for found in json.loads(Path(sys.argv[1]).read_text(encoding="utf-8")):
        run(found)
