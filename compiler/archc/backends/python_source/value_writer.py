"""Writes the value of a key as Python text, for all rows of a piece of code at once.

1. What depends on an argument of the spec, or follows the sizes of the input (`read_sizes`), is written as
   its expression.
2. What is the same in every row is a literal, or the arithmetic that the spec has for it (`1 / 255`).
3. What the spec's expression gives from parameters, loop variables and sizes is written as that expression,
   if it gives the right value in every row (the filters of a resolved sum are not what the spec says).
4. What changes only with the iteration becomes a column of the loop.
5. What changes only with the instance becomes a parameter, if it is not one already; what changes with both,
   a table.
"""

from __future__ import annotations

import ast
from typing import Any

from archc.backends.python_source.expression_text import expression_text
from archc.backends.python_source.function_builder import FunctionBuilder, Row
from archc.backends.python_source.literals import literal
from archc.backends.python_source.loop import Loop
from archc.backends.python_source.plain_arithmetic import reads_better
from archc.backends.python_source.translate import Translation
from archc.backends.python_source.value_source import AS_GIVEN, Form, Source
from archc.backends.python_source.variables import UntranslatableError, Variables
from archc.diagnostics.diagnostic import InternalError
from archc.ir.graph import Graph
from archc.lowering.argument_use import arguments_of
from archc.spec.decode_values import names_in
from archc.spec.expressions import LOOP_NAMES
from archc.spec.model import Entry


class ValueWriter:
    """Writes values inside one function, at one depth of loops."""

    def __init__(
        self, graph: Graph, function: FunctionBuilder, rows: list[Row], loops: tuple[Loop, ...]
    ) -> None:
        self.graph = graph
        self.function = function
        self.rows = rows
        self.loops = loops
        self._variables = Variables(graph, function, rows, loops)

    def text(
        self,
        values: list[Any],
        source: Source | None,
        hint: str,
        form: Form = AS_GIVEN,
        *,
        follows: bool = False,
    ) -> str:
        """The text for values, one for each row, that come from a source; `follows` is that of rule 1."""
        if source is not None and source.entry.dynamic:
            must = follows or self.depends(source.entry, source)
            may = not _all_same(values) or self._says_more(source, values[0])
            if (must or may) and source.gives(values, form):
                try:
                    return self._translated(source, form, always=must)
                except UntranslatableError:
                    pass
        if _all_same(values):
            return literal(values[0])
        return self._column(values, hint) or self._parameter(values, hint)

    def _says_more(self, source: Source, value: Any) -> bool:
        """Whether an expression says more than the one value that it has in these rows."""
        names = names_in(source.entry.value) if source.level == "rows" else ()
        varies = any(self._variables.varies_elsewhere(name) for name in names)
        return varies or reads_better(source.entry.value, value)

    def depends(self, entry: Entry, source: Source | None = None) -> bool:
        """Whether an entry depends on an argument of the spec."""
        if not entry.dynamic:
            return False
        if names_in(entry.value) & LOOP_NAMES and any(loop.is_open for loop in self.loops):
            return True
        frames = source.frames if source is not None and source.frames else self.frames()
        return any(arguments_of(entry, frame, self.graph.spec) for frame in frames)

    def frames(self) -> list[Any]:
        """The frames of the rows, each once."""
        return list({id(row.frame): row.frame for row in self.rows}.values())

    def condition(self, entry: Entry) -> str:
        """The text of a `when` that depends on an argument."""
        return self._translated(Source.of_rows(entry, self.rows), AS_GIVEN, always=True)

    def expression(self, entry: Entry) -> ast.expr:
        """The expression of an entry that depends on an argument."""
        return self._translation(Source.of_rows(entry, self.rows)).value(entry.value)

    def _translated(self, source: Source, form: Form, *, always: bool) -> str:
        """The text of an expression, which must have one if it says something that its values do not."""
        translation = self._translation(source)
        try:
            tree = form.wrap(translation.value(source.entry.value), translation)
        except UntranslatableError as error:
            if always:
                raise InternalError(f"python_source: no text for {source.entry.value}") from error
            raise
        return expression_text(tree)

    def _translation(self, source: Source) -> Translation:
        return Translation(lambda name: self._variables.resolve(name, source), source.is_float)

    def _column(self, values: list[Any], hint: str) -> str | None:
        """Rule 4, for the innermost loop that decides alone."""
        for depth in reversed(range(len(self.loops))):
            loop = self.loops[depth]
            by_place: dict[int, Any] = {}
            for row, value in zip(self.rows, values, strict=True):
                if not same(by_place.setdefault(row.places[depth], value), value):
                    break
            else:
                if loop.fixed and loop.variable and len(by_place) == loop.length:
                    return loop.use_column(hint, [by_place[place] for place in sorted(by_place)])
        return None

    def _parameter(self, values: list[Any], hint: str) -> str:
        """Rule 5."""
        by_instance = self._variables.by_instance(values)
        if by_instance is not None:
            known = self._variables.param_with(values)
            return known or self.function.value_param(hint, by_instance)
        loops = [depth for depth, loop in enumerate(self.loops) if loop.variable]
        tables: list[Any] = [{} for _ in range(self.function.instances)]
        for row, value in zip(self.rows, values, strict=True):
            inner = tables[row.instance]
            for depth in loops[:-1]:
                inner = inner.setdefault(row.places[depth], {})
            inner[row.places[loops[-1]]] = value
        name = self.function.table(f"{hint}_table", [_as_tuples(table) for table in tables])
        indices = [f"[{self.loops[d].variable} - {self.loops[d].start}]" for d in loops]
        return name + "".join(indices)


def _as_tuples(table: Any) -> Any:
    """Values by the iterations of loops, in order."""
    if not isinstance(table, dict):
        return table
    return tuple(_as_tuples(table[place]) for place in sorted(table))


def same(left: Any, right: Any) -> bool:
    """Whether two values are equal and of one type, as far as Keras tells types apart."""
    return bool(left == right) and isinstance(left, bool) == isinstance(right, bool)


def _all_same(values: list[Any]) -> bool:
    return all(same(value, values[0]) for value in values)
