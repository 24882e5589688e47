"""The navigation of the site has every page, once."""

from __future__ import annotations

import re

from tests.docs.markdown_page import DOCS, PAGES, ROOT

SETTINGS = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")


def test_every_page_is_in_the_navigation() -> None:
    shown = re.findall(r"^ +- [^:#]+: (\S+\.md)$", SETTINGS.partition("\nnav:")[2], re.MULTILINE)
    assert sorted(shown) == sorted(page.relative_to(DOCS).as_posix() for page in PAGES)


def test_nothing_comes_from_elsewhere() -> None:
    assert "://" not in SETTINGS
    assert "  font: false\n" in SETTINGS
