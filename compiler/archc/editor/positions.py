"""Turns offsets in a text into lines and characters as editors count them, and back.

Editors count lines from 0, and characters in the units that they agree on with the server: of UTF-16, unless
something else is said, where an emoji is two.
"""

from __future__ import annotations

from typing import Literal

from archc.source.source_file import SourceFile

Encoding = Literal["utf-8", "utf-16", "utf-32"]


def offset_at(file: SourceFile, line: int, character: int, encoding: Encoding = "utf-16") -> int:
    """The offset of a position; of the nearest one that there is when the position is beyond the text."""
    starts = file.line_starts()
    if line < 0:
        return 0
    if line >= len(starts):
        return len(file.text)
    start, text, units = starts[line], file.line(line + 1), 0
    for length, char in enumerate(text):
        if units >= character:
            return start + length
        units += _units(char, encoding)
    return start + len(text)


def position_of(file: SourceFile, offset: int, encoding: Encoding = "utf-16") -> tuple[int, int]:
    """The line and the character of an offset."""
    offset = max(0, min(offset, len(file.text)))
    line, column = file.position(offset)
    before = file.text[offset - column + 1 : offset]
    return line - 1, sum(_units(char, encoding) for char in before)


def _units(char: str, encoding: Encoding) -> int:
    match encoding:
        case "utf-8":
            return len(char.encode("utf-8", "surrogatepass"))
        case "utf-16":
            return 1 if ord(char) <= _LAST_OF_ONE_UNIT else 2
        case "utf-32":
            return 1


_LAST_OF_ONE_UNIT = 0xFFFF
