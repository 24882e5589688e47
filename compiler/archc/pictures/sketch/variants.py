"""Draws what differs in numbers only once: numbers become letters, and a table says what they stand for.

1. Figures are alike if they have the same tiles in the same order, which say the same but for their numbers.
2. What differs becomes a letter by its kind: `n` filters, `k` windows, `s` strides, `p` rates, `f` functions.
3. Values that are always the same multiple of others are written as that: `4n`.

    1x1 conv 64 | 1x1 conv 128   ->   1x1 conv n    with n = 64 | 128
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from archc.pictures.sketch.sketch import Fork, Frame, Line, Part, Tile
from archc.pictures.sketch.words import Kind, Word

_LETTERS: dict[Kind, str] = {
    "count": "nmqruvwxyz",
    "window": "kjih",
    "stride": "stz",
    "rate": "pqr",
    "function": "fgh",
    "norm": "bcd",
}
_FACTORS = (2, 3, 4, 6, 8)
Values = tuple[str, ...]


def form(line: Line) -> tuple[object, ...]:
    """Rule 1: equal for figures that are alike."""
    return tuple(_form_of(part) for part in line.parts)


def _form_of(part: Part) -> tuple[object, ...]:
    match part:
        case Tile():
            words = tuple((w.kind, w.text if w.kind == "plain" else "") for w in part.words)
            return part.look, part.family, len(part.nodes), words
        case Fork():
            return (*(form(branch) for branch in part.branches), _form_of(part.join))
        case Frame():
            return part.title, *form(part.body)


class Letters:
    """Names values that differ between figures which are alike; the same values have the same letter."""

    def __init__(self) -> None:
        self.known: dict[tuple[Kind, Values], str] = {}
        self._used: set[str] = set()

    def learn(self, found: Iterable[tuple[Kind, Values]]) -> None:
        """Rules 2 and 3, for all values of a figure; small numbers first: others are multiples of them."""
        counts = [(kind, values) for kind, values in found if len(set(values)) > 1]
        for kind, values in sorted(counts, key=_smallest):
            if (kind, values) not in self.known:
                self.known[kind, values] = self._multiple(kind, values) or self._letter(kind)

    def heads(self) -> list[tuple[str, Values]]:
        """The letters with their values, in the order of their kinds."""
        order = list(_LETTERS)
        plain = [(k, v, name) for (k, v), name in self.known.items() if name in self._used]
        return [
            (name, tuple(v.partition("x")[0] for v in values) if kind == "window" else values)
            for kind, values, name in sorted(plain, key=lambda f: order.index(f[0]))
        ]

    def channels(self, values: Values) -> str:
        """Counts of channels by what they are called; empty if they have no name."""
        if len(set(values)) == 1:
            return values[0]
        return self.known.get(("count", values)) or self._multiple("count", values)

    def _letter(self, kind: Kind) -> str:
        free = (letter for letter in _LETTERS.get(kind, "") if letter not in self._used)
        name = next(free, f"{_LETTERS.get(kind, 'v')[0]}{len(self._used)}")
        self._used.add(name)
        return name

    def _multiple(self, kind: Kind, values: Values) -> str:
        if kind != "count" or not all(map(str.isdecimal, values)):
            return ""
        for (other, base), name in self.known.items():
            if other == "count" and name in self._used:
                for factor in _FACTORS:
                    if all(int(v) == factor * int(b) for v, b in zip(values, base, strict=True)):
                        return f"{factor}{name}"
        return ""


def _smallest(found: tuple[Kind, Values]) -> tuple[bool, int]:
    kind, values = found
    return kind != "count", min(map(int, values)) if kind == "count" else 0


def unite(lines: Sequence[Line]) -> tuple[Line, Letters]:
    """The first of figures that are alike, with letters for what differs."""
    letters = Letters()
    columns = [tuple(tiles) for tiles in zip(*(line.tiles() for line in lines), strict=True)]
    words = {
        tiles[0].id: list(zip(*(tile.words for tile in tiles), strict=True)) for tiles in columns
    }
    letters.learn(
        (row[0].kind, tuple(word.value for word in row)) for rows in words.values() for row in rows
    )
    said = {key: tuple(_united(row, letters) for row in rows) for key, rows in words.items()}
    return _renamed(lines[0], said), letters


def _united(row: Sequence[Word], letters: Letters) -> Word:
    first = row[0]
    name = letters.known.get((first.kind, tuple(word.value for word in row)))
    if name is None:
        return first
    sign = next((word.text[0] for word in row if word.text), "/")
    text = {"window": f"{name}x{name}", "stride": f"{sign}{name}"}.get(first.kind, name)
    return Word(first.kind, text, text, first.comma)


def _renamed(line: Line, said: dict[str, tuple[Word, ...]]) -> Line:
    return Line(tuple(_renamed_part(part, said) for part in line.parts))


def _renamed_part(part: Part, said: dict[str, tuple[Word, ...]]) -> Part:
    match part:
        case Tile():
            return part.saying(said[part.id])
        case Fork():
            branches = tuple(_renamed(branch, said) for branch in part.branches)
            return Fork(branches, part.join.saying(said[part.join.id]))
        case Frame():
            return Frame(part.id, part.sort, part.title, _renamed(part.body, said))
