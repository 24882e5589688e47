"""Pages with consoles are run from top to bottom: what they print is what archc prints.

`pytest --update-golden` writes the outputs into the pages; read the diff before it is committed.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.docs.markdown_page import DOCS
from tests.test_tutorial import check_page, shell

__all__ = ["shell"]


@pytest.mark.parametrize("name", ["index", "merge_policies"])
def test_the_page_shows_what_archc_prints(
    name: str, shell: Path, request: pytest.FixtureRequest
) -> None:
    check_page(DOCS / f"{name}.md", shell, update=request.config.getoption("--update-golden"))
