"""Runaway specs stop with a clear error, soon and in little memory; large ones compile."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from tests.cases.runaway import large_specs, runaway_specs

ROOT = Path(__file__).parents[2]
RUNAWAY = {name: code for name, (code, _) in runaway_specs().items()}
MAX_SECONDS = 5.0
"""Documented is one second; a busy machine shall not decide."""
MAX_MEGABYTES = 200

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="measures processes by fork")


@pytest.fixture(scope="module")
def measured() -> dict[str, dict[str, Any]]:
    script = Path(__file__).with_name("runaway.py")
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "compiler")}
    done = subprocess.run(
        [sys.executable, script], env=environment, capture_output=True, text=True, check=True
    )
    found: dict[str, dict[str, Any]] = json.loads(done.stdout)
    return found


@pytest.mark.parametrize("name", RUNAWAY)
def test_a_runaway_spec_stops(name: str, measured: dict[str, dict[str, Any]]) -> None:
    found = measured[name]
    assert RUNAWAY[name] in found["found"].split(), found
    assert found["seconds"] < MAX_SECONDS, found
    assert found["megabytes"] < MAX_MEGABYTES, found


@pytest.mark.parametrize("name", large_specs())
def test_a_large_spec_compiles(name: str, measured: dict[str, dict[str, Any]]) -> None:
    found = measured[name]
    assert found["found"].endswith(" layers"), found
    assert found["seconds"] < MAX_SECONDS, found
    assert found["megabytes"] < MAX_MEGABYTES, found
