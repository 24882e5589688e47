"""`archc check --fix` and `--diff`: what is rewritten, what is left alone, and what is said of it."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., Any]

WRONG = """\
archc: 1
name: slips   # a comment
input: {shape: [32, 32, 3]}
stem:
  # why it is so
  - {conv: 64,  kernal: 3, padding: sme}   # odd spaces
"""
RIGHT = WRONG.replace("kernal", "kernel").replace("sme", "same")
GUESS = """\
archc: 1
name: guess
input: {shape: [32, 32, 3]}
merge: {on_mismatch: error}
stem:
  - {conv: 1152, kernel: 3}
  - residual: [{conv: 1154, kernel: 1}]
"""


@pytest.fixture
def slips(folder: Path) -> Path:
    path = folder / "specs" / "slips.yaml"
    path.write_text(WRONG)
    return path


@pytest.fixture
def guess(folder: Path) -> Path:
    path = folder / "specs" / "guess.yaml"
    path.write_text(GUESS)
    return path


def test_only_what_is_wrong_is_rewritten(run: Run, slips: Path) -> None:
    ran = run("check", "specs/slips.yaml", "--fix")
    assert ran.code == 0
    edits = "  6:17 `kernal` -> `kernel`\n  6:37 `sme` -> `same`\n"
    assert ran.out.startswith(f"fixed specs/slips.yaml\n{edits}ok    specs/slips.yaml")
    assert slips.read_text() == RIGHT


def test_ends_of_lines_and_a_byte_order_mark_stay(run: Run, slips: Path) -> None:
    slips.write_bytes(b"\xef\xbb\xbf" + WRONG.replace("\n", "\r\n").encode())
    assert run("check", "specs/slips.yaml", "--fix").code == 0
    assert slips.read_bytes() == b"\xef\xbb\xbf" + RIGHT.replace("\n", "\r\n").encode()


def test_the_diff_is_a_patch(run: Run, slips: Path, folder: Path) -> None:
    ran = run("check", "specs/slips.yaml", "--diff")
    assert ran.code == 1
    assert slips.read_text() == WRONG
    assert ran.out.endswith("--fix would rewrite 1 file\n")
    apply = ["git", "apply", "-p0", "-"]
    subprocess.run(apply, cwd=folder, input=ran.out, text=True, check=True)
    assert slips.read_text() == RIGHT


def test_the_diff_of_a_file_without_a_last_line_break_is_a_patch(
    run: Run, slips: Path, folder: Path
) -> None:
    slips.write_text(WRONG.rstrip())
    ran = run("check", "specs/slips.yaml", "--diff")
    subprocess.run(["git", "apply", "-p0", "-"], cwd=folder, input=ran.out, text=True, check=True)
    assert slips.read_text() == RIGHT.rstrip()


@pytest.mark.usefixtures("guess")
def test_a_guess_is_shown_when_it_is_asked_for(run: Run) -> None:
    ran = run("check", "specs/guess.yaml", "--diff")
    hint = (
        "there is nothing that --fix would rewrite; --diff --unsafe-fixes shows changes of 1 file\n"
    )
    assert (ran.code, ran.out) == (0, hint)
    ran = run("check", "specs/guess.yaml", "--diff", "--unsafe-fixes")
    assert ran.code == 1
    assert "+  - residual: [{conv: 1152, kernel: 1}]\n" in ran.out
    assert run("check", "specs/guess.yaml", "--fix", "--unsafe-fixes").code == 0


def test_a_guess_is_not_made_by_fix_alone(run: Run, guess: Path) -> None:
    assert run("check", "specs/guess.yaml", "--fix").code == 1
    assert guess.read_text() == GUESS


@pytest.mark.usefixtures("slips")
def test_a_format_has_standard_output_for_itself(run: Run) -> None:
    ran = run("check", "specs/slips.yaml", "--fix", "--format", "json")
    assert json.loads(ran.out)["findings"] == []
    assert ran.err.startswith("fixed specs/slips.yaml\n  6:17")


def test_a_base_is_mended_where_it_is_wrong(run: Run, slips: Path) -> None:
    slips.with_name("wide.yaml").write_text("extends: slips.yaml\nname: wide\n")
    assert run("check", "specs/wide.yaml", "--fix").code == 0
    assert slips.read_text() == RIGHT


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--unsafe-fixes"], "--unsafe-fixes is for --fix or --diff"),
        (["--diff", "--format", "json"], "--diff has a format of its own"),
        (["--fix", "--diff"], "not allowed with"),
    ],
)
def test_misuse(run: Run, options: list[str], said: str) -> None:
    ran = run("check", "specs/small.yaml", *options)
    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err


FOREIGN = """\
archc: 1
name: foreign
input: {shape: [32, 32, 3]}
stem: [{Conv2D: 32, kernel: 3}, BatchNormalization, layer_normalization, GroupNorm, PReLU, AdaptiveAvgPool2d]
"""


def test_a_foreign_name_becomes_our_name_for_that_layer_and_no_other(
    run: Run, folder: Path
) -> None:
    path = folder / "specs" / "foreign.yaml"
    path.write_text(FOREIGN)
    run("check", "specs/foreign.yaml", "--fix")
    steps = "{conv: 32, kernel: 3}, batch_norm, layer_norm, group_norm, PReLU, AdaptiveAvgPool2d"
    assert path.read_text() == FOREIGN[: FOREIGN.index("stem")] + f"stem: [{steps}]\n"


BROKEN = """\
archc: 1
name: broken
input: {shape: [32, 32, 3]}
stem:
  - {conv: 64, kernal: 3, padding: same}
  - residual: [{conv: 64, kernel: 3, stride: 2, padding: same}, batch_norm]
"""


def test_a_spec_with_errors_is_mended_of_those_alone(run: Run, folder: Path) -> None:
    path = folder / "specs" / "broken.yaml"
    path.write_text(BROKEN)
    ran = run("check", "specs/broken.yaml", "--fix", "--unsafe-fixes")
    assert ran.out.startswith(
        "fixed specs/broken.yaml\n  5:16 `kernal` -> `kernel`\n  6:46 `2` -> `1`\nok  "
    )
    assert "1 can be mended by `--fix --unsafe-fixes`; " in ran.err
    assert run("check", "specs/broken.yaml", "--fix").out.startswith("ok  ")
    ran = run("check", "specs/broken.yaml", "--fix", "--unsafe-fixes")
    assert ran.out.startswith("fixed specs/broken.yaml\n  6:62 added `bias: false`\nok  ")
    assert "padding: same, bias: false}, batch_norm]" in path.read_text()


def test_ways_of_python_are_mended(run: Run, folder: Path) -> None:
    path = folder / "specs" / "python.yaml"
    head = "archc: 1\nname: python\ninput: {shape: (32, 32, 3)}\n"
    path.write_text(
        f"{head}stem: [{{conv: {{filters: 8, kernel_size: (3, 3)}}}}, {{dropout: 50%}}]\n"
    )
    assert run("check", "specs/python.yaml", "--fix", "--unsafe-fixes").code == 0
    stem = "stem: [{conv: 8, kernel: [3, 3]}, {dropout: 0.5}]\n"
    assert path.read_text() == head.replace("(32, 32, 3)", "[32, 32, 3]") + stem
