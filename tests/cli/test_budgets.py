"""Budgets from the command line and from Python: `--set`, presets, `show`, `build`, `expand`."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import archc

Run = Callable[..., Any]
TIGHT = """\
expect: {parameters: <= 7k, output: [10]}
variants:
  slim:
    set: {stem.conv: 8, arguments.labels: 10}
  loose:
    set: {expect.parameters: "7,578", expect.stages.body: [32, 32, 16]}
  free:
    remove: [expect]
"""


@pytest.fixture
def tight(folder: Path) -> str:
    """A spec over its budget, with presets within it."""
    path = folder / "specs" / "small.yaml"
    path.write_text(path.read_text() + TIGHT)
    return "specs/small.yaml"


def test_a_budget_that_is_not_met(run: Run, tight: str) -> None:
    ran = run("check", tight, "-q")
    assert ran.code == 1
    assert [line.split()[0] for line in ran.out.splitlines()[:4]] == ["FAIL", "ok", "ok", "ok"]
    assert (
        "error[E0801] budget-not-met: small has 7,578 parameters, and the budget is at most 7,000\n"
        "  --> specs/small.yaml:13:22\n"
    ) in ran.err
    assert "578 too many (8.3%)" in ran.err
    assert "most are in body 6.96 k (92%), stem 448 (6%), head 170 (2%)" in ran.err
    assert "write `parameters: 7_578`" in ran.err


def test_a_preset_inherits_the_budget(run: Run, folder: Path, tight: str) -> None:
    path = folder / tight
    path.write_text(path.read_text().replace("{stem.conv: 8,", "{stem.conv: 17,"))
    ran = run("check", tight, "--variant", "slim", "-q")
    assert ran.code == 1
    assert "a budget of its own: `set: {expect.parameters: 8_510}`" in ran.err


def test_with_other_arguments_budgets_are_not_checked(run: Run, tight: str) -> None:
    ran = run("check", tight, "--set", "labels=11", "--variant", "slim")
    assert ran.code == 0
    assert "note[N0801] the budgets were not checked: they are for the defaults" in ran.err
    assert "`labels` has another value" in ran.err
    both = run("check", tight, "--set", "labels=11", "--set", "deep=false")
    assert "`labels`, `deep` have other values" in both.err


def test_a_default_that_is_set_is_a_default(run: Run, tight: str) -> None:
    ran = run("check", tight, "--set", "labels=10", "--variant", "slim")
    assert (ran.code, "N0801" in ran.err) == (0, False)
    assert run("check", tight, "--set", "labels=10").code == 1


def test_show_shows_a_network_over_its_budget(run: Run, tight: str) -> None:
    ran = run("show", tight)
    assert ran.code == 1
    assert "7,578" in ran.out.splitlines()[-3]
    assert "error[E0801]" in ran.err
    as_json = run("show", tight, "--json")
    assert as_json.code == 1
    assert json.loads(as_json.out)["totals"]["parameters"] == 7578


def test_nothing_is_built_over_its_budget(run: Run, tight: str) -> None:
    ran = run("build", tight)
    assert ran.code == 1
    assert not Path("generated/small.py").exists()
    assert run("build", tight, "--set", "labels=11").code == 0


def test_expand_keeps_budgets_that_hold(run: Run, tight: str) -> None:
    assert 'expect: {parameters: "<= 7k", output: [10]}' in run("expand", tight).out
    assert "expect:" not in run("expand", tight, "--set", "labels=11").out
    loose = run("expand", tight, "--variant", "loose").out
    Path("loose.yaml").write_text(loose)
    assert run("check", "loose.yaml", "-q").code == 0


@pytest.mark.usefixtures("run")
def test_python_is_told(folder: Path, tight: str) -> None:
    with pytest.raises(archc.CompileError, match="budget-not-met"):
        archc.compile(folder / tight)
    found = archc.compile(folder / tight, arguments={"labels": 3}).diagnostics
    assert "budgets-not-checked" in {finding.code.slug for finding in found}
    assert archc.compile(folder / tight, variant="free").summary.parameters == 7578


def test_the_fix_is_the_number_that_it_has(folder: Path, tight: str) -> None:
    with pytest.raises(archc.CompileError) as caught:
        archc.compile(folder / tight)
    (finding,) = [one for one in caught.value.diagnostics if one.severity == "error"]
    assert finding.fix is not None
    assert not finding.fix.safe
    (edit,) = finding.fix.edits
    text = edit.span.file.text
    mended = text[: edit.span.start] + edit.text + text[edit.span.end :]
    assert "expect: {parameters: 7_578, output: [10]}" in mended
    assert archc.compile_text(mended).summary.parameters == 7578
