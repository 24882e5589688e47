"""The verdict of `archc diff` on weights is what Keras does when it loads a file of weights by name."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tests.compare.test_compare import graph

from archc.backends.keras_model import build_keras_model
from archc.compare.compare import compare

keras = pytest.importorskip("keras")
pytestmark = pytest.mark.keras

SPEC = """\
archc: 1
name: net
arguments: {num_classes: 10}
input: {shape: [32, 32, 3]}
defaults: {conv: {kernel: 3, padding: same}}
blocks:
  unit:
    params: {filters: , ratio: 2}
    steps:
      - residual: [{conv: "${filters // ratio}", kernel: 1}, batch_norm, relu, {conv: $filters}]
      - relu
stem:
  - {conv: 16}
  - {depthwise_conv: 3, padding: same, as: spread}
  - concat: {left: [{conv: 8}], right: [{separable_conv: 12, kernel: 3, padding: same}]}
stages:
  - {name: a, block: unit, repeat: 2, with: {filters: 20}}
  - {name: b, block: unit, repeat: 2, with: {filters: 20}}
head: [global_avg_pool, {dense: $num_classes}]
"""
EDITS = {
    "nothing": ("archc: 1", "archc: 1"),
    "one repeat more": ("name: a, block: unit, repeat: 2", "name: a, block: unit, repeat: 3"),
    "another kernel": ("{conv: $filters}]", "{conv: $filters, kernel: 5}]"),
    "other filters": ("{conv: 16}", "{conv: 24}"),
    "no bias": ("{conv: 16}", "{conv: 16, bias: false}"),
    "no scale": ("batch_norm", "{batch_norm: , scale: false}"),
    "another name": ("name: a,", "name: first,"),
    "a step between": ("{conv: 8}", "{conv: 8}, batch_norm, {conv: 8}"),
    "another layer by the same name": (
        "{depthwise_conv: 3, padding: same, as: spread}",
        "{conv: 16, as: spread}",
    ),
    "more classes": ("num_classes: 10", "num_classes: 12"),
}


def values(model: Any) -> dict[tuple[str, int], np.ndarray]:
    """All weights, by their layers and their places in those."""
    return {
        (layer.name, place): np.array(weight)
        for layer in model.layers
        for place, weight in enumerate(layer.get_weights())
    }


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("edit", EDITS)
def test_keras_loads_what_is_kept(edit: str, tmp_path: Path) -> None:
    old, new = EDITS[edit]
    assert old in SPEC
    before, after = graph(SPEC), graph(SPEC.replace(old, new))
    models = build_keras_model(before), build_keras_model(after)
    for model, low in zip(models, (1, -2), strict=True):
        model.set_weights([np.random.uniform(low, low + 1, w.shape) for w in model.get_weights()])
    models[0].save(tmp_path / "old.h5")
    models[1].load_weights(tmp_path / "old.h5", by_name=True, skip_mismatch=True)

    loaded = {key for key, array in values(models[1]).items() if array.size and array.min() >= 0}
    verdict = compare(before, after).weights
    places = {
        (node.name, weight.name): (node.name, place)
        for node in after.layers()
        if node.op is not None
        for place, weight in enumerate(node.op.weights(after.input_shapes(node)))
    }
    assert {places[kept.layer, kept.name] for _, kept in verdict.kept} == loaded
