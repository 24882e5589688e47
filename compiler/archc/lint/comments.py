"""Finds the comments of a spec that speak to archc: `# archc: allow W0401 -- keras.applications has it`.

1. A comment begins with `#` at the start of a line or behind a blank, and not in a value: what is in quotes,
   or in a text of several lines, is none.
2. Behind code it is about its line; on a line of its own it is about the next line that holds any.
3. Codes are numbers or names, with commas or blanks between them; `--`, `:` or another `#` ends them.
4. Comments are read up to a number of codes.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from archc.source.limits import MAX_ALLOWED_CODES
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
    found: list[Comment] = []
    room, code = MAX_ALLOWED_CODES, 0
    for match in _matches(file):
        if room <= 0:  # Rule 4.
            break
        own = file.position(match.start())[0]
        if code < own:  # Else there is no code between this comment and the one before it.
            code = _code_line(file, own, match.start())
        found.append(_comment(match, file, code if code <= len(file.line_starts()) else own, room))
        room -= max(1, len(found[-1].codes))
    return tuple(found)


def are_too_many(comments: tuple[Comment, ...]) -> bool:
    """Rule 4: whether there may be more of them than were read."""
    return sum(max(1, len(comment.codes)) for comment in comments) >= MAX_ALLOWED_CODES


def _matches(file: SourceFile) -> Iterator[re.Match[str]]:
    """Rule 1."""
    match = _COMMENT.search(file.text)
    ranges = scalar_ranges(file) if match is not None else []
    starts = [start for start, _ in ranges]
    while match is not None:
        before = bisect_right(starts, match.start())
        end = ranges[before - 1][1] if before else 0
        is_inside = match.start() < end
        if not is_inside:
            yield match
        match = _COMMENT.search(file.text, end if is_inside else match.end())


def _comment(match: re.Match[str], file: SourceFile, line: int, room: int) -> Comment:
    reason = _REASON.search(match[2])
    end = match.start(2) + (reason.start() if reason is not None else len(match[2]))
    words = islice(_CODE.finditer(file.text, match.start(2), end), room)
    codes = tuple(Span(file, word.start(), word.end()) for word in words)
    return Comment(Span(file, *match.span(1)), codes, Span(file, *match.span()), line)


def _code_line(file: SourceFile, number: int, comment: int) -> int:
    """Rule 2: the line from this one on that holds code before the comment; else one behind the last."""
    if file.text[file.line_starts()[number - 1] : comment].strip():
        return number
    for following in range(number + 1, len(file.line_starts()) + 1):
        text = file.line(following).strip()
        if text and not text.startswith("#"):
            return following
    return len(file.line_starts()) + 1
