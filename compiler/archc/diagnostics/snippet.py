"""Turns the places of a diagnostic into the lines that show them, those of one file together.

      --> specs/a.yaml:6:5
       |
     4 | stem:
       | ---- in stage stem
    ...
     6 |   - residual:
       |     ^^^^^^^^ the shortcut gives 32x32x64
       |
      ::: specs/base.yaml:38:12

1. The file of the diagnostic comes first, then those of its labels in their order.
2. Lines stand in the order of the file. A single line between two of them is shown, several are `...`.
"""

from __future__ import annotations

from collections.abc import Iterator

from archc.diagnostics.annotate_line import Mark, Piece, Room, Row, annotate_line
from archc.diagnostics.cells import cells, printable
from archc.diagnostics.diagnostic import Diagnostic
from archc.diagnostics.palette import Palette, Style
from archc.source.shown_path import shown_path
from archc.source.source_file import SourceFile, Span

_MAX_LINE = 160
"""The longest line that is shown whole where the width is not known."""
_FRAME = 3
"""The cells of ` | ` before a line."""


class _Lines:
    """The marked lines of one file."""

    def __init__(self, file: SourceFile, first: Span) -> None:
        self.file = file
        self.first = first
        self.marks: dict[int, list[Mark]] = {}

    def add(self, span: Span, text: str, primary: bool) -> None:
        number, column = self.file.position(span.start)
        mark = Mark(column - 1, column - 1 + span.end - span.start, (printable(text),), primary)
        self.marks.setdefault(number, []).append(mark)

    def place(self) -> str:
        line, column = self.file.position(self.first.start)
        return printable(f"{shown_path(self.file.name)}:{line}:{column}")


class Snippet:
    """The lines of a diagnostic, painted; `margin` is the width of their numbers."""

    def __init__(self, diagnostic: Diagnostic, palette: Palette, width: int | None) -> None:
        self._files = _marked_lines(diagnostic)
        self._primary: Style = diagnostic.severity
        self._palette = palette
        numbers = [number for lines in self._files for number in lines.marks]
        self.margin = max((len(str(number)) for number in numbers), default=1)
        used = self.margin + _FRAME
        self._room = Room(_MAX_LINE, None) if width is None else Room(width - used, width - used)

    def __iter__(self) -> Iterator[str]:
        for number, lines in enumerate(self._files):
            if number:
                yield self._bar()
            arrow = self._palette.paint("frame", ":::" if number else "-->")
            yield f"{' ' * self.margin}{arrow} {lines.place()}"
            yield self._bar()
            yield from self._file(lines)

    def _file(self, lines: _Lines) -> Iterator[str]:
        """Rule 2."""
        last = 0
        for number in sorted(lines.marks):
            if last and number == last + 2:
                yield from self._line(lines, number - 1)
            elif last and number > last + 2:
                yield self._palette.paint("frame", "...")
            yield from self._line(lines, number)
            last = number

    def _line(self, lines: _Lines, number: int) -> Iterator[str]:
        marks, line = lines.marks.get(number, []), lines.file.line(number)
        if not marks:
            marks = [Mark(0, 0, (), False)]
        for source, *rows in annotate_line(line, marks, self._room):
            gutter = self._palette.paint("frame", f"{number:>{self.margin}} |")
            yield f"{gutter} {self._row(source)}".rstrip()
            if number in lines.marks:
                yield from (f"{self._bar()} {self._row(row)}" for row in rows)

    def _bar(self) -> str:
        return self._palette.paint("frame", f"{' ' * self.margin} |")

    def _row(self, row: Row) -> str:
        parts: list[str] = []
        cell = 0
        for piece in sorted(row):
            text = self._palette.paint(self._style(piece), piece.text)
            parts.append(f"{' ' * (piece.cell - cell)}{text}")
            cell = piece.cell + cells(piece.text)
        return "".join(parts)

    def _style(self, piece: Piece) -> Style:
        if piece.kind == "source":
            return "plain"
        return self._primary if piece.kind == "primary" else "secondary"


def _marked_lines(diagnostic: Diagnostic) -> list[_Lines]:
    """Rule 1."""
    places = [(label.span, label.text, False) for label in diagnostic.labels]
    if diagnostic.span is not None:
        places.insert(0, (diagnostic.span, diagnostic.hint, True))
    found: dict[str, _Lines] = {}
    for span, text, primary in places:
        found.setdefault(span.file.name, _Lines(span.file, span)).add(span, text, primary)
    return list(found.values())
