"""Commands in the test's process, in a folder with small specs."""

from __future__ import annotations

from tests.cli.conftest import broken, folder, run

__all__ = ["broken", "folder", "run"]
