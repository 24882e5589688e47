"""Writes repeats as loops: one for each run of iterations of the same structure."""

from __future__ import annotations

import ast
from typing import NamedTuple

from archc.backends.python_source.code import Copy
from archc.backends.python_source.function_builder import Row
from archc.backends.python_source.loop import Loop
from archc.backends.python_source.loop_body import LoopBody
from archc.backends.python_source.place import Place
from archc.backends.python_source.structure import Structure
from archc.backends.python_source.value_source import HOW_OFTEN, Here, Source
from archc.backends.python_source.value_writer import ValueWriter
from archc.ir.regions import Region, repeat_prefix
from archc.spec.expressions import LOOP_NAMES
from archc.spec.model import Entry

_VARIABLES = ("i", "j", "k", "m", "n")


class Run(NamedTuple):
    """Iterations of the same structure, for each row, and the number of the first."""

    columns: list[list[Region]]
    start: int
    is_last: bool


class LoopWriter:
    """Writes the loops of one module."""

    def __init__(self, structure: Structure) -> None:
        self._structure = structure

    def write(
        self,
        iterations: list[list[Region]],
        repeat: Entry,
        label: str,
        place: Place,
        current: str,
        used: frozenset[str],
        body: LoopBody,
    ) -> str:
        """Adds the loops for a repeat, given the iterations of each row; gives the result's variable."""
        runs = [self._structure.runs(found) for found in iterations]
        start = 1
        for position in range(len(runs[0])):
            columns = [found[position] for found in runs]
            run = Run(columns, start, position == len(runs[0]) - 1)
            if max(len(column) for column in columns) > 1 or place.writer.depends(repeat):
                current = self._loop(run, repeat, label, place, current, used, body)
            else:
                current = self._once(run, label, place, current, used, body)
            start += len(columns[0])
        return current

    def _once(
        self, run: Run, label: str, place: Place, current: str, used: frozenset[str], body: LoopBody
    ) -> str:
        """A run of one iteration needs no loop."""
        prefix = place.prefix + repeat_prefix(label, run.start)
        loop = Loop("", run.start, 1, None, place.writer.function.names)
        inner = self._inside(run, loop, prefix, place)
        inner.statements = place.statements
        return body.write([column[0] for column in run.columns], inner, current, used)

    def _loop(
        self,
        run: Run,
        repeat: Entry,
        label: str,
        place: Place,
        current: str,
        used: frozenset[str],
        body: LoopBody,
    ) -> str:
        body.before_loop(place)
        depth = sum(1 for loop in place.writer.loops if loop.variable)
        names = place.writer.function.names
        variable = names.share(_VARIABLES[depth] if depth < 5 else f"i{depth}", "loop")
        length = max(len(column) for column in run.columns)
        loop = Loop(variable, run.start, length, _count(run, repeat, place, current), names)
        loop.is_open = place.writer.depends(repeat)
        prefix = place.prefix + repeat_prefix(label, f"{{{variable}}}")
        inner = self._inside(run, loop, prefix, place)
        flat = [region for column in run.columns for region in column]
        end = body.write(flat, inner, place.chain, used)
        if end != place.chain:
            inner.statements.append(Copy(place.chain, end))
        if current != place.chain:
            place.statements.append(Copy(place.chain, current))
        place.statements.append(loop.statement(inner.statements))
        return place.chain

    def _inside(self, run: Run, loop: Loop, prefix: str, place: Place) -> Place:
        """The place of the body: names that it gives stay in it."""
        outer = place.writer
        if outer.loops:
            loop.live = outer.loops[-1].columns()
        rows = _iteration_rows(outer.rows, run.columns)
        writer = ValueWriter(outer.graph, outer.function, rows, (*outer.loops, loop))
        return Place(writer, place.chain, dict(place.names), prefix, place.live)


def _iteration_rows(rows: list[Row], columns: list[list[Region]]) -> list[Row]:
    """A row for each iteration of each row: its frame adds `$index` and `$count`."""
    return [
        Row(row.instance, region.frame, _values(row, region), (*row.places, number))
        for row, column in zip(rows, columns, strict=True)
        for number, region in enumerate(column)
    ]


def _values(row: Row, region: Region) -> dict[str, object]:
    own = {name: region.frame.variables.get(name) for name in sorted(LOOP_NAMES)}
    return {**region.frame.variables, **row.values, **own}


def _count(run: Run, repeat: Entry, place: Place, current: str) -> ast.expr | None:
    """The expression for how often a repeat runs, if that is not the same everywhere."""
    totals = [run.start - 1 + len(column) for column in run.columns]
    if all(total == totals[0] for total in totals) and not place.writer.depends(repeat):
        return None
    nodes = tuple(column[0].start for column in run.columns)
    shapes = tuple(place.writer.graph.nodes[node].shape for node in nodes)
    here = Here(current, nodes, shapes) if run.start == 1 else None
    source = Source.of_rows(repeat, place.writer.rows, here) if run.is_last else None
    text = place.writer.text(totals, source, "count", HOW_OFTEN)
    return ast.parse(text, mode="eval").body
