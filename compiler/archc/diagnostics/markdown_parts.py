"""Splits the simple Markdown of an explanation into paragraphs and fenced blocks.

Each item of a list is a paragraph of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

_FENCE = re.compile(r"^```(\w+) ?(.*)\n((?:.*\n)*?)```$", re.MULTILINE)
_BREAK = re.compile(r"\n\n+|\n(?=- )")


class Paragraph(NamedTuple):
    """Prose, as it stands in the file."""

    text: str


class Fence(NamedTuple):
    """A fenced block: its language, the words after that, and its lines.

    The words are the name of the file that the block holds, if it holds one, and options: `with=keras`.
    """

    language: str
    words: tuple[str, ...]
    text: str

    @property
    def file(self) -> str:
        """The name of the file; empty without one."""
        return next((word for word in self.words if "=" not in word), "")

    def option(self, name: str) -> str:
        """The value of an option; empty without it."""
        values = (word.partition("=")[2] for word in self.words if word.startswith(f"{name}="))
        return next(values, "")


def markdown_parts(text: str) -> Iterator[Paragraph | Fence]:
    """The parts of a text, in their order."""
    place = 0
    for found in _FENCE.finditer(text):
        yield from _paragraphs(text[place : found.start()])
        yield Fence(found[1], tuple(found[2].split()), found[3])
        place = found.end()
    yield from _paragraphs(text[place:])


def _paragraphs(text: str) -> Iterator[Paragraph]:
    for part in _BREAK.split(text.strip()):
        if part:
            yield Paragraph(part)
