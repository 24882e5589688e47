"""Runs commands in the test's process, in a folder with small specs."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from archc.cli import main

SMALL = """\
archc: 1
name: {name}
arguments: {{labels: 10, deep: true}} # archc: allow unused-argument
input: {{shape: [32, 32, 3]}}
stem: [{{conv: 16, kernel: 3, padding: same}}]
stages:
  - {{name: body, block: unit, repeat: 3}}
head: [global_avg_pool, {{dense: $labels}}]
blocks:
  unit:
    - residual: [{{conv: 18, kernel: 3, padding: same}}]
    - relu
"""
BROKEN = SMALL.replace("18, kernel: 3, padding: same", "18, kernel: 3")


class Ran(NamedTuple):
    """How a command ended, and what it printed."""

    code: int
    out: str
    err: str


Run = Callable[..., Ran]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The folder of the test, with `specs/small.yaml` and `specs/variants/other.yaml`."""
    (tmp_path / "specs" / "variants").mkdir(parents=True)
    (tmp_path / "specs" / "small.yaml").write_text(SMALL.format(name="small"))
    (tmp_path / "specs" / "variants" / "other.yaml").write_text(SMALL.format(name="other"))
    return tmp_path


@pytest.fixture
def broken(folder: Path) -> Path:
    """A spec with one error, beside the others."""
    path = folder / "specs" / "broken.yaml"
    path.write_text(BROKEN.format(name="broken"))
    return path


@pytest.fixture
def run(folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs a command line in the folder of the test, which is the current one from here on."""
    monkeypatch.chdir(folder)

    def call(*arguments: str) -> Ran:
        code = main([*arguments])
        printed = capsys.readouterr()
        return Ran(code, printed.out, printed.err)

    return call
