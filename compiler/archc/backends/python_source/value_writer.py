"""Writes the value of a key as Python text, for all rows of a piece of code at once.

1. What depends on an argument of the spec is written as its expression.
2. What is the same in every row is a literal.
3. What the spec's expression gives from parameters and loop variables is written as that expression,
   if it gives the right value in every row (the filters of a resolved sum are not what the spec says).
4. What changes only with the iteration becomes a column of the loop.
5. What changes only with the instance becomes a parameter; what changes with both, a table.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from archc.backends.python_source.function_builder import FunctionBuilder, Row
from archc.backends.python_source.literals import literal
from archc.backends.python_source.loop import Loop
from archc.backends.python_source.translate import translate
from archc.ir.regions import Frame
from archc.lowering.argument_use import arguments_behind, arguments_of
from archc.spec.decode_values import expressions_in
from archc.spec.expressions import SHAPE_NAMES, Expression, ExpressionError
from archc.spec.model import Entry, Spec

Convert = Callable[[Any], Any]


class _UntranslatableError(Exception):
    """The expression reads something that the generated code does not know."""


class ValueWriter:
    """Writes values inside one function, at one depth of loops."""

    def __init__(
        self, spec: Spec, function: FunctionBuilder, rows: list[Row], loops: tuple[Loop, ...]
    ) -> None:
        self.spec = spec
        self.function = function
        self.rows = rows
        self.loops = loops

    def text(self, values: list[Any], entry: Entry | None, hint: str, convert: Convert) -> str:
        """The text for values, one for each row. `convert` takes what an expression gives to a value."""
        if entry is not None and self.depends(entry):
            return translate(entry.value, self._rename)
        if all(_same(value, values[0]) for value in values):
            return literal(values[0])
        if entry is not None and entry.dynamic:
            found = self._expression(entry, values, convert)
            if found is not None:
                return found
        return self._column(values, hint) or self._parameter(values, hint)

    def depends(self, entry: Entry) -> bool:
        """Whether an entry depends on an argument of the spec."""
        if not entry.dynamic:
            return False
        return any(arguments_of(entry, frame, self.spec) for frame in self._frames())

    def _frames(self) -> list[Frame]:
        """The frames of the rows, each once."""
        return list({id(row.frame): row.frame for row in self.rows}.values())

    def condition(self, entry: Entry) -> str:
        """The text of a `when` that depends on an argument."""
        return translate(entry.value, self._rename)

    def _expression(self, entry: Entry, values: list[Any], convert: Convert) -> str | None:
        """Rule 3."""
        names = {name for e in expressions_in(entry.value) for name in e.names}
        if names & SHAPE_NAMES:
            return None
        for row, value in zip(self.rows, values, strict=True):
            found = _evaluate(entry.value, row)
            if found is None or not _passes(found, value, convert):
                return None
        try:
            return translate(entry.value, self._rename)
        except _UntranslatableError:
            return None

    def _rename(self, name: str) -> str:
        """The text for a variable of the current frame."""
        if name in ("true", "True", "false", "False"):
            return name.capitalize()
        if name in SHAPE_NAMES:
            raise _UntranslatableError
        if any(arguments_behind(name, frame, self.spec) for frame in self._frames()):
            return self._behind_argument(name)
        values = [row.values.get(name) for row in self.rows]
        if all(_same(value, values[0]) for value in values):
            return literal(values[0])
        if name == "index" and self.loops:
            return self.loops[-1].use_index()
        found = self._by_instance(values)
        if found is None:
            raise _UntranslatableError
        return self.function.block_param(name, found)

    def _behind_argument(self, name: str) -> str:
        frame = self.rows[0].frame
        is_param = frame.block is not None and name in frame.block.params
        if name in self.spec.constants and not is_param:
            return translate(self.spec.constants[name].value, self._rename)
        if not is_param:
            return self.function.argument(name)
        values = [row.values.get(name) for row in self.rows]
        return self.function.block_param(name, self._by_instance(values) or [])

    def _by_instance(self, values: list[Any]) -> list[Any] | None:
        """One value for each instance, if the iterations of a loop do not change it."""
        found: dict[int, Any] = {}
        for row, value in zip(self.rows, values, strict=True):
            if not _same(found.setdefault(row.instance, value), value):
                return None
        return [found.get(instance) for instance in range(self.function.instances)]

    def _column(self, values: list[Any], hint: str) -> str | None:
        """Rule 4."""
        if not self.loops:
            return None
        loop = self.loops[-1]
        by_place: dict[int, Any] = {}
        for place, value in zip(loop.places, values, strict=True):
            if not _same(by_place.setdefault(place, value), value):
                return None
        column = [by_place[place] for place in sorted(by_place)]
        return loop.use_column(hint, column) if len(column) == loop.length else None

    def _parameter(self, values: list[Any], hint: str) -> str:
        """Rule 5."""
        by_instance = self._by_instance(values)
        if by_instance is not None:
            return self.function.value_param(hint, by_instance)
        loop = self.loops[-1]
        tables: dict[int, dict[int, Any]] = {}
        for row, place, value in zip(self.rows, loop.places, values, strict=True):
            tables.setdefault(row.instance, {})[place] = value
        table = [
            tuple(tables[i][place] for place in sorted(tables[i])) if i in tables else ()
            for i in range(self.function.instances)
        ]
        name = self.function.value_param(f"{hint}_table", table)
        offset = loop.start
        index = loop.use_index()
        return f"{name}[{index} - {offset}]" if offset else f"{name}[{index}]"


def _same(left: Any, right: Any) -> bool:
    return bool(left == right) and isinstance(left, bool) == isinstance(right, bool)


def _evaluate(value: Any, row: Row) -> Any:
    if isinstance(value, list):
        return [_evaluate(item, row) for item in value]
    if not isinstance(value, Expression):
        return value
    try:
        return value.evaluate(row.values)
    except ExpressionError:
        return None


def _passes(found: Any, value: Any, convert: Convert) -> bool:
    """Whether Keras, given what the expression gives, makes the same layer as with the value."""
    if isinstance(found, dict):
        return False
    try:
        return _same(convert(found), value)
    except (TypeError, ValueError, IndexError, KeyError, AttributeError):
        return False
