"""`archc new`: specs that compile as they are, and variants whose examples work."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., Any]
PRESETS = "variants: {big: {set: {stages.body.repeat: 4}}}\n"


def test_a_spec(run: Run) -> None:
    ran = run("new", "mine")
    assert ran.code == 0
    assert ran.out == (
        "written  specs/mine.yaml\nfor editors: archc schema -o specs/spec-1.schema.json\n"
    )
    assert run("check", "specs/mine.yaml").code == 0
    assert "def create_mine(" in _built(run, "mine")


def _built(run: Run, name: str) -> str:
    assert run("build", f"specs/{name}.yaml").code == 0
    return Path(f"generated/{name}.py").read_text()


def test_the_schema_of_the_project_is_named(run: Run) -> None:
    run("schema", "-o", "spec-1.schema.json")
    assert run("new", "mine").out == "written  specs/mine.yaml\n"
    first = Path("specs/mine.yaml").read_text().splitlines()[0]
    assert first == "# yaml-language-server: $schema=../spec-1.schema.json"


def test_every_line_has_a_width_to_read(run: Run) -> None:
    run("new", "mine")
    run("new", "other", "--from", "specs/small.yaml")
    for name in ("mine", "other"):
        lines = Path(f"specs/{name}.yaml").read_text().splitlines()
        assert max(map(len, lines)) <= 100


def test_a_variant(run: Run) -> None:
    assert run("new", "mine", "--from", "specs/small.yaml").code == 0
    text = Path("specs/mine.yaml").read_text()
    assert "extends: small.yaml\n" in text
    assert run("check", "specs/mine.yaml").code == 0
    assert "def create_mine(" in _built(run, "mine")


def test_every_example_of_an_edit_works(run: Run) -> None:
    run("new", "mine", "--from", "specs/small.yaml", "-o", "specs/mine.yaml")
    path = Path("specs/mine.yaml")
    text = path.read_text()
    kinds = re.findall(r"(?m)^# (\w+): # ", text)
    assert kinds == ["set", "add", "replace", "insert_before", "insert_after", "remove"]
    for kind in kinds:
        part = re.search(rf"(?m)^# {kind}: .*\n(#   .*\n)+", text)
        assert part is not None
        path.write_text(text.replace(part[0], re.sub(r"(?m)^# ", "", part[0])))
        ran = run("check", "specs/mine.yaml")
        assert ran.code == 0, ran.err


def test_no_stage_is_put_before_one_that_reads_others_by_name(folder: Path, run: Run) -> None:
    stages = "[{name: a, steps: [relu]}, {name: b, steps: [relu]}, {name: c, from: [a, b], steps: [add]}]"
    (folder / "specs" / "wires.yaml").write_text(
        f"archc: 1\nname: wires\ninput: {{shape: [8, 8, 3]}}\nstages: {stages}\n"
    )
    run("new", "mine", "--from", "specs/wires.yaml", "-o", "specs/mine.yaml")
    assert "#   stages.b: {name: my_stage, steps: [relu]}\n" in Path("specs/mine.yaml").read_text()


def test_the_presets_of_the_base_are_named(folder: Path, run: Run) -> None:
    path = folder / "specs" / "small.yaml"
    path.write_text(path.read_text() + PRESETS)
    run("new", "mine", "--from", "specs/small.yaml", "-o", "mine.yaml")
    text = Path("mine.yaml").read_text()
    assert "# extends: {spec: specs/small.yaml, variant: big} # or: big\n" in text


def test_a_base_with_errors(folder: Path, run: Run) -> None:
    (folder / "specs" / "wrong.yaml").write_text("archc: 1\nnam: x\n")
    ran = run("new", "mine", "--from", "specs/wrong.yaml")
    assert ran.code == 1
    assert "unknown-key" in ran.err
    assert not Path("specs/mine.yaml").exists()


def test_a_base_outside_of_the_project(folder: Path, run: Run) -> None:
    (folder / "project").mkdir()
    (folder / "project" / "pyproject.toml").write_text("")
    arguments = ["new", "mine", "--from", "specs/small.yaml", "-o", "project/mine.yaml"]
    ran = run(*arguments)
    assert ran.code == 1
    assert "extends-outside" in ran.err
    assert not Path("project/mine.yaml").exists()
    assert run(*arguments, "--allow-outside").code == 0


def test_nothing_is_overwritten(run: Run) -> None:
    before = Path("specs/small.yaml").read_text()
    for arguments in (["small"], ["small", "-o", "specs"], ["x", "-o", "specs/small.yaml"]):
        ran = run("new", *arguments)
        assert ran.code == 1
        assert "file-not-written: specs/small.yaml cannot be written" in ran.err
    assert Path("specs/small.yaml").read_text() == before


@pytest.mark.parametrize("name", ["Mine", "", "a-b", "../a", "1a", "a\n", "a" * 65])
def test_names(run: Run, name: str) -> None:
    ran = run("new", name)
    assert ran.code == 2
    assert "is not a name" in ran.err


def test_a_dash_prints_the_spec(folder: Path, run: Run) -> None:
    before = sorted(folder.iterdir())
    ran = run("new", "printed", "-o", "-")
    assert ran.code == 0
    assert "name: printed" in ran.out
    assert "written" not in ran.out
    assert sorted(folder.iterdir()) == before
