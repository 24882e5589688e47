"""Finds the comments of a spec that speak to archc: `# archc: allow W0401 -- keras.applications has it`.

1. A comment begins with `#` at the start of a line or behind a blank, and not in a value: what is in quotes,
   or in a text of several lines, is none.
2. Behind code it is about its line; on a line of its own it is about the next line that holds any.
3. Codes are numbers or names, with commas or blanks between them; `--`, `:` or another `#` ends them.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from archc.source.source_file import SourceFile, Span
from archc.syntax.parse_yaml import scalar_ranges

_COMMENT = re.compile(r"(?:^|(?<=[ \t]))#+[ \t]*archc:[ \t]*([A-Za-z][\w-]*)([^\n]*)", re.MULTILINE)
_REASON = re.compile(r":|(?:^|[ \t])(?:--+(?:[ \t]|$)|#)")
_CODE = re.compile(r"[^\s,]+")


class Comment(NamedTuple):
    """What a comment asks for (`allow`), of which codes, and the line that it is about."""

    verb: Span
    codes: tuple[Span, ...]
    span: Span
    line: int


@lru_cache(maxsize=64)
def find_comments(file: SourceFile) -> tuple[Comment, ...]:
    """The comments that speak to archc, in the order of the file, which is YAML."""
    match = _COMMENT.search(file.text)
    ranges = scalar_ranges(file) if match is not None else []
    found = []
    while match is not None:
        place = match.start()
        inside = next((end for start, end in ranges if start <= place < end), None)
        if inside is None:
            found.append(_comment(match, file))
        match = _COMMENT.search(file.text, match.end() if inside is None else inside)
    return tuple(found)


def _comment(match: re.Match[str], file: SourceFile) -> Comment:
    reason = _REASON.search(match[2])
    end = match.start(2) + (reason.start() if reason is not None else len(match[2]))
    codes = tuple(
        Span(file, code.start(), code.end())
        for code in _CODE.finditer(file.text, match.start(2), end)
    )
    verb, span = Span(file, *match.span(1)), Span(file, *match.span())
    return Comment(verb, codes, span, _line(span))


def _line(comment: Span) -> int:
    """Rule 2."""
    file, number = comment.file, comment.line
    before = file.text[file.line_starts()[number - 1] : comment.start]
    if before.strip():
        return number
    for following in range(number + 1, len(file.line_starts()) + 1):
        text = file.line(following).strip()
        if text and not text.startswith("#"):
            return following
    return number
