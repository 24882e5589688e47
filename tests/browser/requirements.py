"""Says of what a test needs whether it is there; where CI runs, it must be."""

from __future__ import annotations

import os
import shutil
from importlib.util import find_spec
from pathlib import Path
from typing import NoReturn

import pytest

AXE = Path(__file__).parent / "node_modules" / "axe-core" / "axe.min.js"
_NAMES = ("chromium", "chromium-browser", "google-chrome")
_MAKE = "make .venv/browser.stamp"


def need_chromium() -> str:
    """The path of the browser; skips a test where there is none, or nothing to drive it."""
    if find_spec("playwright") is None:
        _skip(f"playwright is not installed: {_MAKE}")
    found = next(filter(None, map(shutil.which, _NAMES)), None)
    if found is None:
        _skip(f"there is no Chromium: {_MAKE}")
    return found


def need_axe() -> str:
    """The script that judges how accessible a page is; skips a test where it is not installed."""
    if not AXE.is_file():
        _skip(f"axe-core is not installed: {_MAKE}")
    return AXE.read_text(encoding="utf-8")


def _skip(reason: str) -> NoReturn:
    if os.environ.get("NO_SKIPS"):
        pytest.fail(reason)
    pytest.skip(reason)
