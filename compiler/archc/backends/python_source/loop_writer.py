"""Writes repeats as loops: one for each run of iterations of the same structure."""

from __future__ import annotations

from collections.abc import Callable

from archc.backends.python_source.code import Copy, For
from archc.backends.python_source.function_builder import Row
from archc.backends.python_source.loop import Loop
from archc.backends.python_source.place import Place
from archc.backends.python_source.structure import Structure
from archc.backends.python_source.value_writer import ValueWriter
from archc.ir.regions import Region
from archc.ops.kinds import COUNT
from archc.spec.model import Entry

RegionWriter = Callable[[list[Region], Place, str, frozenset[str]], str]
_VARIABLES = ("i", "j", "k", "m", "n")


class LoopWriter:
    """Writes loops; `write_region` writes their bodies."""

    def __init__(self, structure: Structure, write_region: RegionWriter) -> None:
        self._structure = structure
        self._write_region = write_region

    def write(
        self,
        iterations: list[list[Region]],
        repeat: Entry,
        label: str,
        place: Place,
        current: str,
        used: frozenset[str],
    ) -> str:
        """Adds the loops for a repeat, given the iterations of each row; gives the result's variable."""
        runs = [self._structure.runs(found) for found in iterations]
        start = 1
        for position in range(len(runs[0])):
            columns = [found[position] for found in runs]
            if max(len(column) for column in columns) == 1:
                current = self._once(columns, start, label, place, current, used)
            else:
                current = self._loop(columns, start, repeat, label, place, current, used)
            start += len(columns[0])
        return current

    def _once(
        self,
        columns: list[list[Region]],
        start: int,
        label: str,
        place: Place,
        current: str,
        used: frozenset[str],
    ) -> str:
        """A run of one iteration needs no loop."""
        regions = [column[0] for column in columns]
        rows = [_row(row, region) for row, region in zip(place.writer.rows, regions, strict=True)]
        outer = place.writer
        writer = ValueWriter(outer.spec, outer.function, rows, outer.loops)
        prefix = f"{place.prefix}{label}_{start}_"
        inner = Place(writer, place.chain, place.names, prefix, place.depth, place.live)
        inner.statements = place.statements
        return self._write_region(regions, inner, current, used)

    def _loop(
        self,
        columns: list[list[Region]],
        start: int,
        repeat: Entry,
        label: str,
        place: Place,
        current: str,
        used: frozenset[str],
    ) -> str:
        if current != place.chain:
            place.statements.append(Copy(place.chain, current))
        totals = [start - 1 + len(column) for column in columns]
        stop = _stop(totals, repeat, place)
        variable = place.local(_VARIABLES[place.depth] if place.depth < 5 else f"i{place.depth}")
        rows, places = _iteration_rows(place.writer.rows, columns)
        outer = place.writer
        length = max(len(column) for column in columns)
        loop = Loop(variable, start, length, stop, places, outer.function.names)
        writer = ValueWriter(outer.spec, outer.function, rows, (*outer.loops, loop))
        prefix = f"{place.prefix}{label}_{{{variable}}}_"
        inner = Place(writer, place.chain, dict(place.names), prefix, place.depth + 1, place.live)
        flat = [region for column in columns for region in column]
        end = self._write_region(flat, inner, place.chain, used)
        if end != place.chain:
            inner.statements.append(Copy(place.chain, end))
        place.statements.append(For(*loop.header(), tuple(inner.statements)))
        return place.chain


def _iteration_rows(rows: list[Row], columns: list[list[Region]]) -> tuple[list[Row], list[int]]:
    """A row for each iteration of each row, and which iteration it is."""
    found, places = [], []
    for row, column in zip(rows, columns, strict=True):
        for number, region in enumerate(column):
            found.append(_row(row, region))
            places.append(number)
    return found, places


def _row(row: Row, region: Region) -> Row:
    """The row of an iteration: its frame adds `$index` and `$count` to what the row knows."""
    own = {name: region.frame.variables.get(name) for name in ("index", "count")}
    return Row(row.instance, region.frame, {**region.frame.variables, **row.values, **own})


def _stop(totals: list[int], repeat: Entry, place: Place) -> str:
    """The text for one more than the last index."""
    if all(total == totals[0] for total in totals) and not place.writer.depends(repeat):
        return str(totals[0] + 1)
    return f"{place.writer.text(totals, repeat, 'count', COUNT.convert)} + 1"
