"""The site builds without a warning, holds together, and takes nothing from elsewhere."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

import pytest
from tests.docs.markdown_page import DOCS, PAGES, ROOT
from tests.editors.requirements import skip

pytestmark = pytest.mark.slow
_LOADED = {("script", "src"), ("link", "href"), ("img", "src"), ("source", "srcset")}


class Page(HTMLParser):
    """The names of the places in a page, what it leads to, and what it loads by itself."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.places: set[str] = set()
        self.links: list[str] = []
        self.loaded: list[str] = []
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for key, value in attrs:
            if key == "id":
                self.places.add(value or "")
            elif key in {"href", "src", "srcset"} and value:
                self.links.append(value)
                if (tag, key) in _LOADED:
                    self.loaded.append(value)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site, built from a copy."""
    places = [str(Path(sys.executable).parent), os.environ.get("PATH", "")]
    zensical = shutil.which("zensical", path=os.pathsep.join(places))
    if zensical is None:
        skip("Zensical is not installed: pip install '.[docs]'")
    folder = tmp_path_factory.mktemp("site")
    shutil.copytree(ROOT / "docs", folder / "docs")
    for name in ("mkdocs.yml", "CHANGELOG.md"):
        shutil.copy(ROOT / name, folder)
    command = [str(zensical), "build", "--strict", "--clean"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder / "site"


@pytest.fixture(scope="module")
def pages(site: Path) -> dict[Path, Page]:
    return {path: Page(path) for path in sorted(site.rglob("*.html"))}


def test_it_has_every_page_and_no_script_that_writes_one(site: Path) -> None:
    for page in PAGES:
        assert (site / page.relative_to(DOCS).with_suffix(".html")).is_file()
    assert list(site.rglob("*.py")) == []


def test_every_link_leads_somewhere(pages: dict[Path, Page]) -> None:
    for path, page in pages.items():
        for link in page.links:
            name, _, place = unquote(link).partition("#")
            if ":" in name or path.name == "404.html":  # that page may be shown at any address
                continue
            target = (path.parent / name).resolve() if name not in {"", "."} else path
            assert target.exists(), f"{path.name}: {link}"
            if place and target in pages:
                assert place in pages[target].places, f"{path.name}: {link}"


def test_nothing_is_loaded_from_elsewhere(pages: dict[Path, Page]) -> None:
    assert [link for page in pages.values() for link in page.loaded if "//" in link] == []
