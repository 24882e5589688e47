"""`archc schema` and `archc completion`: text for other tools."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from archc.schema.editor_schema import editor_schema

Run = Callable[..., Any]


def test_the_schema_is_printed(run: Run) -> None:
    ran = run("schema")
    assert ran.code == 0
    assert ran.out.endswith("}\n")
    assert json.loads(ran.out) == editor_schema()


def test_the_schema_goes_to_a_file(run: Run) -> None:
    ran = run("schema", "-o", "deep/er/schema.json")
    assert (ran.code, ran.out) == (0, "")
    assert Path("deep/er/schema.json").read_text() == run("schema").out


def test_a_schema_that_cannot_be_written(run: Run) -> None:
    ran = run("schema", "-o", "specs")
    assert ran.code == 1
    assert "specs cannot be written: it is not a file" in ran.err


@pytest.mark.parametrize("shell", ["bash", "zsh", "tcsh"])
def test_a_completion_knows_commands_and_options(run: Run, shell: str) -> None:
    ran = run("completion", shell)
    assert ran.code == 0
    for word in ("build", "check", "show", "schema", "emit", "quiet"):
        assert word in ran.out


@pytest.mark.skipif(shutil.which("bash") is None, reason="needs bash")
def test_the_completion_of_bash_runs(run: Run) -> None:
    script = run("completion", "bash").out
    ask = 'COMP_WORDS=(archc check specs/s); COMP_CWORD=2; _shtab_archc; echo "${COMPREPLY[@]}"'
    found = subprocess.run(
        ["bash", "-c", f"{script}\n{ask}"], capture_output=True, text=True, check=True
    )
    assert found.stdout.strip() == "specs/small.yaml"
