"""Measures, cleans and wraps text by the cells that it takes on a terminal: two for some characters."""

from __future__ import annotations

import re

_TAB = "    "
_UNKNOWN = "\N{REPLACEMENT CHARACTER}"
_COMMAND = re.compile(r"##(?=\w*\[)")
"""How commands begin that GitHub, Azure and TeamCity obey anywhere in a log: `##[error]`, `##vso[...]`."""


def printable(text: str) -> str:
    """Text without the control characters that a terminal would act on, and the commands that a log would."""
    if "##" in text:
        text = _COMMAND.sub(f"#{_UNKNOWN}", text)
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else " " if c == "\t" else _UNKNOWN for c in text)


def log_line(text: str) -> str:
    """A whole line, printable, that may begin with a name: GitHub obeys lines that begin with `::`."""
    line = "\t".join(map(printable, text.split("\t")))  # Tabs are part of a diff.
    return line.replace("::", f":{_UNKNOWN}", 1) if line.lstrip().startswith("::") else line


def shown_line(line: str) -> str:
    """A line of a file as a terminal can show it; each of its characters is replaced on its own."""
    return printable(line.replace("\t", _TAB))


def cells(text: str) -> int:
    """How many cells a printable text takes.

    >>> cells("conv"), cells("卷积"), cells("e\u0301")
    (4, 4, 1)
    """
    if text.isascii():
        return len(text)
    # Imported here: most specs are ASCII.
    from unicodedata import category, east_asian_width

    wide = sum(1 for char in text if east_asian_width(char) in "WF")
    none = sum(1 for char in text if category(char) in ("Mn", "Me"))
    return len(text) + wide - none


def wrap(text: str, room: int | None, first: int | None = None) -> list[str]:
    """The text in lines of so many cells, the first of which may have another room; words stay whole.

    >>> wrap("a sum was made to fit", 9)
    ['a sum was', 'made to', 'fit']
    """
    if room is None:
        return [text]
    left = room if first is None else first
    lines: list[list[str]] = [[]]
    for word in text.split(" "):
        size = cells(word)
        if lines[-1] and size > left:
            lines.append([])
            left = room
        lines[-1].append(word)
        left -= size + 1
    return [" ".join(words) for words in lines]
