"""Turns a page of Markdown into what other pages and the site need of it: anchors, links, blocks."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PAGES = sorted(DOCS.rglob("*.md"))

_FENCED = re.compile(r"^( *)(```+)(.*?)\n(.*?)^\1\2 *$", re.MULTILINE | re.DOTALL)
_CODE = re.compile(r"`[^`\n]+`")
_LINK = re.compile(r"\]\(([^()\s]+)\)|\b(?:href|src|srcset)=\"([^\"]+)\"")
_HEADING = re.compile(r"^#{1,6} +(.+?) *$", re.MULTILINE)


class Block(NamedTuple):
    """A fenced block."""

    language: str
    text: str


def read_page(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def blocks(page: Path) -> list[Block]:
    return [Block(found[3].strip(), found[4]) for found in _FENCED.finditer(read_page(page))]


def prose(page: Path) -> str:
    """The page without its code."""
    return _CODE.sub("`code`", _FENCED.sub("", read_page(page)))


def links(page: Path) -> list[str]:
    """What links and pictures of the page lead to, apart from the web."""
    found = [first or second for first, second in _LINK.findall(prose(page))]
    return [target for target in found if not re.match(r"[a-z]+:", target)]


def anchors(page: Path) -> set[str]:
    """The names of the headings, as GitHub and the site make them."""
    found = _HEADING.findall(_FENCED.sub("", read_page(page)))
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in found}
