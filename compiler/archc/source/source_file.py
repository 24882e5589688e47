"""Turns a path into text that diagnostics can point into."""

from __future__ import annotations

from bisect import bisect_right


class SourceFile:
    """The text of one spec. `name` is what messages call it; `text` has no byte order mark."""

    __slots__ = ("_line_starts", "name", "text")

    def __init__(self, name: str, text: str) -> None:
        self.name = name
        self.text = text
        self._line_starts: list[int] = []

    def line_starts(self) -> list[int]:
        """Offsets at which lines begin, computed when a message first needs them."""
        if not self._line_starts:
            starts = (offset + 1 for offset, char in enumerate(self.text) if char == "\n")
            self._line_starts.extend([0, *starts])
        return self._line_starts

    def position(self, offset: int) -> tuple[int, int]:
        """Line and column of an offset, both counted from 1."""
        starts = self.line_starts()
        line = bisect_right(starts, offset)
        return line, offset - starts[line - 1] + 1

    def line(self, number: int) -> str:
        """The text of a line, counted from 1, without its line break."""
        starts = self.line_starts()
        end = starts[number] - 1 if number < len(starts) else len(self.text)
        return self.text[starts[number - 1] : end].rstrip("\r")


class Span:
    """A range of offsets in a file: `start` included, `end` not. Compared by value."""

    __slots__ = ("end", "file", "start")

    def __init__(self, file: SourceFile, start: int, end: int) -> None:
        self.file = file
        self.start = start
        self.end = end

    @property
    def line(self) -> int:
        """The line on which the range begins, counted from 1."""
        return self.file.position(self.start)[0]

    @property
    def text(self) -> str:
        """The text that the range covers."""
        return self.file.text[self.start : self.end]

    def key(self) -> tuple[str, int, int]:
        """What two spans of the same place share; sorts by file, then position."""
        return self.file.name, self.start, self.end

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Span) and self.key() == other.key()

    def __hash__(self) -> int:
        return hash(self.key())

    def __str__(self) -> str:
        line, column = self.file.position(self.start)
        return f"{self.file.name}:{line}:{column}"

    def __repr__(self) -> str:
        return f"Span({self})"
