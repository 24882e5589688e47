"""Finds out what a variable of the spec is called in the generated code of a function.

1. An argument of the spec is an argument of the function.
2. What is the same in every row is a number; but not a parameter that is another one where the function
   does without these rows: `if stride > 1: x = pool(x, stride)`.
3. A parameter of the block whose default is an expression, and that no call gives, is that expression.
4. Any other parameter is a parameter of the function; `$index` is the variable of the loop.
5. `$channels`, `$height` and `$width` are read off the value; those that the function's input has, off that.
"""

from __future__ import annotations

import ast
from collections.abc import Sequence
from typing import Any

from archc.backends.python_source.function_builder import FunctionBuilder, Row, size_text
from archc.backends.python_source.loop import Loop
from archc.backends.python_source.translate import Translation
from archc.backends.python_source.value_source import Here, Source
from archc.ir.graph import Graph
from archc.ir.regions import Frame
from archc.lowering.argument_use import arguments_behind, binding, root_of
from archc.spec.expressions import SHAPE_NAMES, Expression
from archc.spec.model import Block, Entry


class UntranslatableError(Exception):
    """The expression reads something that the generated code does not know."""


class Variables:
    """Resolves variables in one function, at one depth of loops."""

    def __init__(
        self, graph: Graph, function: FunctionBuilder, rows: list[Row], loops: tuple[Loop, ...]
    ) -> None:
        self._graph = graph
        self._spec = graph.spec
        self._function = function
        self._rows = rows
        self._loops = loops

    def resolve(self, name: str, source: Source) -> ast.expr:
        """The expression for a variable that an entry of the source reads."""
        if name in SHAPE_NAMES:
            return self._size(name, source.here)
        if source.level == "callee":
            return self._of_callee(name, source)
        if source.level == "default" and not _is_param(name, source.frames[0]):
            return self._global(name)
        if self._on_arguments(name):
            return self._argument(name)
        values = [row.values.get(name) for row in self._rows]
        loop = self._loops[-1] if self._loops else None
        if name == "count" and loop is not None and loop.count is not None:
            return loop.count
        if name == "index" and loop is not None and loop.variable:
            return _name(loop.variable)
        if name == "running_index" and loop is not None and loop.variable:
            return self._running_index(loop.variable, values)
        if _same(values) and not self.varies_elsewhere(name):
            return ast.Constant(values[0])
        default = self._own_default(name)
        if default is not None:
            return self._translate(default)
        if not _is_param(name, self._rows[0].frame):
            raise UntranslatableError
        return _name(self._function.block_param(name))

    def varies_elsewhere(self, name: str) -> bool:
        """Whether a parameter of the block has another value in other rows of the function."""
        found = [row.values.get(name) for row in self._function.rows]
        return _is_param(name, self._rows[0].frame) and bool(found) and not _same(found)

    def _running_index(self, variable: str, values: list[Any]) -> ast.expr:
        """The variable of the loop of a stage, and the repeats of the stages before."""
        before = values[0] - self._rows[0].values["index"]
        return (
            ast.BinOp(_name(variable), ast.Add(), ast.Constant(before))
            if before
            else _name(variable)
        )

    def by_instance(self, values: list[Any]) -> list[Any] | None:
        """One value for each instance, if the iterations of a loop do not change it."""
        found: dict[int, Any] = {}
        for row, value in zip(self._rows, values, strict=True):
            if not _same([found.setdefault(row.instance, value), value]):
                return None
        return [found.get(instance) for instance in range(self._function.instances)]

    def param_with(self, values: list[Any]) -> str | None:
        """A parameter of the block that has these values in the rows."""
        block = self._rows[0].frame.block
        for name in block.params if block is not None else ():
            found = [row.values.get(name) for row in self._rows]
            if all(_same(pair) for pair in zip(found, values, strict=True)):
                return self._function.block_param(name)
        return None

    def _of_callee(self, name: str, source: Source) -> ast.expr:
        """A variable of the default of a block that is called: a parameter of it, or one of the spec."""
        if not _is_param(name, source.frames[0]):
            return self._global(name)
        found = [_bound(name, frame) for frame in source.frames]
        entry = found[0][0]
        if entry is not _block(source.frames[0]).params[name]:
            return self._translate(Source.of_rows(entry, self._rows, source.here))
        frames = [frame for _, frame in found]
        return self._translate(Source.of_default(entry, frames, _required(source.here), "callee"))

    def _translate(self, source: Source) -> ast.expr:
        inner = Translation(lambda name: self.resolve(name, source), source.is_float)
        return inner.value(source.entry.value)

    def _global(self, name: str) -> ast.expr:
        """An argument or a constant of the spec, whatever a block calls by that name."""
        constant = self._spec.constants.get(name)
        if constant is None:
            return _name(self._function.argument(name))
        frame = self._root()
        if arguments_behind(name, frame, self._spec):
            return self._translate_globally(constant)
        return ast.Constant(frame.variables[name])

    def _translate_globally(self, entry: Entry) -> ast.expr:
        variables = self._root().variables
        translation = Translation(self._global, lambda name: isinstance(variables.get(name), float))
        return translation.value(entry.value)

    def _root(self) -> Frame:
        return root_of(self._rows[0].frame)

    def _on_arguments(self, name: str) -> bool:
        frames = {id(row.frame): row.frame for row in self._rows}.values()
        return any(arguments_behind(name, frame, self._spec) for frame in frames)

    def _argument(self, name: str) -> ast.expr:
        if not _is_param(name, self._rows[0].frame):
            return self._global(name)
        default = self._own_default(name)
        if default is not None:
            return self._translate(default)
        return _name(self._function.block_param(name))

    def _own_default(self, name: str) -> Source | None:
        """The default of a parameter, if it is an expression and what every row has.

        It may read sizes of the function's first input.
        """
        frames: list[Frame] = []
        for row in self._rows:
            found = binding(name, row.frame) if _is_param(name, row.frame) else None
            if found is None or found[0] is not _block(row.frame).params[name]:
                return None
            if not found[0].dynamic or row.values.get(name) != row.frame.variables.get(name):
                return None
            frames.append(found[1])
        entry = _block(self._rows[0].frame).params[name]
        if entry is None or _is_variable(entry, name):
            # `act: $act` is an argument of the spec that a block hands on under its own name.
            return None
        starts = tuple(self._start(row) for row in self._rows)
        shapes = tuple(self._graph.nodes[start].shape for start in starts)
        here = Here(self._function.inputs[0], starts, shapes)
        return Source.of_default(entry, frames, here, "default")

    def _start(self, row: Row) -> int:
        return self._function.calls[row.instance].inputs[0]

    def _size(self, word: str, here: Here | None) -> ast.expr:
        """Rule 5."""
        here = _required(here)
        pairs = zip(here.nodes, self._rows, strict=True)
        if self._function.calls and all(self._has_size_of_input(n, r, word) for n, r in pairs):
            return _name(self._function.size(word))
        return ast.parse(size_text(here.variable, word), mode="eval").body

    def _has_size_of_input(self, index: int, row: Row, word: str) -> bool:
        """Whether a value has the size of the function's first input, whatever that is."""
        start = self._start(row)
        while index > start:
            node = self._graph.nodes[index]
            if word != "channels" or node.op is None or not node.op.keeps_channels:
                return False
            index = node.inputs[0]
        return index == start


def _same(values: Sequence[Any]) -> bool:
    first = values[0]
    return all(v == first and isinstance(v, bool) == isinstance(first, bool) for v in values)


def _is_variable(entry: Entry, name: str) -> bool:
    """Whether an entry is nothing but that variable."""
    value = entry.value
    return isinstance(value, Expression) and value.is_name and value.text == name


def _is_param(name: str, frame: Frame) -> bool:
    return frame.block is not None and name in frame.block.params


def _block(frame: Frame) -> Block:
    assert frame.block is not None
    return frame.block


def _bound(name: str, frame: Frame) -> tuple[Entry, Frame]:
    found = binding(name, frame)
    if found is None:
        raise UntranslatableError
    return found


def _name(name: str) -> ast.expr:
    return ast.Name(name, ast.Load())


def _required(here: Here | None) -> Here:
    if here is None:
        raise UntranslatableError
    return here
