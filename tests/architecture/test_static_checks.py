"""Ruff, mypy and the import contracts pass."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CHECKS = {
    "ruff check": ["ruff", "check", "."],
    "ruff format": ["ruff", "format", "--check", "."],
    "mypy": ["mypy"],
    "import-linter": ["importlinter.cli"],
}


@pytest.mark.parametrize("name", CHECKS)
def test_static_check(name: str) -> None:
    module, *arguments = CHECKS[name]
    assert importlib.util.find_spec(module.partition(".")[0]) is not None, (
        f"{name} is not installed"
    )
    code = [sys.executable, "-m", module, *arguments]
    if name == "import-linter":
        run = "from importlinter.cli import lint_imports_command as c; c()"
        code = [sys.executable, "-c", run]
    done = subprocess.run(code, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
