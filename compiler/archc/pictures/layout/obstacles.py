"""Knows what stands where no wire may run along: tiles, names of stages, words in gaps, and frames."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping

from archc.pictures.layout.block import Block
from archc.pictures.layout.place import caption_size
from archc.pictures.layout.taken import CLEAR
from archc.pictures.layout.text_width import text_width
from archc.pictures.layout.tile_size import SMALL, Direction

_CLEAR_OF_WORDS = 2.0
_Reach = tuple[float, float]


class Obstacles:
    """The obstacles of one panel. Gap number n is the one before row number n."""

    def __init__(self, block: Block, direction: Direction, beside: Mapping[str, str]) -> None:
        self._rows: dict[int, list[_Reach]] = {}
        self._words: dict[int, list[tuple[float, float, str]]] = {}
        self._borders = [border for border in block.borders if border.frame.sort == "turns"]
        self._blocked: dict[float, list[int]] = {}
        for spot in block.spots:
            self._rows.setdefault(spot.row, []).append((spot.low, spot.high + spot.words))
            if direction == "tb" and (text := beside.get(spot.tile.id)):
                end = spot.x + 4 + text_width(text, SMALL, bold=True)
                self._words.setdefault(spot.row + 1, []).append((spot.x, end, spot.tile.id))
        for border in block.borders:
            if border.frame.sort == "stage":
                reach = border.low - caption_size(border.frame, direction), border.low
                self._rows.setdefault(border.first, []).append(reach)
        reaches = [reach for row in self._rows.values() for reach in row]
        self.low = min(low for low, _ in reaches)
        self.high = max(high for _, high in reaches)

    def reaches(self, rows: range) -> set[_Reach]:
        """From where to where the tiles of rows reach."""
        return {reach for row in rows for reach in self._rows.get(row, ())}

    def is_clear(self, x: float, rows: range, source: str) -> bool:
        """Whether a wire from a source can run along at `x`, past these rows."""
        return (
            self._passes_rows(x, rows)
            and self._passes_words(x, rows, source)
            and self._off_borders(x, rows)
        )

    def side_is_clear(self, row: int, low: float, high: float, but: float) -> bool:
        """Whether nothing stands in a row between two places, but the tile whose middle is there."""
        return all(
            end < low or start > high or start <= but <= end for start, end in self._rows[row]
        )

    def _passes_rows(self, x: float, rows: range) -> bool:
        if not rows:
            return True
        if x not in self._blocked:
            self._blocked[x] = sorted(
                row
                for row, reaches in self._rows.items()
                if any(low - CLEAR < x < high + CLEAR for low, high in reaches)
            )
        blocked = self._blocked[x]
        place = bisect_left(blocked, rows.start)
        return place == len(blocked) or blocked[place] >= rows.stop

    def _passes_words(self, x: float, rows: range, source: str) -> bool:
        if not self._words:
            return True
        return not any(
            low - _CLEAR_OF_WORDS < x < high + _CLEAR_OF_WORDS and owner != source
            for gap in range(rows.start, rows.stop + 1)
            for low, high, owner in self._words.get(gap, ())
        )

    def _off_borders(self, x: float, rows: range) -> bool:
        return not any(
            border.first <= rows.stop
            and border.last >= rows.start - 1
            and min(abs(x - border.low), abs(x - border.high)) < _CLEAR_OF_WORDS
            for border in self._borders
        )
