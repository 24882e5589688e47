"""Records the networks of keras.applications in `tests/reference/keras_applications.json`.

    python -m tests.zoo.record_applications

It takes about three minutes; `recorded_applications.py` reads the file.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from tests.zoo.keras_layers import build_application, layers_with_weights, weight_name
from tests.zoo.models import MODELS, Model
from tests.zoo.recorded_applications import FILE

Rows = dict[str, int]
"""The text of every different row, and its position."""


def record() -> None:
    """Builds every network at both sizes and writes the file."""
    # Imported here: only this module needs Keras, and that a while before it is used.
    import keras

    rows: Rows = {}
    models = {}
    for model in MODELS:
        models[model.title] = _model(model, rows)
        sys.stdout.write(f"{model.title}\n")
        keras.backend.clear_session()
    folder = Path(keras.src.applications.__file__).parent
    files = sorted({model.original for model in MODELS})
    lines = {file: len((folder / file).read_text("utf-8").splitlines()) for file in files}
    text = "\n".join(
        (
            f'{{"keras": "{keras.__version__}",',
            f'"lines": {json.dumps(lines)},',
            '"rows": [\n' + ",\n".join(rows) + "],",
            '"models": {\n' + ",\n".join(_entry(name, m) for name, m in models.items()) + "}}\n",
        )
    )
    FILE.write_text(text, encoding="utf-8")


def _entry(name: str, content: dict[str, Any]) -> str:
    return f"{json.dumps(name)}: {json.dumps(content, separators=(',', ':'))}"


def _model(model: Model, rows: Rows) -> dict[str, Any]:
    built = build_application(model, model.size)
    layers = layers_with_weights(built)
    others = layers_with_weights(build_application(model, model.other))
    positions = [_row(*pair, rows) for pair in zip(layers, others, strict=True)]
    return {
        "parameters": built.count_params(),
        "trainable": sum(weight.shape.num_elements() for weight in built.trainable_weights),
        "layers": positions,
    }


def _row(layer: Any, other: Any, rows: Rows) -> int:
    weights = [[weight_name(weight), list(weight.shape)] for weight in layer.weights]
    shapes = [list(one.output.shape[1:]) for one in (layer, other)]
    text = json.dumps([weights, *shapes], separators=(",", ":"))
    return rows.setdefault(text, len(rows))


if __name__ == "__main__":
    record()
