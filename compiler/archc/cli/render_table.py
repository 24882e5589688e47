"""Turns rows of texts into lines with aligned columns.

stage  layers
stem       18
-------------
total      18
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

_GAP = "  "
Row = tuple[str, ...]


def render_table(
    head: Row,
    rows: Sequence[Row],
    total: Row,
    *,
    right: tuple[int, ...] = (),
    width: int | None = None,
    flexible: int = 0,
) -> Iterator[str]:
    """The lines of a table; a row of one cell is a title, and no column grows for it.

    Columns in `right` are aligned to the right; the column `flexible` is cut to keep to `width`.
    """
    cells = [row for row in (head, *rows, total) if len(row) == len(head)]
    widths = [max(len(row[column]) for row in cells) for column in range(len(head))]
    if width is not None:
        excess = sum(widths) + len(_GAP) * (len(widths) - 1) - width
        widths[flexible] = max(len(head[flexible]), widths[flexible] - max(0, excess))
    yield _line(head, widths, right)
    for row in rows:
        yield _line(row, widths, right) if len(row) == len(head) else row[0]
    yield "-" * (sum(widths) + len(_GAP) * (len(widths) - 1))
    yield _line(total, widths, right)


def _line(row: Row, widths: list[int], right: tuple[int, ...]) -> str:
    cells = [
        f"{_cut(cell, width):>{width}}" if column in right else f"{_cut(cell, width):{width}}"
        for column, (cell, width) in enumerate(zip(row, widths, strict=True))
    ]
    return _GAP.join(cells).rstrip()


def _cut(text: str, width: int) -> str:
    return text if len(text) <= width else f"{text[: max(0, width - 3)]}..."[:width]
