"""Where a value comes from in the spec, and in which form Keras wants it."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from archc.backends.layer_plan import plan_value
from archc.backends.python_source.function_builder import Row
from archc.backends.python_source.translate import Translation
from archc.ir.regions import Frame
from archc.ops.kinds import (
    AXIS,
    COUNT,
    DIMENSIONS,
    EXTRA,
    MARGINS,
    POSITIVE,
    SHARED_AXES,
    SIZE,
    Kind,
)
from archc.ops.shape import Shape
from archc.spec.expression_value import ExpressionError
from archc.spec.expressions import Expression
from archc.spec.model import Entry


@dataclass(frozen=True, slots=True, eq=False)
class Here:
    """The value that a step runs on: its variable, and its node and shape in each row."""

    variable: str
    nodes: tuple[int, ...]
    shapes: tuple[Shape, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Source:
    """What the spec says for a value: an entry, and what it is read with in each row.

    An entry is read in the function itself (`rows`), or is the default of a parameter, of the function's own
    block (`default`) or of one that it calls (`callee`); then `frames` are those of the default.
    """

    entry: Entry
    variables: tuple[Mapping[str, Any], ...]
    here: Here | None = None
    level: Literal["rows", "default", "callee"] = "rows"
    frames: tuple[Frame, ...] = ()

    @classmethod
    def of_rows(cls, entry: Entry, rows: list[Row], here: Here | None = None) -> Source:
        """An entry that is read with the variables of the rows."""
        return cls(entry, tuple(row.values for row in rows), here)

    @classmethod
    def of_default(
        cls, entry: Entry, frames: list[Frame], here: Here, level: Literal["default", "callee"]
    ) -> Source:
        """A default of a block."""
        variables = tuple(frame.variables for frame in frames)
        return cls(entry, variables, here, level, tuple(frames))

    def gives(self, values: list[Any], form: Form) -> bool:
        """Whether the entry gives the right value in every row."""
        for position, value in enumerate(values):
            found = self._evaluate(self.entry.value, position)
            if found is None or not form.makes(found, value):
                return False
        return True

    def _evaluate(self, value: Any, position: int) -> Any:
        if isinstance(value, list):
            return [self._evaluate(item, position) for item in value]
        if not isinstance(value, Expression):
            return value
        try:
            return value.evaluate(self._known(position))
        except ExpressionError:
            return None

    def _known(self, position: int) -> dict[str, Any]:
        known = dict(self.variables[position])
        shape = self.here.shapes[position] if self.here is not None else ()
        if shape:
            known["channels"] = shape[-1]
        if len(shape) == 3:
            known |= {"height": shape[0], "width": shape[1]}
        return known

    def is_float(self, name: str) -> bool:
        """Whether a variable that the entry reads is a float anywhere, or a list with one."""
        return any(_has_float(found.get(name)) for found in self.variables)


def _has_float(value: Any) -> bool:
    if isinstance(value, list | tuple):
        return any(_has_float(item) for item in value)
    return isinstance(value, float)


@dataclass(frozen=True, slots=True, eq=False)
class Form:
    """What Keras is given: `convert` takes the value of an entry to it, `wrap` the expression."""

    convert: Callable[[Any], Any]
    wrap: Callable[[ast.expr, Translation], ast.expr]

    def makes(self, found: Any, value: Any) -> bool:
        """Whether Keras, given what an expression gives, makes the same layer as with the value."""
        if isinstance(found, dict):
            return False
        try:
            made = self.convert(found)
        except (TypeError, ValueError, IndexError, KeyError, AttributeError):
            return False
        return bool(made == value) and isinstance(made, bool) == isinstance(value, bool)


def _as_it_is(tree: ast.expr, _: Translation) -> ast.expr:
    return tree


def _whole(tree: ast.expr, translation: Translation) -> ast.expr:
    return translation.whole(tree)


def _axis(tree: ast.expr, _: Translation) -> ast.expr:
    return ast.Call(ast.Name("image_axis", ast.Load()), [tree], [])


def _shared(tree: ast.expr, _: Translation) -> ast.expr:
    """Axes that dropout shares: where they stand depends on the data format."""
    words: list[ast.expr] = [ast.Starred(tree, ast.Load())]
    if isinstance(tree, ast.Tuple):
        words = tree.elts
    return ast.Call(ast.Name("shared_along", ast.Load()), words, [])


def _dimensions(tree: ast.expr, translation: Translation) -> ast.expr:
    """A shape; that of an image depends on the data format."""
    tree = translation.whole(tree)
    if isinstance(tree, ast.Tuple) and len(tree.elts) == 3:
        return ast.Call(ast.Name("image_shape", ast.Load()), tree.elts, [])
    return tree


AS_GIVEN = Form(lambda raw: raw, _as_it_is)
HOW_OFTEN = Form(COUNT.convert, _whole)
_WHOLE = (POSITIVE, COUNT, SIZE, EXTRA, MARGINS)


def form_of(kind: Kind) -> Form:
    """The form of the values of a kind."""

    def convert(raw: Any) -> Any:
        return plan_value(kind.convert(raw), kind)

    if kind is AXIS:
        return Form(convert, _axis)
    if kind is DIMENSIONS:
        return Form(convert, _dimensions)
    if kind is SHARED_AXES:
        return Form(convert, _shared)
    return Form(convert, _whole if any(kind is whole for whole in _WHOLE) else _as_it_is)
