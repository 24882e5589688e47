"""Follows margins that are computed from the height and width of their input, as those vary.

1. The margins of `zero_pad` and `crop` are followed where height, width, numbers, `+`, `-`, `*`, and `//` and
   `%` by a number are all that they are computed from. The generated source has them as expressions.
2. They must be 0 or more whatever the sizes are: Keras does not refuse all that are less.

    zero_pad: [["${height % 2}", 1], ...] of n rows -> n + n % 2 + 1 rows, whatever n is
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from archc.ir.graph import Node
from archc.lowering.size_form import OPERATIONS, least_value
from archc.lowering.symbolic_size import Opaque, Size, remainder
from archc.ops.op import Op
from archc.ops.reshaping import Crop, ZeroPad
from archc.ops.shape import AXES
from archc.spec.decode_values import expressions_in, names_in
from archc.spec.expressions import Expression
from archc.spec.model import Entry, LayerStep

if TYPE_CHECKING:
    import ast

_SIZES = frozenset({"height", "width"})


def follows_sizes(op: type[Op], key: str, entry: Entry) -> bool:
    """Whether the entry for a key of a layer is followed (rule 1)."""
    if not issubclass(op, ZeroPad | Crop) or key != "margins" or not names_in(entry.value):
        return False
    return all(
        expression.text in _SIZES if expression.tree is None else _is_followed(expression.tree)
        for expression in expressions_in(entry.value)
    )


def with_read_sizes(node: Node, sizes: tuple[Any, ...]) -> tuple[Op, Entry] | None:
    """The layer of a node on an image of such sizes, and its margins; None if they do not follow them."""
    op, step = node.op, node.step
    entry = step.entries.get("margins") if isinstance(step, LayerStep) else None
    if op is None or entry is None or not follows_sizes(type(op), "margins", entry):
        return None
    value = _value(entry.value, dict(zip(AXES, sizes, strict=True)))
    height, width = value if isinstance(value, list) else (value, value)
    margins = _pair(height), _pair(width)
    if not all(_is_natural(margin) for pair in margins for margin in pair):
        return None
    return op.replace(margins=margins), entry


def _is_natural(margin: Any) -> bool:
    """Rule 2."""
    if not isinstance(margin, Size):
        return True
    if isinstance(margin.form, Opaque):
        return margin.form.operation == "%"
    least = least_value(margin.form)
    return least is not None and least >= 0


def _pair(value: Any) -> tuple[Any, Any]:
    before, after = value if isinstance(value, list) else (value, value)
    return before, after


def _is_followed(node: ast.AST) -> bool:
    import ast

    match node:
        case ast.Constant(value=value):
            return isinstance(value, int)
        case ast.Name(id=name):
            return name in _SIZES
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return _is_followed(operand)
        case ast.BinOp(left=left, op=ast.Add() | ast.Sub() | ast.Mult(), right=right):
            return _is_followed(left) and _is_followed(right)
        case ast.BinOp(left=left, op=ast.FloorDiv() | ast.Mod(), right=ast.Constant(value=divisor)):
            return isinstance(divisor, int) and _is_followed(left)
    return False


def _value(value: Any, sizes: dict[str, Any]) -> Any:
    """What an entry that is followed gives for these sizes."""
    if isinstance(value, list):
        return [_value(item, sizes) for item in value]
    if not isinstance(value, Expression):
        return value
    return sizes[value.text] if value.tree is None else _compute(value.tree, sizes)


def _compute(node: ast.expr, sizes: dict[str, Any]) -> Any:
    import ast

    match node:
        case ast.Name(id=name):
            return sizes[name]
        case ast.UnaryOp(operand=operand):
            return -_compute(operand, sizes)
        case ast.BinOp(left=left, op=operator, right=right):
            numbers = _compute(left, sizes), _compute(right, sizes)
            if isinstance(operator, ast.Mod) and isinstance(numbers[0], Size):
                return remainder(*numbers)
            return OPERATIONS[_SYMBOLS[type(operator).__name__]](*numbers)
    return ast.literal_eval(node)


_SYMBOLS = {"Add": "+", "Sub": "-", "Mult": "*", "FloorDiv": "//", "Mod": "%"}
