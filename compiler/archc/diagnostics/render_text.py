"""Turns a diagnostic into the text that a terminal shows, in the manner of rustc and ruff."""

from __future__ import annotations

from archc.diagnostics.diagnostic import Diagnostic, Label
from archc.source.source_file import Span

_COLOURS = {"error": "\x1b[1;31m", "warning": "\x1b[1;33m", "note": "\x1b[1;36m"}
_BLUE, _BOLD, _RESET = "\x1b[1;34m", "\x1b[1m", "\x1b[0m"
_MAX_LINE = 160


class _Palette:
    def __init__(self, colour: bool) -> None:
        self._colour = colour

    def paint(self, style: str, text: str) -> str:
        return f"{style}{text}{_RESET}" if self._colour else text


def printable(text: str) -> str:
    """Text without the control characters that a terminal would act on."""
    return "".join(c if c.isprintable() else " " if c == "\t" else "�" for c in text)


def render_text(diagnostic: Diagnostic, *, colour: bool = False) -> str:
    """The whole message: code, place, the line with a caret, other places, notes and help."""
    palette = _Palette(colour)
    severity = palette.paint(
        _COLOURS[diagnostic.severity], f"{diagnostic.severity}[{diagnostic.code.id}]"
    )
    title = palette.paint(_BOLD, f"{diagnostic.code.slug}: {printable(diagnostic.message)}")
    lines = [f"{severity} {title}"]
    if diagnostic.span is not None:
        lines += _snippet(diagnostic.span, diagnostic.hint, "^", palette)
    for label in diagnostic.labels:
        lines += _label(label, palette)
    gutter = palette.paint(_BLUE, "  =")
    lines += [f"{gutter} note: {printable(note)}" for note in diagnostic.notes]
    if diagnostic.help:
        lines.append(f"{gutter} help: {printable(diagnostic.help)}")
    return "\n".join(lines) + "\n"


def _label(label: Label, palette: _Palette) -> list[str]:
    return _snippet(label.span, label.text, "-", palette)


def _snippet(span: Span, text: str, mark: str, palette: _Palette) -> list[str]:
    number, column = span.file.position(span.start)
    line = span.file.line(number)
    width = max(1, min(span.end - span.start, len(line) - column + 1))
    line, column, width = _window(line, column, width)
    margin = " " * len(str(number))
    bar = palette.paint(_BLUE, f"{margin} |")
    carets = palette.paint(_BOLD, f"{mark * width} {printable(text)}".rstrip())
    return [
        f"{margin}{palette.paint(_BLUE, '-->')} {printable(str(span))}",
        bar,
        f"{palette.paint(_BLUE, f'{number} |')} {printable(line)}",
        f"{bar} {' ' * (column - 1)}{carets}",
    ]


def _window(line: str, column: int, width: int) -> tuple[str, int, int]:
    """Cuts a very long line down to the part around the caret."""
    if len(line) <= _MAX_LINE:
        return line, column, width
    start = max(0, column - 1 - _MAX_LINE // 3)
    part = line[start : start + _MAX_LINE]
    return part, column - start, max(1, min(width, len(part) - (column - start) + 1))
