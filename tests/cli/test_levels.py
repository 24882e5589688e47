"""Levels on the command line and in pyproject.toml, and what `archc check` says of warnings."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., Any]
SPEC = """\
archc: 1
name: net
input: {shape: [8, 8, 4]}
constants: {k: 4}
stem:
  - {max_pool: 1, stride: 2}
  - residual: [{conv: 5, kernel: 1}]
variants:
  small: {set: {stem.residual: [{conv: 6, kernel: 1}]}}
"""


@pytest.fixture
def net(folder: Path) -> str:
    (folder / "net.yaml").write_text(SPEC)
    return "net.yaml"


def settings(folder: Path, text: str) -> None:
    (folder / "pyproject.toml").write_text(f"[tool.archc]\n{text}\n")


def test_check_counts_warnings_once(run: Run, net: str) -> None:
    ran = run("check", net)
    assert ran.code == 0
    first, second, last = ran.out.splitlines()
    assert first.endswith("1 sum made to fit, 1 warning")
    assert "warning" not in second
    assert last == "1 spec and 1 variant checked, no errors, 1 warning"
    assert ran.err.count("warning[W0303] unused-constant: nothing reads the constant `k`") == 1
    assert "note[N0401]" in ran.err


@pytest.mark.parametrize(
    ("options", "code", "said"),
    [
        (["--deny", "merge-resolved"], 1, "error[N0401] merge-resolved"),
        (["--deny", "N0401,W0303"], 1, "error[W0303] unused-constant"),
        (["--deny", "warnings"], 1, "error[W0303]"),
        (["--deny", "warnings", "--allow", "unused-constant"], 0, ""),
        (["--allow", "all", "--warn", "pointwise-stride"], 0, "warning[W0403] pointwise-stride"),
        (["--warn", "merge-resolved"], 0, "warning[N0401]"),
        (["--allow", "W0303", "--deny", "W0303"], 1, "error[W0303]"),
        (["--deny", "W0303", "--allow", "W0303"], 0, ""),
    ],
)
def test_options(options: list[str], code: int, said: str, run: Run, net: str) -> None:
    ran = run("check", net, "-q", *options)
    assert ran.code == code
    assert said in ran.err
    assert bool(ran.err) == bool(said)
    assert ("FAIL" in ran.out) == bool(code)


def test_allowed_sums_are_not_said(run: Run, net: str) -> None:
    assert "N0401" not in run("check", net, "--allow", "merge-resolved").err


def test_build_takes_levels_too(run: Run, net: str, folder: Path) -> None:
    ran = run("build", net, "--deny", "unused-constant")
    assert ran.code == 1
    assert "FAIL  net.yaml  1 error" in ran.out
    assert not (folder / "generated").exists()
    ran = run("build", net)
    assert ran.code == 0
    assert "warning[W0303]" in ran.err


def test_show_does_not_judge(run: Run, net: str, folder: Path) -> None:
    settings(folder, 'deny = ["all"]')
    ran = run("show", net)
    assert (ran.code, ran.err) == (0, "")


@pytest.mark.parametrize(
    ("option", "message"),
    [
        (
            "unused-constnat",
            "there is no warning `unused-constnat`; did you mean `unused-constant`?",
        ),
        ("E0401", "E0401 merge-shape-mismatch is an error, and has no other level"),
    ],
)
def test_options_that_are_wrong(option: str, message: str, run: Run, net: str) -> None:
    ran = run("check", net, "--allow", option)
    assert ran.code == 2
    assert message in ran.err


@pytest.mark.parametrize(
    ("text", "options", "code"),
    [
        ('deny = ["merge-resolved"]', [], 1),
        ('deny = ["merge-resolved"]', ["--allow", "N0401"], 0),
        ('allow = ["unused-constant"]\ndeny = ["warnings"]', [], 0),
        ('allow = ["W0303"]\ndeny = ["all"]', ["--warn", "N0401,W0403"], 0),
        ('note = ["W0303"]', ["--deny", "warnings"], 0),
    ],
)
def test_settings(
    text: str, options: list[str], code: int, run: Run, net: str, folder: Path
) -> None:
    settings(folder, text)
    assert run("check", net, *options).code == code


@pytest.mark.parametrize(
    ("text", "message", "place"),
    [
        ('deny = ["unused-blok"]', "`deny`: there is no warning `unused-blok`", "2:10"),
        ('warn = ["E0401"]', "`warn`: E0401 merge-shape-mismatch is an error", "2:10"),
        ('deny = "W0301"', "`deny` must be a list of codes", "2:1"),
        ("deny = [3]", "`deny` must be a list of codes", "2:1"),
        ('deny = ["W0301"]\nallow = ["unused-block"]', "is listed under", "2:10"),
        ('dney = ["W0301"]', "`[tool.archc]` has no key `dney`", "2:1"),
    ],
)
def test_settings_that_are_wrong(
    text: str, message: str, place: str, run: Run, net: str, folder: Path
) -> None:
    settings(folder, text)
    ran = run("check", net)
    assert ran.code == 1
    assert "error[E0709] settings-invalid" in ran.err
    assert message in ran.err
    assert f"--> pyproject.toml:{place}" in ran.err


def test_what_archc_new_writes_has_no_warnings(run: Run) -> None:
    assert run("new", "fresh").code == 0
    assert run("new", "wide", "--from", "specs/fresh.yaml").code == 0
    for name in ("fresh", "wide"):
        assert run("check", f"specs/{name}.yaml", "--deny", "all", "--allow", "N0401").code == 0
