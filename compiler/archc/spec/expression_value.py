"""Computes the value of a parsed expression: arithmetic, comparison, items of lists, functions.

Everything here is bounded: no number grows beyond a limit, and nothing loops but over a list of the spec.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from archc.source.limits import MAX_NUMBER
from archc.syntax.tree import describe_value

if TYPE_CHECKING:
    import ast

_MAX_EXPONENT = 64
_MAX_DIGITS = 15


class ExpressionError(Exception):
    """Why an expression has no value, and perhaps what to do; both are for the user.

    `word` is the part of it that is to blame, and `meant` what was meant by it, where that is known.
    """

    def __init__(
        self, message: str, help_text: str = "", word: str = "", meant: str | None = None
    ) -> None:
        super().__init__(message)
        self.help_text = help_text
        self.word = word
        self.meant = meant


class UnknownVariableError(ExpressionError):
    """An expression names a variable that does not exist here."""

    def __init__(self, name: str) -> None:
        super().__init__(f"there is no variable `${name}` here")
        self.name = name


def make_divisible(
    value: float, divisor: int = 8, minimum: int | None = None, round_up_below: float = 0.9
) -> int:
    """Rounds to a multiple of `divisor`, never below 90 % of the value (MobileNetV2).

    EfficientNetV2 rounds without that guard: `round_up_below` is 0 there.
    """
    if divisor <= 0:
        raise ExpressionError("make_divisible needs a divisor above 0")
    low = divisor if minimum is None else minimum
    rounded = max(low, int(value + divisor / 2) // divisor * divisor)
    return int(rounded + divisor if rounded < round_up_below * value else rounded)


def _round(value: float, digits: int = 0) -> float:
    """Python's `round`, without its powers of ten to the 10^9th."""
    if not isinstance(digits, int) or abs(digits) > _MAX_DIGITS:
        raise ExpressionError(f"`round` takes at most {_MAX_DIGITS} digits")
    return round(value, digits) if digits else round(value)


FUNCTIONS: dict[str, Callable[..., Any]] = {
    "min": min,
    "max": max,
    "round": _round,
    "ceil": math.ceil,
    "floor": math.floor,
    "abs": abs,
    "int": int,
    "make_divisible": make_divisible,
    "sum": sum,
    "len": len,
    # In a spec with `scaling` this is replaced before anything is computed.
    "scaled": lambda filters: filters,
}
_OF_LISTS = ("min", "max", "sum", "len")
"""The functions that take a list in place of their arguments."""


def look_up(name: str, variables: Mapping[str, Any]) -> Any:
    """The value of a variable.

    Raises:
        UnknownVariableError: there is none of that name.
    """
    try:
        return variables[name]
    except KeyError:
        if name in ("true", "True"):
            return True
        if name in ("false", "False"):
            return False
        raise UnknownVariableError(name) from None


def evaluate(node: ast.AST, variables: Mapping[str, Any]) -> Any:
    """The value of a checked expression tree under these variables.

    Raises:
        ExpressionError: there is no value, and why.
    """
    import ast

    match node:
        case ast.Constant():
            return _bounded(node.value)
        case ast.Name():
            return look_up(node.id, variables)
        case ast.List():  # No spec writes one: it is what a row of a table gives.
            return [evaluate(item, variables) for item in node.elts]
        case ast.IfExp():
            chosen = node.body if _truth(evaluate(node.test, variables)) else node.orelse
            return evaluate(chosen, variables)
        case ast.BoolOp():
            return _logic(node, variables)
        case ast.UnaryOp():
            return _unary(node, evaluate(node.operand, variables))
        case ast.BinOp():
            left, right = evaluate(node.left, variables), evaluate(node.right, variables)
            return _arithmetic(type(node.op).__name__, left, right)
        case ast.Compare():
            return _compare(node, variables)
        case ast.Subscript():
            return _item(evaluate(node.value, variables), evaluate(node.slice, variables))
        case ast.Call(func=ast.Name(id=name)):
            return _call(name, [evaluate(argument, variables) for argument in node.args])
    raise ExpressionError("this is not part of the expression language")


def _truth(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    raise ExpressionError(f"a condition must be true or false, and this is {describe_value(value)}")


def _number(value: Any) -> int | float:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return value
    raise ExpressionError(f"arithmetic needs numbers, and this is {describe_value(value)}")


def _bounded(value: Any) -> Any:
    if isinstance(value, int | float) and not abs(value) <= MAX_NUMBER:
        raise ExpressionError(f"a number in an expression is beyond the limit of {MAX_NUMBER:,}")
    return value


def _logic(node: ast.BoolOp, variables: Mapping[str, Any]) -> bool:
    stop_at = type(node.op).__name__ == "Or"
    for part in node.values:
        if _truth(evaluate(part, variables)) is stop_at:
            return stop_at
    return not stop_at


def _unary(node: ast.UnaryOp, value: Any) -> Any:
    match type(node.op).__name__:
        case "Not":
            return not _truth(value)
        case "USub":
            return -_number(value)
        case _:
            return _number(value)


_OPERATORS: dict[str, Callable[[Any, Any], Any]] = {
    "Add": lambda a, b: a + b,
    "Sub": lambda a, b: a - b,
    "Mult": lambda a, b: a * b,
    "Div": lambda a, b: a / b,
    "FloorDiv": lambda a, b: a // b,
    "Mod": lambda a, b: a % b,
    "Pow": lambda a, b: a**b,
}


def _arithmetic(operator: str, left: Any, right: Any) -> Any:
    left, right = _number(left), _number(right)
    if operator == "Pow" and not abs(right) <= _MAX_EXPONENT:
        raise ExpressionError(f"an exponent is beyond the limit of {_MAX_EXPONENT}")
    try:
        return _bounded(_real(_OPERATORS[operator](left, right)))
    except ZeroDivisionError:
        raise ExpressionError("a division by zero") from None
    except OverflowError:
        raise ExpressionError(
            f"a number in an expression is beyond the limit of {MAX_NUMBER:,}"
        ) from None


def _real(value: Any) -> Any:
    if isinstance(value, complex):
        raise ExpressionError("a root of a negative number")
    return value


def _compare(node: ast.Compare, variables: Mapping[str, Any]) -> bool:
    left = evaluate(node.left, variables)
    for operator, right_node in zip(node.ops, node.comparators, strict=True):
        right = evaluate(right_node, variables)
        if not _holds(type(operator).__name__, left, right):
            return False
        left = right
    return True


def _holds(operator: str, left: Any, right: Any) -> bool:
    match operator:
        case "Eq":
            return bool(left == right)
        case "NotEq":
            return bool(left != right)
    first, second = _number(left), _number(right)
    match operator:
        case "Lt":
            return first < second
        case "LtE":
            return first <= second
        case "Gt":
            return first > second
        case _:
            return first >= second


def _item(values: Any, index: Any) -> Any:
    """The item of a list; the first has the index 0, the last also -1."""
    if not isinstance(values, list | tuple):
        raise ExpressionError(f"only a list has items, and this is {describe_value(values)}")
    if not isinstance(index, int) or isinstance(index, bool):
        raise ExpressionError(
            f"the index of an item is a whole number, and this is {describe_value(index)}"
        )
    if not -len(values) <= index < len(values):
        ends = f"from 0 to {len(values) - 1}" if values else "there are none"
        raise ExpressionError(f"the list has no item {index}: its items are {ends}")
    return values[index]


def _call(name: str, arguments: list[Any]) -> Any:
    of_list = name in _OF_LISTS and len(arguments) == 1 and isinstance(arguments[0], list | tuple)
    for argument in arguments[0] if of_list else arguments:
        _number(argument)
    if name in ("sum", "len") and not of_list:
        raise ExpressionError(f"`{name}` takes one list")
    try:
        return _bounded(FUNCTIONS[name](*arguments))
    except (TypeError, ValueError, OverflowError):
        raise ExpressionError(f"`{name}` cannot take these arguments") from None
