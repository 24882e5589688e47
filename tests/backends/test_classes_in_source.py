"""Classes of layers that Keras lacks: how their text comes into a generated module, and what it may be."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from tests.backends.agreement import Spec
from tests.backends.test_generated_source import assert_clean

from archc.backends.python_source.custom_layers import classes_text
from archc.diagnostics.diagnostic import InternalError

HEAD = "archc: 1\nname: toy\ninput: {shape: [8, 8, 3]}\nstem:\n"
SCALE = "archc.backends.keras_layers.layer_scale"


def test_a_module_without_such_layers_holds_no_class() -> None:
    assert "class " not in Spec(f"{HEAD}  - relu\n").source


def test_the_class_stands_once_and_before_the_functions() -> None:
    spec = Spec(f"{HEAD}  - {{layer_scale: 0.1}}\n  - {{layer_scale: 0.2}}\n")
    assert spec.source.count(classes_text(SCALE)) == 1
    assert spec.source.index("class LayerScale") < spec.source.index("def channel_axis")
    # No layer of Keras is called, so `layers` is not imported.
    assert "from keras import layers" not in spec.source
    assert_clean(spec.source)
    assert spec.module() == spec.direct()


def test_layers_that_are_called_often_get_a_helper() -> None:
    steps = "".join(
        f"  - {{layer_scale: 0.{n}}}\n  - {{stochastic_depth: 0.{n}}}\n"
        f"  - {{dropout: 0.{n}, shared: [height, width]}}\n"
        for n in (1, 2, 3)
    )
    spec = Spec(HEAD + steps)
    assert "def layer_scale(x, initial, name):" in spec.source
    assert "return LayerScale(initial, axis=channel_axis(), name=name)(x)" in spec.source
    assert "return layers.Dropout(rate, noise_shape=(None, 1, 1, 1), name=name)(x)" in spec.source
    assert 'noise_shape=shared_along("height", "width")' in spec.source
    assert_clean(spec.source)
    assert spec.module() == spec.direct()
    assert spec.module(data_format="channels_first") == spec.direct("channels_first")


def test_lists_of_numbers_keep_the_channels_and_leave_the_other_sizes() -> None:
    spec = Spec(f"{HEAD}  - {{rescaling: [1, 2, 3]}}\n  - {{conv: 4, kernel: 3}}\n")
    assert spec.module({"input_shape": (16, 12, 3)})
    with pytest.raises(ValueError, match="3 channels only"):
        spec.module({"input_shape": (8, 8, 4)})


@pytest.mark.parametrize(
    "text",
    [
        "class A:\n    pass\n",
        "import keras\n",
        "import keras\nimport os\n\n\nclass A:\n    pass\n",
        "import keras\nfrom keras import layers\n\n\nclass A:\n    pass\n",
        "import keras\n\nprint()\n\n\nclass A:\n    pass\n",
        "import keras\n\n\nclass A:\n    pass\n\n\nA()\n",
    ],
)
def test_a_module_that_is_not_classes_alone_is_refused(
    text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "their_layers.py").write_text(f'"""Layers."""\n\n{text}', encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    with pytest.raises(InternalError, match="and nothing else"):
        classes_text("their_layers")
    assert "their_layers" not in sys.modules


def test_a_module_that_is_not_there_is_refused() -> None:
    with pytest.raises(InternalError, match="has no text"):
        classes_text("no_such_module_of_layers")
