"""`archc show`: the tables and the JSON."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., Any]

STAGES = """\
small (specs/small.yaml)
input: input 32x32x3
output: head 10

stage  what                    layers  shape     parameters  multiply-adds
stem   conv                         1  32x32x16         448       442.37 k
body   3 x unit                     9  32x32x16       6,960         7.08 M
head   global_avg_pool, dense       2  10               170            160
--------------------------------------------------------------------------
total                              12                 7,578         7.52 M
7,578 of the parameters are trainable
3 sums at specs/small.yaml:11:7 made to fit (adjust): `conv` has 16 filters, not 18
"""


def test_stages(run: Run) -> None:
    ran = run("show", "specs/small.yaml")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out == STAGES


def test_every_layer(run: Run) -> None:
    lines = run("show", "specs/small.yaml", "--full").out.splitlines()
    assert lines[4].split() == ["layer", "kind", "shape", "parameters", "multiply-adds", "line"]
    assert lines[5:8] == [
        "stem: conv",
        "  stem_conv             conv             32x32x16         448        442,368     5",
        "body: 3 x unit",
    ]
    assert sum(line.startswith("  ") for line in lines) == 12


def test_a_layer_of_a_base_names_its_file(run: Run) -> None:
    variant = "archc: 1\nname: variant\nextends: small.yaml\nset: {arguments.labels: 3}\n"
    Path("specs/variant.yaml").write_text(variant)
    assert "small.yaml:5" in run("show", "specs/variant.yaml", "--full").out


def test_json(run: Run) -> None:
    printed = run("show", "specs/small.yaml", "--format", "json", "--set", "labels=3").out
    assert printed == run("show", "specs/small.yaml", "--json", "--set", "labels=3").out
    found = json.loads(printed)
    assert found["format"] == 1
    assert found["arguments"] == {"labels": 3, "deep": True}
    assert found["outputs"] == [{"name": "head", "shape": [3]}]
    assert found["totals"]["layers"] == len(found["layers"]) == 12
    for key in ("parameters", "trainable", "multiply_adds"):
        total = found["totals"][key]
        assert sum(stage[key] for stage in found["stages"]) == total
        assert sum(layer[key] for layer in found["layers"]) == total
    body = found["stages"][1]
    assert (body["block"], body["repeat"], body["layers"]) == ("unit", 3, 9)
    assert found["layers"][0]["place"] == {"file": "specs/small.yaml", "line": 5, "column": 9}
    assert [entry["repeats"] for entry in found["resolved"]] == [3]


def test_columns_fit_a_hundred_characters(run: Run) -> None:
    layers = (
        "{conv_transpose: 4, kernel: 3}",
        "{separable_conv: 4, kernel: 3}",
        "batch_norm",
        "relu",
    )
    steps = "".join(f"  - {layer}\n" for layer in layers * 3)
    text = f"archc: 1\nname: long\ninput: {{shape: [64, 64, 3]}}\nstem:\n{steps}"
    Path("long.yaml").write_text(text)
    ran = run("show", "long.yaml")
    assert ran.code == 0
    assert max(len(line) for line in ran.out.splitlines()) == 100
    assert "..." in ran.out


@pytest.mark.usefixtures("broken")
def test_errors(run: Run) -> None:
    ran = run("show", "specs/broken.yaml")
    assert (ran.code, ran.out) == (1, "")
    assert "specs/broken.yaml:11:" in ran.err


@pytest.mark.parametrize("path", ["specs", "nope.yaml"])
def test_what_is_not_a_file(run: Run, path: str) -> None:
    ran = run("show", path)
    assert ran.code == 1
    assert "file-unreadable" in ran.err


def test_a_stage_that_is_off(run: Run) -> None:
    text = Path("specs/small.yaml").read_text()
    more = "  - {name: more, block: unit, repeat: 2, when: $deep}\nhead:"
    Path("specs/small.yaml").write_text(text.replace("head:", more))
    assert "more   2 x unit" in run("show", "specs/small.yaml").out
    assert "more   off" in run("show", "specs/small.yaml", "--set", "deep=false").out
