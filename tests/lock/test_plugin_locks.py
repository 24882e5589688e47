"""Locks of specs with layers of a plugin: its keys and weights are part of what is locked."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def archc(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-B", "-m", "archc", *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT / "compiler")},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_layer_that_becomes_another_one(tmp_path: Path) -> None:
    folder = tmp_path / "eca"
    shutil.copytree(ROOT / "examples" / "eca", folder)
    assert archc(folder, "lock", "specs").returncode == 0
    assert archc(folder, "check", "specs", "--locked").returncode == 0
    module = folder / "eca_layer.py"
    text = module.read_text(encoding="utf-8")
    module.write_text(text.replace('Weight("kernel", ', 'Weight("weight", '), encoding="utf-8")
    ran = archc(folder, "check", "specs", "--locked", "-q")
    assert ran.returncode == 1
    assert "error[E0804]" in ran.stderr
    assert "names or keys of layers, or how they are wired" in ran.stderr
    (folder / "pyproject.toml").unlink()
    assert "there is no layer or block `eca`" in archc(folder, "check", "specs", "--locked").stderr
