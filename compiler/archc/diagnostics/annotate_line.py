"""Turns a line of a file and the marks on it into rows: the line, the marks, and below them their texts.

    - {add: , from: [a, b]}
       ^^^           -  - `b` gives 32x32x9
                     |
                     `a` gives 32x32x8

1. Marks on the same range are one, with the texts of all.
2. The text of the last mark stands beside it, unless another mark reaches further. Every other text hangs
   below its mark, the last one first, so that none crosses the bar of another.
3. A mark that is drawn over another hides it: a short one hides a long one, a primary one hides all.
4. A line that is too long is cut around its marks. Marks that are too far from each other for that show
   the line several times.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import accumulate
from typing import NamedTuple

from archc.diagnostics.cells import cells, shown_line, wrap

_CUT = "..."
_MAX_TEXT = 40
"""The room that a text gets beside its mark before the line is cut for it; longer ones are wrapped."""


class Mark(NamedTuple):
    """A range of a line, in characters from 0, with what is said of it."""

    start: int
    end: int
    texts: tuple[str, ...]
    primary: bool


class Piece(NamedTuple):
    """Text at a cell of a row."""

    cell: int
    text: str
    kind: str
    """`source`, `primary` or `secondary`."""


Row = list[Piece]


class Room(NamedTuple):
    """The cells that there are for lines, and for texts if those are to be wrapped."""

    line: int
    text: int | None


def annotate_line(line: str, marks: Iterable[Mark], room: Room) -> Iterator[list[Row]]:
    """The rows of the line, once for each group of marks that fits into the room."""
    ruler = _ruler(line)
    merged = _merged(marks, len(line))
    for group in _groups(merged, ruler, room):
        yield _rows(line, group, ruler, room)


@lru_cache(maxsize=4)
def _ruler(line: str) -> Sequence[int]:
    """The cell at which each character begins, and that after the last."""
    if line.isascii() and line.isprintable():
        return range(len(line) + 1)
    return [0, *accumulate(cells(shown_line(char)) for char in line)]


def _merged(marks: Iterable[Mark], length: int) -> list[Mark]:
    """Rule 1: the marks in their order, within the line."""
    found: dict[tuple[int, int], list[Mark]] = {}
    for mark in marks:
        start = min(mark.start, length)
        end = max(start + 1, min(mark.end, length))
        found.setdefault((start, end), []).append(mark)
    return [
        Mark(
            *place,
            tuple(dict.fromkeys(text for one in same for text in one.texts if text)),
            any(one.primary for one in same),
        )
        for place, same in sorted(found.items())
    ]


def _cell(ruler: Sequence[int], column: int) -> int:
    """Where a character begins; beyond the line every character takes one cell."""
    last = len(ruler) - 1
    return ruler[column] if column <= last else ruler[last] + column - last


def _extent(mark: Mark, ruler: Sequence[int], room: Room) -> tuple[int, int]:
    """The cells that must be visible for a mark and its text."""
    start, end = _cell(ruler, mark.start), _cell(ruler, mark.end)
    longest = max(map(cells, mark.texts), default=-1)
    text = min(longest, _MAX_TEXT, room.line // 2) + 1 if room.text is not None else 0
    return start, min(end, start + room.line // 2) + text


def _groups(marks: list[Mark], ruler: Sequence[int], room: Room) -> list[list[Mark]]:
    """Rule 4: the marks that share a window."""
    groups: list[list[Mark]] = []
    for mark in marks:
        if groups:
            extents = [_extent(one, ruler, room) for one in (*groups[-1], mark)]
            width = max(end for _, end in extents) - min(start for start, _ in extents)
            if width <= room.line - 2 * len(_CUT):
                groups[-1].append(mark)
                continue
        groups.append([mark])
    return groups


def _rows(line: str, marks: list[Mark], ruler: Sequence[int], room: Room) -> list[Row]:
    first, last = _window(marks, ruler, room)
    head = _CUT if first else ""
    tail = _CUT if last < len(line) else ""
    shift = len(head) - ruler[first]
    source = Piece(0, f"{head}{shown_line(line[first:last])}{tail}".rstrip(), "source")
    end = _cell(ruler, max(last, first + 1)) if tail else None
    placed = [_placed(mark, ruler, shift, end) for mark in marks]
    return [[source], *_texts(placed, room)]


def _window(marks: list[Mark], ruler: Sequence[int], room: Room) -> tuple[int, int]:
    """The characters of the line that are shown."""
    extents = [_extent(mark, ruler, room) for mark in marks]
    low, high = min(start for start, _ in extents), max(end for _, end in extents)
    if max(high, ruler[-1]) <= room.line:
        return 0, len(ruler) - 1
    width = room.line - 2 * len(_CUT)
    spare = max(0, width - (high - low))
    begin = max(0, min(low - spare // 2, max(high, ruler[-1]) - width))
    first = bisect_left(ruler, begin)
    last = bisect_right(ruler, begin + width) - 1
    return first, max(first, last)


class _Placed(NamedTuple):
    """A mark by the cells of its row."""

    start: int
    end: int
    texts: tuple[str, ...]
    kind: str


def _placed(mark: Mark, ruler: Sequence[int], shift: int, limit: int | None) -> _Placed:
    start, end = _cell(ruler, mark.start), _cell(ruler, mark.end)
    if limit is not None:
        end = max(start + 1, min(end, limit))
    return _Placed(
        start + shift, end + shift, mark.texts, "primary" if mark.primary else "secondary"
    )


def _texts(marks: list[_Placed], room: Room) -> Iterator[Row]:
    """Rule 2: the marks, and their texts."""
    beside = _beside(marks)
    hanging = [mark for mark in marks if mark.texts and mark is not beside]
    drawn = list(_drawn(marks))
    lines = _lines(beside, beside.end + 1, room) if beside is not None else []
    yield [*drawn, *lines[:1]]
    for index in range(max(len(lines) - 1, min(1, len(hanging)))):
        yield [*_bars(hanging), *lines[index + 1 : index + 2]]
    while hanging:
        mark = hanging.pop()
        for text in _lines(mark, mark.start, room):
            yield [*_bars([one for one in hanging if one.start < mark.start]), text]


def _beside(marks: list[_Placed]) -> _Placed | None:
    last = marks[-1]
    return last if last.texts and all(mark.end <= last.end for mark in marks) else None


def _lines(mark: _Placed, cell: int, room: Room) -> list[Piece]:
    width = max(room.text - cell, 8) if room.text is not None else None
    return [Piece(cell, line, mark.kind) for text in mark.texts for line in wrap(text, width)]


def _bars(marks: list[_Placed]) -> list[Piece]:
    kinds = {mark.start: mark.kind for mark in marks}
    return [Piece(cell, "|", kind) for cell, kind in kinds.items()]


def _drawn(marks: list[_Placed]) -> Iterator[Piece]:
    """Rule 3."""
    row: dict[int, str] = {}
    for mark in sorted(marks, key=lambda mark: (mark.kind == "primary", mark.start - mark.end)):
        row.update(dict.fromkeys(range(mark.start, mark.end), mark.kind))
    start = None
    for cell in sorted(row):
        if start is None:
            start = cell
        if row.get(cell + 1) != row[cell]:
            yield Piece(
                start, ("^" if row[cell] == "primary" else "-") * (cell + 1 - start), row[cell]
            )
            start = None
