"""What holds of every layer holds of a plugin's: one verdict on the schema, sizes that follow."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft7Validator
from tests.plugins.test_plugin_mistakes import Project
from tests.plugins.test_plugins import EXAMPLE, ROOT, SPEC

import archc
from archc.diagnostics.diagnostic import Sink
from archc.ops.layer_table import LayerTable, layers, layers_in_force
from archc.ops.table import OPS
from archc.plugins.load_plugins import load_plugins
from archc.plugins.request import Request
from archc.schema.conforms import conforms
from archc.schema.find_errors import find_errors
from archc.schema.language import spec_schema

HALVES = '''\
import math
from archc.plugin import KerasCall, Keyword, Op, SIZE, main


class Half(Op):
    """Means of windows."""

    key = "half"
    keeps_channels = True
    keras = KerasCall("AveragePooling2D", keywords=(Keyword("pool_size", "window", (2, 2)),))

    window: tuple[int, int] = main(SIZE, "The window.", example=2, default=(2, 2))

    def infer(self, inputs):
        """Sizes of the input by those of the window."""
        height, width, channels = inputs[0]
        return *(SIZES), channels


LAYERS = (Half,)
'''
SUM = "archc: 1\nname: toy\ninput: {shape: [8, 8, 3]}\nstem:\n  - {add: {a: [A], b: [B]}}\n"


def table(name: str, folder: Path) -> LayerTable:
    found = load_plugins([Request(name)], str(folder), Sink())
    assert found is not None
    return found


VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-2, 9),
    st.floats(-3, 3),
    st.sampled_from(["$k", "${2 * k}", "relu", "", "eca"]),
    st.lists(st.integers(-1, 3), max_size=3),
)
KEYS = st.sampled_from(["eca", "gamma", "offset", "gama", "conv", "kernel", "as", "when", "x"])
STEPS = st.one_of(
    st.sampled_from(["eca", "relu", "ecaa", 3]), st.dictionaries(KEYS, VALUES, max_size=4)
)


@settings(max_examples=300, deadline=None)
@given(STEPS, st.dictionaries(KEYS, st.dictionaries(KEYS, VALUES, max_size=2), max_size=2))
def test_the_fast_verdict_is_that_of_jsonschema(step: Any, defaults: Any) -> None:
    tree = {"archc": 1, "name": "toy", "stem": [step], "defaults": defaults}
    with layers_in_force(table("eca_layer", EXAMPLE)):
        schema = spec_schema()
        valid = Draft7Validator(schema).is_valid(tree)
        assert conforms(tree, schema, schema["definitions"]) == valid
        assert bool(find_errors(tree, 1)) != valid


def test_a_table_holds_for_its_extent_alone() -> None:
    before = spec_schema()
    found = table("eca_layer", EXAMPLE)
    with layers_in_force(found):
        assert layers().ops["eca"].__name__ == "Eca"
        assert spec_schema() is not before
    assert "eca" not in OPS
    assert spec_schema() is before
    assert table("eca_layer", EXAMPLE) is found
    assert str(EXAMPLE) not in sys.path


@pytest.mark.parametrize(
    ("sizes", "is_open"),
    [
        # A rule on sizes says how they follow from the input: the sum holds for every input.
        ("height // self.window[0], width // self.window[1]", True),
        # One that needs numbers says nothing: the sum holds for this input.
        ("math.floor(height / self.window[0]), int(width) // self.window[1]", False),
        ("int(height) // 2, int(width) // 2", False),
    ],
)
def test_sums_of_what_follows_from_the_input(sizes: str, is_open: bool, project: Project) -> None:
    project.write(HALVES.replace("SIZES", sizes))
    text = SUM.replace("A", "half").replace("B", "{avg_pool: 2}")
    source = archc.compile_text(text, plugins=[project.name]).python_source()
    assert ("takes an input of" not in source and "only" not in source) == is_open
    # Equal layers give equal sizes, whatever they are.
    text = SUM.replace("A", "half").replace("B", "half")
    source = archc.compile_text(text, plugins=[project.name]).python_source()
    assert "only" not in source


def test_an_argument_cannot_change_a_sum(project: Project) -> None:
    project.write(HALVES.replace("SIZES", "height // self.window[0], width // self.window[1]"))
    text = SUM.replace("A", "{half: $k}").replace("B", "{avg_pool: 2}") + "arguments: {k: 2}\n"
    with pytest.raises(archc.CompileError, match="E0405"):
        archc.compile_text(text, plugins=[project.name])


def test_a_model_that_needs_the_channels_last_says_so(project: Project) -> None:
    marked = HALVES.replace("keeps_channels", "needs_channels_last = True\n    keeps_channels")
    project.write(marked.replace("SIZES", "height // 2, width // 2"))
    network = archc.compile_text(SPEC.replace("STEP", "half"), plugins=[project.name])
    assert "needs the channels last" in network.python_source()


def test_a_plugin_by_its_module_or_by_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(EXAMPLE))
    with pytest.raises(TypeError, match="plugins is a list"):
        archc.compile_text(SPEC.replace("STEP", "eca"), plugins="eca_layer")
    found = table("eca_layer", EXAMPLE).ops["eca"]
    module = sys.modules[found.__module__]
    network = archc.compile_text(SPEC.replace("STEP", "eca"), plugins=[module, module])
    assert network.summary.layer_counts[-1].kind == "eca"


def test_a_command_without_plugins_does_not_pay_for_them() -> None:
    code = (
        "from archc.cli import main\n"
        "assert main(['check', 'specs/inception_v4.yaml']) == 0\n"
        "import sys\nprint('MODULES', *sys.modules)"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={"PYTHONPATH": str(ROOT / "compiler")},
        capture_output=True,
        text=True,
        check=True,
    )
    modules = set(ran.stdout.split("MODULES", 1)[1].split())
    unwanted = {"tomllib", "archc.plugin", "archc.ops.keras_call", "archc.backends.layer_module"}
    assert not modules & unwanted
    ours = {name for name in modules if name.startswith("archc.plugins.")}
    assert ours == {"archc.plugins.project_settings", "archc.plugins.request"}
