"""Parses and evaluates the expressions of a spec: `$name` and `${2 * filters if wide else filters}`.

The language is total and bounded: names, numbers, arithmetic, comparison, `x if c else y` and a few
functions. Nothing in it can loop, reach an attribute, or grow a number beyond a limit. It is a subset of
Python, so the source back end can write an expression as it stands.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from archc.source.limits import MAX_EXPRESSION_CHARS, MAX_EXPRESSION_NODES, MAX_NUMBER
from archc.source.source_file import Span
from archc.syntax.tree import describe_value

if TYPE_CHECKING:
    import ast

Number = bool | int | float | str
_NAME = re.compile(r"\$[A-Za-z_][A-Za-z0-9_]*\Z")
SHAPE_NAMES = frozenset({"channels", "height", "width"})
LOOP_NAMES = frozenset({"index", "count"})
_MAX_EXPONENT = 64
_MAX_DIGITS = 15
_WORD = re.compile(r"[A-Za-z0-9_ .+-]*\Z")


class _Failed:
    def __repr__(self) -> str:
        return "FAILED"


FAILED: Any = _Failed()
"""Stands for a value that there is none of; the sink knows why."""


class ExpressionError(Exception):
    """Why an expression has no value, and perhaps what to do; both are for the user."""

    def __init__(self, message: str, help_text: str = "") -> None:
        super().__init__(message)
        self.help_text = help_text


class UnknownVariableError(ExpressionError):
    """An expression names a variable that does not exist here."""

    def __init__(self, name: str) -> None:
        super().__init__(f"there is no variable `${name}` here")
        self.name = name


class Expression:
    """A parsed expression. `names` are the variables that it reads."""

    __slots__ = ("names", "span", "text", "tree")

    def __init__(self, text: str, span: Span, names: frozenset[str], tree: ast.expr | None) -> None:
        self.text = text
        self.span = span
        self.names = names
        self.tree = tree

    @property
    def is_name(self) -> bool:
        """Whether it is a single variable and nothing else."""
        return self.tree is None

    def evaluate(self, variables: Mapping[str, Any]) -> Any:
        """The value under these variables.

        Raises:
            ExpressionError: there is no value: an unknown name, a wrong type, a division by zero, a
                number beyond the limit.
        """
        if self.tree is None:
            return _lookup(self.text, variables)
        return _evaluate(self.tree, variables)

    def __repr__(self) -> str:
        return f"Expression({self.text!r})"


def is_expression(value: object) -> bool:
    """Whether a value of the YAML is meant as an expression."""
    return isinstance(value, str) and value.startswith("$")


def parse_expression(text: str, span: Span) -> Expression:
    """The expression that a text such as `$k` or `${2 * k}` stands for.

    Raises:
        ExpressionError: the text is not an expression of the language.
    """
    if len(text) > MAX_EXPRESSION_CHARS:
        raise ExpressionError(f"the expression is longer than {MAX_EXPRESSION_CHARS} characters")
    if _NAME.match(text):
        return Expression(text[1:], span, frozenset({text[1:]}), None)
    if not (text.startswith("${") and text.endswith("}")):
        help_text = f"write `${{{text.lstrip('${').rstrip('}')}}}`"
        raise ExpressionError(f"`{text}` is neither `$name` nor `${{...}}`", help_text)
    inner = text[2:-1].strip()
    if not inner or "#" in inner:
        raise ExpressionError(f"`{text}` is not an expression")
    tree = _parse(inner)
    names = frozenset(_check(tree))
    return Expression(inner, span, names, tree)


def _parse(text: str) -> ast.expr:
    # Imported here: most specs have no expression beyond `$name`, and ast costs 6 ms.
    import ast
    import warnings

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(text, mode="eval").body
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        raise ExpressionError(f"`{text}` is not an expression") from None


def _check(tree: ast.expr) -> set[str]:
    """The names in a tree, after a check that it holds nothing but the language."""
    import ast

    names: set[str] = set()
    nodes = list(ast.walk(tree))
    if len(nodes) > MAX_EXPRESSION_NODES:
        raise ExpressionError("the expression is too long")
    functions = {id(node.func) for node in nodes if isinstance(node, ast.Call)}
    for node in nodes:
        _check_node(node)
        if isinstance(node, ast.Name) and id(node) not in functions:
            names.add(node.id)
    return names


def _check_node(node: ast.AST) -> None:
    import ast

    allowed = (
        *(
            ast.Constant,
            ast.Name,
            ast.Load,
            ast.BinOp,
            ast.UnaryOp,
            ast.Compare,
            ast.BoolOp,
            ast.IfExp,
        ),
        *(ast.Call, ast.operator, ast.unaryop, ast.cmpop, ast.boolop),
    )
    forbidden = (ast.MatMult, ast.LShift, ast.RShift, ast.BitAnd, ast.BitOr, ast.BitXor, ast.Invert)
    forbidden_comparisons = (ast.Is, ast.IsNot, ast.In, ast.NotIn)
    if not isinstance(node, allowed) or isinstance(node, forbidden + forbidden_comparisons):
        raise ExpressionError("this is more than the expression language has")
    if isinstance(node, ast.Call):
        _check_call(node)
    if isinstance(node, ast.Constant) and not _is_plain(node.value):
        raise ExpressionError("an expression holds numbers, true, false and quoted words only")


def _is_plain(value: object) -> bool:
    """Whether a constant is a number, a truth value or a word without quotes and escapes."""
    if isinstance(value, str):
        return _WORD.match(value) is not None
    return isinstance(value, bool | int | float)


def _check_call(node: ast.Call) -> None:
    import ast

    known = isinstance(node.func, ast.Name) and node.func.id in FUNCTIONS
    if not known or node.keywords or any(isinstance(a, ast.Starred) for a in node.args):
        raise ExpressionError(f"the functions are {', '.join(FUNCTIONS)}, with plain arguments")


def make_divisible(value: float, divisor: int = 8, minimum: int | None = None) -> int:
    """Rounds to a multiple of `divisor`, never below 90 % of the value (MobileNetV2)."""
    if divisor <= 0:
        raise ExpressionError("make_divisible needs a divisor above 0")
    low = divisor if minimum is None else minimum
    rounded = max(low, int(value + divisor / 2) // divisor * divisor)
    return int(rounded + divisor if rounded < 0.9 * value else rounded)


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
}


def _lookup(name: str, variables: Mapping[str, Any]) -> Any:
    try:
        return variables[name]
    except KeyError:
        if name in ("true", "True"):
            return True
        if name in ("false", "False"):
            return False
        raise UnknownVariableError(name) from None


def _evaluate(node: ast.AST, variables: Mapping[str, Any]) -> Any:
    import ast

    match node:
        case ast.Constant():
            return _bounded(node.value)
        case ast.Name():
            return _lookup(node.id, variables)
        case ast.IfExp():
            chosen = node.body if _truth(_evaluate(node.test, variables)) else node.orelse
            return _evaluate(chosen, variables)
        case ast.BoolOp():
            return _logic(node, variables)
        case ast.UnaryOp():
            return _unary(node, _evaluate(node.operand, variables))
        case ast.BinOp():
            left, right = _evaluate(node.left, variables), _evaluate(node.right, variables)
            return _arithmetic(type(node.op).__name__, left, right)
        case ast.Compare():
            return _compare(node, variables)
        case ast.Call(func=ast.Name(id=name)):
            return _call(name, [_evaluate(argument, variables) for argument in node.args])
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
        if _truth(_evaluate(part, variables)) is stop_at:
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
    left = _evaluate(node.left, variables)
    for operator, right_node in zip(node.ops, node.comparators, strict=True):
        right = _evaluate(right_node, variables)
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


def _call(name: str, arguments: list[Any]) -> Any:
    for argument in arguments:
        _number(argument)
    try:
        return _bounded(FUNCTIONS[name](*arguments))
    except (TypeError, ValueError, OverflowError):
        raise ExpressionError(f"`{name}` cannot take these arguments") from None
