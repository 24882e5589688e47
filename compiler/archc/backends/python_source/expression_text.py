"""Turns an expression tree into Python text: no more brackets than it needs, and spaced as by ruff."""

from __future__ import annotations

import ast

from archc.backends.python_source.literals import literal
from archc.diagnostics.diagnostic import InternalError

_CHOICE, _OR, _AND, _NOT, _COMPARE, _SUM, _PRODUCT, _SIGN, _POWER, _ATOM = range(10)
_OPERATORS: dict[type[ast.AST], tuple[str, int]] = {
    ast.Add: ("+", _SUM),
    ast.Sub: ("-", _SUM),
    ast.Mult: ("*", _PRODUCT),
    ast.Div: ("/", _PRODUCT),
    ast.FloorDiv: ("//", _PRODUCT),
    ast.Mod: ("%", _PRODUCT),
    ast.Pow: ("**", _POWER),
}
_COMPARISONS: dict[type[ast.AST], str] = {
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
}


def expression_text(tree: ast.expr) -> str:
    """The text of an expression.

    >>> expression_text(ast.parse("-x ** 2 * ((a + b) if not c else 'd')", mode="eval").body)
    '-(x**2) * (a + b if not c else "d")'
    """
    return _text(tree, _CHOICE)


def _text(node: ast.expr, least: int) -> str:
    """The text of a part; in brackets unless it binds at least that tightly."""
    text, binds = _part(node)
    return text if binds >= least else f"({text})"


def _part(node: ast.expr) -> tuple[str, int]:
    match node:
        case ast.Constant(value=value):
            return literal(value), _SIGN if _is_negative(value) else _ATOM
        case ast.Name(id=name):
            return name, _ATOM
        case ast.Attribute(value=value, attr=name):
            return f"{_text(value, _ATOM)}.{name}", _ATOM
        case ast.Subscript(value=value, slice=index):
            return f"{_text(value, _ATOM)}[{_text(index, _CHOICE)}]", _ATOM
        case ast.Call(func=function, args=arguments):
            given = ", ".join(_text(argument, _CHOICE) for argument in arguments)
            return f"{_text(function, _ATOM)}({given})", _ATOM
        case ast.Tuple(elts=items):
            inner = ", ".join(_text(item, _CHOICE) for item in items)
            return f"({inner}{',' if len(items) == 1 else ''})", _ATOM
    return _operation(node)


def _operation(node: ast.expr) -> tuple[str, int]:
    match node:
        case ast.IfExp(test=test, body=body, orelse=other):
            parts = _text(body, _OR), _text(test, _OR), _text(other, _CHOICE)
            return f"{parts[0]} if {parts[1]} else {parts[2]}", _CHOICE
        case ast.BoolOp(op=ast.And(), values=values):
            return " and ".join(_text(value, _NOT) for value in values), _AND
        case ast.BoolOp(values=values):
            return " or ".join(_text(value, _AND) for value in values), _OR
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            return f"not {_text(operand, _ATOM if _is_power(operand) else _NOT)}", _NOT
        case ast.UnaryOp(op=sign, operand=operand):
            # Ruff writes `-(x**2)`.
            return f"{'-' if isinstance(sign, ast.USub) else '+'}{_text(operand, _ATOM)}", _SIGN
        case ast.Compare(left=left, ops=operators, comparators=others):
            words = [_COMPARISONS[type(operator)] for operator in operators]
            texts = [_text(other, _SUM) for other in others]
            rest = "".join(f" {w} {t}" for w, t in zip(words, texts, strict=True))
            return f"{_text(left, _SUM)}{rest}", _COMPARE
        case ast.BinOp():
            return _arithmetic(node)
    raise InternalError(f"expression_text: {type(node).__name__} is not of the language")


def _arithmetic(node: ast.BinOp) -> tuple[str, int]:
    word, binds = _OPERATORS[type(node.op)]
    if word != "**":
        return f"{_text(node.left, binds)} {word} {_text(node.right, binds + 1)}", binds
    left, right = _text(node.left, _ATOM), _text(node.right, _SIGN)
    base = (
        node.right.left
        if isinstance(node.right, ast.BinOp) and _is_power(node.right)
        else node.right
    )
    hugs = _is_simple(node.left) and not left.startswith("(") and _is_simple(base)
    return f"{left}**{right}" if hugs else f"{left} ** {right}", binds


def _is_power(node: ast.expr) -> bool:
    return isinstance(node, ast.BinOp) and isinstance(node.op, ast.Pow)


def _is_simple(node: ast.expr) -> bool:
    """Whether ruff writes no spaces between this and a `**`."""
    match node:
        case ast.Name():
            return True
        case ast.Constant(value=value):
            return isinstance(value, int | float)
        case ast.Attribute(value=value):
            return _is_simple(value) and not isinstance(value, ast.Constant)
        case ast.UnaryOp(op=ast.USub() | ast.UAdd(), operand=operand):
            return isinstance(operand, ast.Name | ast.Constant) and _is_simple(operand)
    return False


def _is_negative(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and value < 0
