"""docs/view.md is run from top to bottom: what it prints is what archc prints.

`pytest --update-golden` writes the outputs into the page; read the diff before it is committed.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.test_tutorial import ROOT, check_page, shell

__all__ = ["shell"]
PAGE = ROOT / "docs" / "view.md"


def test_the_page_shows_what_archc_prints(shell: Path, request: pytest.FixtureRequest) -> None:
    check_page(PAGE, shell, update=request.config.getoption("--update-golden"))
    assert (shell / "net.html").is_file()
    assert (shell / "net_diff.html").is_file()
