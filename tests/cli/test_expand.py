"""`archc expand`: a variant as a spec of its own, with the origins of its lines."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., Any]

VARIANT = """\
archc: 1
name: variant
extends: small.yaml
set: {arguments.labels: 3}
insert_after: {blocks.unit.relu: {dropout: 0.5}}
variants:
  deep: {set: {stages.body.repeat: 9}}
"""
EXPANDED = """\
# yaml-language-server: $schema=spec-1.schema.json
archc: 1                                     # variant.yaml:1
name: variant

arguments: {labels: 3, deep: true}           # small.yaml:3, variant.yaml:4
input: {shape: [32, 32, 3]}

blocks:                                      # small.yaml:9
  unit:
    - residual: [{conv: 18, kernel: 3, padding: same}]
    - relu
    - {dropout: 0.5}                         # variant.yaml:5

stem: [{conv: 16, kernel: 3, padding: same}] # small.yaml:5

stages:
  - {name: body, block: unit, repeat: 3}

head: [global_avg_pool, {dense: $labels}]
"""


@pytest.fixture
def variant(folder: Path) -> Path:
    path = folder / "specs" / "variant.yaml"
    path.write_text(VARIANT)
    return path


@pytest.mark.usefixtures("variant")
def test_a_variant(run: Run) -> None:
    ran = run("expand", "specs/variant.yaml")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out == EXPANDED


@pytest.mark.usefixtures("variant")
def test_the_result_is_a_spec_that_compiles_to_the_same(run: Run) -> None:
    assert run("expand", "specs/variant.yaml", "-o", "out/own.yaml").out == ""
    found, expected = (
        json.loads(run("show", spec, "--json").out)
        for spec in ("out/own.yaml", "specs/variant.yaml")
    )
    for layer in (*found["layers"], *expected["layers"]):
        del layer["place"]
    assert found["layers"] == expected["layers"]


@pytest.mark.usefixtures("variant")
def test_a_preset_and_an_argument(run: Run) -> None:
    options = ["--variant", "deep", "--set", "labels=77", "--set", "deep=false"]
    out = run("expand", "specs/variant.yaml", *options).out
    assert "name: variant_deep" in out
    assert "arguments: {labels: 77, deep: false}" in out
    assert "# small.yaml:3, variant.yaml:4, --set\n" in out
    assert "repeat: 9}" in out
    assert "variants:" not in out


@pytest.mark.usefixtures("variant")
@pytest.mark.parametrize("given", ["labels=many", "lables=3"])
def test_a_wrong_argument(run: Run, given: str) -> None:
    ran = run("expand", "specs/variant.yaml", "--set", given)
    assert (ran.code, ran.out) == (1, "")


@pytest.mark.usefixtures("broken")
def test_a_spec_with_wrong_shapes_is_printed(run: Run) -> None:
    ran = run("expand", "specs/broken.yaml")
    assert ran.code == 0
    assert "- residual: [{conv: 18, kernel: 3}]" in ran.out


def test_a_spec_with_unknown_keys_is_not(folder: Path, run: Run) -> None:
    path = folder / "specs" / "small.yaml"
    path.write_text(path.read_text().replace("kernel", "kernle"))
    ran = run("expand", "specs/small.yaml")
    assert (ran.code, ran.out) == (1, "")
    assert "unknown-key" in ran.err


def test_the_schema_is_that_of_the_spec(folder: Path, run: Run) -> None:
    (folder / "schemas").mkdir()
    (folder / "schemas" / "mine.json").write_text("{}")
    path = folder / "specs" / "small.yaml"
    path.write_text(f"# yaml-language-server: $schema=../schemas/mine.json\n{path.read_text()}")
    run("expand", "specs/small.yaml", "-o", "a/b/c.yaml")
    first = Path("a/b/c.yaml").read_text().splitlines()[0]
    assert first == "# yaml-language-server: $schema=../../schemas/mine.json"


@pytest.mark.usefixtures("variant")
def test_an_output_that_cannot_be_written(run: Run) -> None:
    ran = run("expand", "specs/variant.yaml", "-o", "specs")
    assert ran.code == 1
    assert "file-not-written" in ran.err


def test_files_of_one_name_are_told_apart(folder: Path, run: Run) -> None:
    (folder / "specs" / "variants" / "small.yaml").write_text(
        "archc: 1\nname: v\nextends: ../small.yaml\nset: {arguments.labels: 3}\n"
    )
    out = run("expand", "specs/variants/small.yaml").out
    assert "# variants/small.yaml:1\n" in out
    assert "# small.yaml:3, variants/small.yaml:4\n" in out
