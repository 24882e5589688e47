"""Turns the table of a panel into marks: what its letters stand for, a row for each use."""

from __future__ import annotations

from collections.abc import Iterator

from archc.diagram.palette import FAINT, INK, RULE
from archc.pictures.draw.drawing import Mark, Part, Wire, Words
from archc.pictures.layout.text_width import shorten, text_width
from archc.pictures.layout.tile_size import SMALL
from archc.pictures.sketch.sketch import Table

_ROW = 9.0
_GAP = 9.0
_ABOVE = 6.0
_WIDEST = 190.0


def table_size(table: Table) -> tuple[float, float]:
    """The room that a table needs, with what keeps it off the figure above it; none if it is empty."""
    if not table.rows:
        return 0.0, 0.0
    rows = len(table.rows) + bool(table.head)
    return sum(_widths(table)) + _GAP * (len(table.rows[0]) - 1), _ABOVE + rows * _ROW + 2


def draw_table(table: Table, x: float, y: float) -> Iterator[Part]:
    """The marks of a table whose upper left corner is at `x`, `y`."""
    if not table.rows:
        return
    widths = _widths(table)
    marks: list[Mark] = []
    top = y + _ABOVE
    if table.head:
        marks += _row(table.head, widths, x, top, bold=True)
        top += _ROW
        line = sum(widths) + _GAP * (len(widths) - 1)
        marks.append(Wire(((x, top + 0.8), (x + line, top + 0.8)), RULE, 0.5))
    for number, row in enumerate(table.rows):
        marks += _row(row, widths, x, top + number * _ROW, bold=False)
    yield Part("table", "", "", tuple(marks))


def _widths(table: Table) -> list[float]:
    rows = [*table.rows, *([table.head] if table.head else [])]
    return [
        min(_WIDEST, max(text_width(cell, SMALL, bold=True) for cell in column))
        for column in zip(*rows, strict=True)
    ]


def _row(
    row: tuple[str, ...], widths: list[float], x: float, y: float, bold: bool
) -> Iterator[Words]:
    for number, (cell, width) in enumerate(zip(row, widths, strict=True)):
        strong = bold or number == 0
        text = shorten(cell, width, SMALL, strong)
        if text:
            wide = text_width(text, SMALL, strong)
            yield Words(x, y + _ROW - 2, text, SMALL, wide, INK if strong else FAINT, strong)
        x += width + _GAP
