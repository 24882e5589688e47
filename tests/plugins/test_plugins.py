"""Layers of plugins are layers like others, for who allows them, and for nobody else."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

import archc

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "examples" / "eca"
SPEC = """\
archc: 1
name: attended
input: {shape: [8, 8, 16]}
stem: [{conv: 16, kernel: 3, padding: same}, STEP]
"""
ECA = SPEC.replace("STEP", "eca")


@pytest.fixture
def example(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lets the modules of the example be imported."""
    monkeypatch.syspath_prepend(str(EXAMPLE))


def command(
    *arguments: str, folder: Path, stdin: str | None = None
) -> subprocess.CompletedProcess[str]:
    """What a command does, as a process of its own in a folder."""
    path = os.pathsep.join([str(ROOT / "compiler"), os.environ.get("PYTHONPATH", "")])
    return subprocess.run(
        [sys.executable, "-m", "archc", *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": path},
        capture_output=True,
        text=True,
        check=False,
        input=stdin,
    )


def test_the_settings_of_a_project_allow_its_plugins() -> None:
    ran = command("check", "specs", folder=EXAMPLE)
    assert ran.returncode == 0, ran.stderr
    assert "55 layers, 176,012 parameters" in ran.stdout


def test_the_folder_of_a_spec_allows_nothing(tmp_path: Path) -> None:
    ran = command("check", str(EXAMPLE / "specs" / "eca_net.yaml"), folder=tmp_path)
    assert ran.returncode == 1
    assert "E0205" in ran.stderr


def test_the_command_line_allows_a_plugin(tmp_path: Path) -> None:
    (tmp_path / "eca_layer.py").write_text((EXAMPLE / "eca_layer.py").read_text("utf-8"), "utf-8")
    (tmp_path / "eca_keras.py").write_text((EXAMPLE / "eca_keras.py").read_text("utf-8"), "utf-8")
    (tmp_path / "net.yaml").write_text(ECA, "utf-8")
    for words in (["check", "net.yaml"], ["show", "net.yaml"], ["expand", "net.yaml"]):
        assert command(*words, folder=tmp_path).returncode == (0 if words[0] == "expand" else 1)
        assert command(*words, "--plugin", "eca_layer", folder=tmp_path).returncode == 0
    assert '"eca"' in command("schema", "--plugin", "eca_layer", folder=tmp_path).stdout
    assert '"eca"' not in command("schema", folder=tmp_path).stdout


@pytest.mark.usefixtures("example")
def test_the_layer_counts() -> None:
    summary = archc.compile_text(ECA, plugins=["eca_layer"]).summary
    layer = summary.layer_counts[-1]
    assert (layer.kind, layer.shape, layer.parameters) == ("eca", (8, 8, 16), 3)


@pytest.mark.usefixtures("example")
def test_nobody_else_knows_the_layer() -> None:
    archc.compile_text(ECA, plugins=["eca_layer"])
    with pytest.raises(archc.CompileError, match="there is no layer or block `eca`"):
        archc.compile_text(ECA)
    found: list[str] = []

    def other() -> None:
        try:
            archc.compile_text(ECA)
        except archc.CompileError as error:
            found.append(error.diagnostics[0].code.id)

    thread = threading.Thread(target=other)
    thread.start()
    thread.join()
    assert found == ["E0205"]


@pytest.mark.usefixtures("example")
@pytest.mark.parametrize(
    ("step", "message"),
    [
        ("{eca: three}", "must be a whole number of at least 1"),
        ("{eca: 3, gama: 2}", "did you mean `gamma`?"),
        ("{eca: 4}", "the kernel of `eca` must be odd; it is 4"),
        ("ecaa", "did you mean `eca`?"),
        ("{eca: 3, gamma: 9}", "`gamma` must be"),
    ],
)
def test_mistakes_in_a_spec_have_messages_like_others(step: str, message: str) -> None:
    with pytest.raises(archc.CompileError) as caught:
        archc.compile_text(SPEC.replace("STEP", step), plugins=["eca_layer"])
    assert message in str(caught.value)


@pytest.mark.usefixtures("example")
def test_defaults_hold_for_the_layer() -> None:
    text = ECA + "defaults: {eca: {gamma: 1}}\n"
    network = archc.compile_text(text, plugins=["eca_layer"])
    assert network.summary.layer_counts[-1].parameters == 5


@pytest.mark.usefixtures("example")
def test_generated_source_holds_the_keras_layer() -> None:
    source = archc.compile_text(ECA, plugins=["eca_layer"]).python_source()
    assert "class EfficientChannelAttention(keras.layers.Layer):" in source
    imports = [line for line in source.splitlines() if line.startswith(("import", "from"))]
    assert imports == ["import keras", "from keras import layers"]
