"""Says of what a test needs whether it is there; where CI runs, it must be."""

from __future__ import annotations

import os
import shutil
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import NoReturn

import pytest

YAML_SERVER = Path(__file__).parent / "node_modules/yaml-language-server/bin/yaml-language-server"


def need_pygls() -> None:
    """Skips a test where pygls is not installed."""
    if find_spec("pygls") is None:
        skip("pygls is not installed: pip install '.[lsp]'")


def need_yaml_server() -> list[str]:
    """The command that starts the YAML language server; skips a test where it is not installed."""
    places = [str(Path(sys.executable).parent), os.environ.get("PATH", "")]
    node = shutil.which("node", path=os.pathsep.join(places))
    if node is None or not YAML_SERVER.is_file():
        skip("the YAML language server is not installed: make .venv/editors.stamp")
    return [str(node), str(YAML_SERVER), "--stdio"]


def skip(reason: str) -> NoReturn:
    """Skips a test, or fails it where nothing may be skipped."""
    if os.environ.get("NO_SKIPS"):
        pytest.fail(reason)
    pytest.skip(reason)
