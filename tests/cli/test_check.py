"""`archc check`: verdicts, findings and exit codes."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from archc.source.limits import MAX_ERRORS_SHOWN

Run = Callable[..., Any]


def test_a_right_spec(run: Run) -> None:
    ran = run("check", "specs/small.yaml")
    assert ran.code == 0
    assert ran.out == "ok    specs/small.yaml  12 layers, 7,578 parameters, 3 sums made to fit\n"
    assert ran.err == (
        "specs/small.yaml:11:7: note[N0401] 3 sums made to fit (adjust): "
        "`conv` has 16 filters, not 18\n"
    )


def test_quiet_leaves_out_the_notes(run: Run) -> None:
    assert run("check", "specs/small.yaml", "--quiet").err == ""


@pytest.mark.usefixtures("broken")
def test_a_folder_means_every_spec_below_it(run: Run) -> None:
    ran = run("check", "specs", "-q")
    assert ran.code == 1
    assert [line.split()[:2] for line in ran.out.splitlines()] == [
        ["FAIL", "specs/broken.yaml"],
        ["ok", "specs/small.yaml"],
        ["ok", "specs/variants/other.yaml"],
        ["3", "specs"],
    ]
    assert ran.out.endswith("3 specs checked, 1 with errors\n")
    assert "error[E0401] merge-shape-mismatch" in ran.err
    assert "--> specs/broken.yaml:11:7" in ran.err


def test_set_gives_another_value(run: Run) -> None:
    assert "7,578 parameters" in run("check", "specs/small.yaml").out
    assert "7,595 parameters" in run("check", "specs/small.yaml", "--set", "labels=11").out


@pytest.mark.parametrize(
    ("value", "slug"),
    [("labels=many", "wrong-type"), ("lables=3", "unknown-argument"), ("deep=1", "wrong-type")],
)
def test_set_is_checked(run: Run, value: str, slug: str) -> None:
    ran = run("check", "specs/small.yaml", "--set", value)
    assert ran.code == 1
    assert slug in ran.err


def test_standard_input(folder: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    data = (folder / "specs" / "small.yaml").read_bytes()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
    ran = run("check", "-", "-q")
    assert (ran.code, ran.out.split()[:2]) == (0, ["ok", "<stdin>"])


def test_a_folder_without_specs(folder: Path, run: Run) -> None:
    (folder / "empty").mkdir()
    ran = run("check", "empty")
    assert ran.code == 1
    assert "no-specs-found: empty holds no specs" in ran.err


def test_a_path_that_is_not_there(run: Run) -> None:
    ran = run("check", "specs/small.yaml", "nope.yaml")
    assert ran.code == 1
    assert "nope.yaml cannot be read" in ran.err
    assert ran.out.count("ok  ") == 1


def test_errors_beyond_the_limit_are_counted(folder: Path, run: Run) -> None:
    steps = "\n".join(f"  - {{conv: 1, kernle{n}: 3, kernel: 1}}" for n in range(60))
    text = f"archc: 1\nname: many\ninput: {{shape: [8, 8, 3]}}\nstem:\n{steps}\n"
    (folder / "many.yaml").write_text(text)
    ran = run("check", "many.yaml")
    assert "60 errors" in ran.out
    assert ran.err.count("error[") == MAX_ERRORS_SHOWN
    assert f"... and {60 - MAX_ERRORS_SHOWN} more" in ran.err


@pytest.mark.usefixtures("broken")
def test_colour_only_where_it_is_wanted(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "\x1b[" not in run("check", "specs/broken.yaml").err
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr(type(sys.stderr), "isatty", lambda _: True)
    assert "\x1b[" in run("check", "specs/broken.yaml").err
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b[" not in run("check", "specs/broken.yaml").err


def test_a_name_that_a_terminal_would_act_on(folder: Path, run: Run) -> None:
    (folder / "\x1b[31mred.yaml").write_text("archc: 1\n")
    ran = run("check", ".")
    assert "\x1b" not in ran.out + ran.err


def test_a_constant_has_no_other_value(run: Run, folder: Path) -> None:
    (folder / "specs" / "fixed.yaml").write_text(
        "archc: 1\nname: fixed\nconstants: {w: 4}\ninput: {shape: [8, 8, 3]}\nstem: [{conv: $w, kernel: 1}]\n"
    )
    for command in ("check", "expand"):
        ran = run(command, "specs/fixed.yaml", "--set", "w=8")
        assert ran.code == 1
        assert "`w` is a constant of fixed" in ran.err
        assert "move `w` from `constants` to `arguments`" in ran.err


def test_errors_that_are_shown_above_are_counted(run: Run, folder: Path) -> None:
    (folder / "specs" / "presets.yaml").write_text(
        "archc: 1\nname: presets\nconstants: {k: 3}\ninput: {shape: [8, 8, 3]}\n"
        "stem: [{conv: 4, kernel: 9}, {conv: 4, kernel: $k}]\n"
        "variants: {wide: {set: {constants.k: 99}}, same: {set: {constants.k: 1}}}\n"
    )
    lines = run("check", "specs/presets.yaml").out.splitlines()
    assert lines[0].endswith("1 error")
    assert lines[1].endswith("(wide)  2 errors (1 of them shown above)")
    assert lines[2].endswith("(same)  1 error (shown above)")
