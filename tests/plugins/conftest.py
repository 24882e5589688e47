"""A folder with a plugin in it, for the tests of plugins."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.plugins.test_plugin_mistakes import Project


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    """A project that modules can be imported from."""
    monkeypatch.syspath_prepend(str(tmp_path))
    return Project(tmp_path)
