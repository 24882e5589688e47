"""archc as Python programs use it."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

import archc

ROOT = Path(__file__).parents[2]
TEXT = """\
archc: 1
name: tiny
arguments: {labels: 10}
input: {shape: [8, 8, 3]}
stem:
  - {conv: 4, kernel: 3, padding: same}
  - residual: [{conv: 5, kernel: 3, padding: same}]
head: [flatten, {dense: $labels}]
"""


def test_the_version_is_that_of_the_project() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert archc.__version__ == project["version"]


def test_every_public_name_is_there() -> None:
    for name in archc.__all__:
        assert getattr(archc, name) is not None
        assert name in dir(archc)
    with pytest.raises(AttributeError, match="no attribute `nope`"):
        archc.nope  # noqa: B018  # type: ignore[attr-defined]


@pytest.mark.parametrize("kind", [str, Path])
def test_a_file(tmp_path: Path, kind: Any) -> None:
    (tmp_path / "tiny.yaml").write_text(TEXT)
    network = archc.compile(kind(tmp_path / "tiny.yaml"))
    assert network.name == "tiny"
    assert repr(network) == "<archc.Compilation tiny: 5 layers, 2,830 parameters>"


def test_a_text() -> None:
    network = archc.compile_text(TEXT, arguments={"labels": 3})
    assert network.summary.outputs == (("head", (3,)),)
    assert network.graph.arguments == {"labels": 3}
    assert [d.code.slug for d in network.diagnostics] == ["merge-resolved"]
    assert str(network.summary) == (
        "tiny: 5 layers, 1,031 parameters (1,031 trainable), 16.90 k multiply-adds\n"
        "  input input: 8x8x3\n"
        "  output head: 3"
    )


def test_a_text_with_a_byte_order_mark_and_carriage_returns() -> None:
    windows = "\ufeff" + TEXT.replace("\n", "\r\n")
    assert archc.compile_text(windows).graph.text() == archc.compile_text(TEXT).graph.text()


PRESETS = "variants:\n  few: {set: {arguments.labels: 2}}\n"


def test_a_preset(tmp_path: Path) -> None:
    (tmp_path / "tiny.yaml").write_text(TEXT + PRESETS)
    network = archc.compile(tmp_path / "tiny.yaml", variant="few")
    assert (network.name, network.graph.arguments) == ("tiny_few", {"labels": 2})
    assert archc.compile_text(TEXT + PRESETS).name == "tiny"
    assert archc.compile_text(TEXT + PRESETS, variant="few").name == "tiny_few"


@pytest.mark.parametrize("variant", ["fw", ""])
def test_a_preset_that_is_not_there(variant: str) -> None:
    with pytest.raises(archc.CompileError, match="unknown-variant"):
        archc.compile_text(TEXT + PRESETS, variant=variant)


def test_bases_outside_of_the_project(tmp_path: Path) -> None:
    (tmp_path / "tiny.yaml").write_text(TEXT)
    (tmp_path / "inner").mkdir()
    path = tmp_path / "inner" / "mine.yaml"
    path.write_text("archc: 1\nname: mine\nextends: ../tiny.yaml\n")
    with pytest.raises(archc.CompileError, match="extends-outside"):
        archc.compile(path)
    assert archc.compile(path, allow_outside=True).name == "mine"
    text = path.read_text()
    with pytest.raises(archc.CompileError, match="extends-outside"):
        archc.compile_text(text, str(path), root=tmp_path / "inner")
    assert archc.compile_text(text, str(path), root=tmp_path).name == "mine"
    text = text.replace("../", "")
    assert archc.compile_text(text, root=tmp_path).graph.spec.file.name == str(tmp_path / "<text>")


def test_source() -> None:
    assert "def create_tiny(" in archc.compile_text(TEXT).python_source()


def test_a_notebook_shows_the_picture() -> None:
    network = archc.compile_text(TEXT)
    shown = network._repr_svg_()
    assert shown is not None
    assert shown == network.svg()
    assert shown.startswith("<svg")
    assert "dense 10" in shown
    assert network.svg(depth="all", direction="lr") != shown
    assert "dense 10" not in network.svg(stage="stem")


def test_a_picture_that_is_too_large_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("archc.pictures.picture.MAX_TILES", 1)
    assert archc.compile_text(TEXT)._repr_svg_() is None


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"stage": "zz"}, "no stage 'zz': the stages are: head, stem"),
        ({"stage": "haed"}, "did you mean `head`?"),
        ({"direction": "up"}, "there are tb and lr"),
        ({"depth": -1}, "no depth -1: 0 shows the stages alone"),
    ],
)
def test_a_picture_of_nothing(options: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match=re.escape(said)):
        archc.compile_text(TEXT).svg(**options)


def test_a_text_is_no_path() -> None:
    with pytest.raises(ValueError, match="compile_text takes its text"):
        archc.compile(TEXT)


def test_mistakes_carry_their_diagnostics() -> None:
    with pytest.raises(archc.CompileError) as caught:
        archc.compile_text(TEXT.replace("kernel: 3", "kernal: 3"), "mine.yaml")
    found = caught.value.diagnostics
    assert all(isinstance(diagnostic, archc.Diagnostic) for diagnostic in found)
    assert str(found[0].span).startswith("mine.yaml:6:")
    assert "did you mean `kernel`?" in str(caught.value)


@pytest.mark.parametrize(
    ("arguments", "slug"),
    [
        ({"lables": 3}, "unknown-argument"),
        ({3: 3}, "unknown-argument"),
        ({"labels": "many"}, "wrong-type"),
        ({"labels": None}, "wrong-type"),
        ({"labels": [3]}, "wrong-type"),
        ({"labels": True}, "wrong-type"),
        ({"labels": float("nan")}, "wrong-type"),
    ],
)
def test_arguments_are_checked(arguments: dict[Any, Any], slug: str) -> None:
    with pytest.raises(archc.CompileError) as caught:
        archc.compile_text(TEXT, arguments=arguments)
    assert [d.code.slug for d in caught.value.diagnostics] == [slug]


@pytest.mark.parametrize(
    "text", ["", "x", "\x00", "\ud800", "a: \ud800", "a:\tb", "#" * 2_000_000, "archc: 1\n"]
)
def test_nonsense(text: str) -> None:
    with pytest.raises(archc.CompileError):
        archc.compile_text(text)


def test_a_file_that_is_not_there() -> None:
    with pytest.raises(archc.CompileError, match="file-unreadable"):
        archc.compile("nope.yaml")


@pytest.mark.keras
def test_a_model_with_weights(tmp_path: Path) -> None:
    pytest.importorskip("keras")
    network = archc.compile_text(TEXT)
    model = network.keras_model()
    assert model.name == "tiny"
    assert model.count_params() == network.summary.parameters
    model.save_weights(tmp_path / "tiny.weights.h5")
    again = network.keras_model(tmp_path / "tiny.weights.h5")
    for mine, its in zip(model.get_weights(), again.get_weights(), strict=True):
        assert (mine == its).all()
