"""Every link of the README and of the docs leads to a file, and to a heading, that is there."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.docs.markdown_page import DOCS, PAGES, ROOT, anchors, links, prose


@pytest.mark.parametrize("page", [ROOT / "README.md", *PAGES], ids=lambda page: page.name)
def test_every_link_leads_somewhere(page: Path) -> None:
    for link in links(page):
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        assert target.exists(), link
        if anchor:
            assert anchor in anchors(target), link


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_docs_lead_to_nothing_that_the_site_lacks(page: Path) -> None:
    for link in links(page):
        target = (page.parent / link.partition("#")[0]).resolve()
        assert target.is_relative_to(DOCS), (
            f"{link} is not on the site: name the file, without a link"
        )


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_picture_says_what_it_shows(page: Path) -> None:
    assert "![](" not in prose(page), "what a picture shows stands between its brackets"
