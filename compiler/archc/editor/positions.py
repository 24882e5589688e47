"""Turns offsets in a text into lines and characters as editors count them, and back.

Editors count lines from 0, and characters in units of UTF-16: an emoji is two of them.
"""

from __future__ import annotations

from archc.source.source_file import SourceFile

_LAST_OF_ONE_UNIT = 0xFFFF


def offset_at(file: SourceFile, line: int, character: int) -> int:
    """The offset of a position; of the nearest one that there is when the position is beyond the text."""
    starts = file.line_starts()
    if line < 0:
        return 0
    if line >= len(starts):
        return len(file.text)
    start, units = starts[line], 0
    for length, char in enumerate(file.line(line + 1)):
        if units >= character:
            return start + length
        units += _units(char)
    return start + len(file.line(line + 1))


def position_of(file: SourceFile, offset: int) -> tuple[int, int]:
    """The line and the character of an offset."""
    offset = max(0, min(offset, len(file.text)))
    line, column = file.position(offset)
    return line - 1, sum(map(_units, file.text[offset - column + 1 : offset]))


def _units(char: str) -> int:
    return 1 if ord(char) <= _LAST_OF_ONE_UNIT else 2
