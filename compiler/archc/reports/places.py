"""Turns a span into the lines and columns by which other programs know a place."""

from __future__ import annotations

from typing import NamedTuple

from archc.source.shown_path import shown_path
from archc.source.source_file import Span


class Place(NamedTuple):
    """A range of a file. Lines and columns count from 1, in characters; the end is not part of it."""

    path: str
    line: int
    column: int
    end_line: int
    end_column: int


def place_of(span: Span) -> Place:
    """The place of a span; its path is relative to the current folder, where it lies below that."""
    start, end = span.file.position(span.start), span.file.position(max(span.start, span.end))
    return Place(shown_path(span.file.name), *start, *end)
