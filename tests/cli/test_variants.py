"""Presets on the command line: `--variant`, and what each command does without it."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., Any]

PRESETS = """\
variants:
  big: {set: {stages.body.repeat: 4}}
  bigger: {extends: big, name: huge, set: {stages.body.repeat: 5}, remove: [blocks.unit.relu]}
"""
WRONG = "  wrong: {set: {stages.bodi.repeat: 4}}\n"


@pytest.fixture
def presets(folder: Path) -> Path:
    """`specs/small.yaml` with presets."""
    path = folder / "specs" / "small.yaml"
    path.write_text(path.read_text() + PRESETS)
    return path


@pytest.mark.usefixtures("presets")
def test_check_takes_every_preset(run: Run) -> None:
    ran = run("check", "specs/small.yaml")
    assert ran.code == 0
    assert ran.out.splitlines() == [
        "ok    specs/small.yaml           12 layers, 7,578 parameters, 3 sums made to fit",
        "ok    specs/small.yaml (big)     15 layers, 9,898 parameters, 4 sums made to fit",
        "ok    specs/small.yaml (bigger)  13 layers, 12,218 parameters, 5 sums made to fit",
        "1 spec and 2 variants checked, no errors",
    ]


@pytest.mark.usefixtures("presets")
def test_check_of_one_preset(run: Run) -> None:
    ran = run("check", "specs/small.yaml", "--variant", "big", "-q")
    assert ran.out.startswith("ok    specs/small.yaml (big)  15 layers")
    assert len(ran.out.splitlines()) == 1


def test_a_mistake_in_a_preset_is_found_without_asking(presets: Path, run: Run) -> None:
    presets.write_text(presets.read_text() + WRONG)
    ran = run("check", "specs/", "-q")
    assert ran.code == 1
    assert "FAIL  specs/small.yaml (wrong)   1 error\n" in ran.out
    assert "2 specs and 3 variants checked, 1 with errors" in ran.out
    assert "--> specs/small.yaml:16:17" in ran.err


def test_a_mistake_in_the_base_is_said_once(presets: Path, run: Run) -> None:
    presets.write_text(presets.read_text().replace("kernel: 3", "kernle: 3"))
    ran = run("check", "specs/small.yaml")
    assert ran.code == 1
    assert ran.out.count("FAIL") == 3
    assert ran.out.count("2 errors (shown above)") == 2
    assert ran.err.count("unknown-key") == 2


@pytest.mark.usefixtures("presets")
def test_notes_are_said_once(run: Run) -> None:
    lines = run("check", "specs/small.yaml").err.splitlines()
    assert len(lines) == len(set(lines)) == 3


@pytest.mark.usefixtures("presets")
@pytest.mark.parametrize("command", ["check", "build", "show", "expand"])
def test_a_preset_that_is_not_there(run: Run, command: str) -> None:
    ran = run(command, "specs/small.yaml", "--variant", "bigg")
    assert ran.code == 1
    assert "unknown-variant: `small` has no variant `bigg`" in ran.err
    assert "did you mean `big`?" in ran.err


def test_a_spec_without_presets(run: Run) -> None:
    ran = run("check", "specs/small.yaml", "--variant", "big")
    assert ran.code == 1
    assert "it has none" in ran.err


@pytest.mark.usefixtures("presets")
def test_build_writes_what_was_asked_for(run: Run) -> None:
    run("build", "specs/small.yaml")
    assert [path.name for path in Path("generated").iterdir()] == ["small.py"]
    options = ["--variant", "big", "--variant", "bigger"]
    ran = run("build", "specs/small.yaml", *options)
    assert ran.code == 0
    assert ran.out.endswith("1 spec: 2 written\n")
    assert "small_big (specs/small.yaml (big))" in ran.out
    assert "def create_small_big(" in Path("generated/small_big.py").read_text()
    assert "def create_huge(" in Path("generated/huge.py").read_text()
    assert run("build", "specs/small.yaml", "--check", *options).code == 0


@pytest.mark.usefixtures("presets")
def test_one_file_for_two_presets(run: Run) -> None:
    options = ["--variant", "big", "--variant", "bigger", "-o", "one.py"]
    ran = run("build", "specs/small.yaml", *options)
    assert ran.code == 2
    assert "-o one.py is one file" in ran.err


def test_two_presets_of_one_name(presets: Path, run: Run) -> None:
    presets.write_text(presets.read_text().replace("big: {", "big: {name: huge, ", 1))
    ran = run("build", "specs/small.yaml", "--variant", "big", "--variant", "bigger")
    assert ran.code == 1
    assert "generated/huge.py is written for specs/small.yaml (big) already" in ran.err


@pytest.mark.usefixtures("presets")
def test_show_lists_the_presets(run: Run) -> None:
    lines = run("show", "specs/small.yaml").out.splitlines()
    assert lines[3] == "variants: big, bigger"
    lines = run("show", "specs/small.yaml", "--variant", "big").out.splitlines()
    assert lines[0] == "small_big (specs/small.yaml, variant big)"
    assert not any(line.startswith("variants:") for line in lines)


@pytest.mark.usefixtures("presets")
def test_show_as_json(run: Run) -> None:
    found = json.loads(run("show", "specs/small.yaml", "--json", "--variant", "bigger").out)
    assert (found["name"], found["variant"]) == ("huge", "bigger")
    assert found["variants"] == ["big", "bigger"]
    assert json.loads(run("show", "specs/small.yaml", "--json").out)["variant"] is None


@pytest.mark.usefixtures("presets")
def test_arguments_of_a_preset(run: Run) -> None:
    ran = run("check", "specs/small.yaml", "--variant", "big", "--set", "labels=11", "-q")
    assert "9,915 parameters" in ran.out


def outside(folder: Path) -> Path:
    """A spec that extends one beside its project."""
    (folder / "project").mkdir()
    (folder / "project" / "pyproject.toml").write_text("")
    path = folder / "project" / "mine.yaml"
    path.write_text("archc: 1\nname: mine\nextends: ../specs/small.yaml\n")
    return path


@pytest.mark.parametrize("command", ["check", "build", "show", "expand"])
def test_bases_outside_of_the_project(folder: Path, run: Run, command: str) -> None:
    path = str(outside(folder))
    ran = run(command, path)
    assert ran.code == 1
    assert "extends-outside: the base" in ran.err
    assert run(command, path, "--allow-outside").code == 0


def test_a_link_that_leads_outside(folder: Path, run: Run) -> None:
    path = outside(folder)
    (folder / "project" / "link.yaml").symlink_to(folder / "specs" / "small.yaml")
    path.write_text("archc: 1\nname: mine\nextends: link.yaml\n")
    assert "extends-outside" in run("check", str(path)).err


def test_without_a_marker_the_current_folder_is_the_project(folder: Path, run: Run) -> None:
    variant = folder / "specs" / "variants" / "mine.yaml"
    variant.write_text("archc: 1\nname: mine\nextends: ../small.yaml\n")
    assert run("check", "specs/variants/mine.yaml", "-q").code == 0


def test_without_a_marker_the_folder_of_the_spec_is_the_project(
    folder: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    variant = folder / "specs" / "variants" / "mine.yaml"
    variant.write_text("archc: 1\nname: mine\nextends: ../small.yaml\n")
    (folder / "elsewhere").mkdir()
    monkeypatch.chdir(folder / "elsewhere")
    assert "extends-outside" in run("check", str(variant), "-q").err


def test_standard_input_lies_in_the_current_folder(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = b"archc: 1\nname: mine\nextends: specs/small.yaml\n"
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
    assert run("check", "-", "-q").out.startswith("ok    <stdin>")
