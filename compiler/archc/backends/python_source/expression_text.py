"""Turns an expression tree into Python text: no more brackets than it needs, and spaced as by ruff."""

from __future__ import annotations

import ast

from archc.backends.python_source.literals import literal
from archc.diagnostics.diagnostic import InternalError

CHOICE, OR, AND, NOT, COMPARE, SUM, PRODUCT, SIGN, POWER, ATOM = range(10)
"""How tightly an operator binds, the loosest first."""

OPERATORS: dict[type[ast.AST], tuple[str, int]] = {
    ast.Add: ("+", SUM),
    ast.Sub: ("-", SUM),
    ast.Mult: ("*", PRODUCT),
    ast.Div: ("/", PRODUCT),
    ast.FloorDiv: ("//", PRODUCT),
    ast.Mod: ("%", PRODUCT),
    ast.Pow: ("**", POWER),
}
COMPARISONS: dict[type[ast.AST], str] = {
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
}


def expression_text(tree: ast.expr, least: int = CHOICE) -> str:
    """The text of an expression; in brackets unless it binds at least that tightly.

    >>> expression_text(ast.parse("-x ** 2 * ((a + b) if not c else 'd')", mode="eval").body)
    '-(x**2) * (a + b if not c else "d")'
    """
    text, binds = _part(tree)
    return text if binds >= least else f"({text})"


def binding_of(tree: ast.expr) -> int:
    """How tightly an expression binds: less than `least` means that it stands in brackets."""
    return _part(tree)[1]


_text = expression_text


def _part(node: ast.expr) -> tuple[str, int]:
    match node:
        case ast.Constant(value=value):
            return literal(value), SIGN if _is_negative(value) else ATOM
        case ast.Name(id=name):
            return name, ATOM
        case ast.Attribute(value=value, attr=name):
            return f"{_text(value, ATOM)}.{name}", ATOM
        case ast.Subscript(value=value, slice=index):
            return f"{_text(value, ATOM)}[{_text(index)}]", ATOM
        case ast.Slice(lower=ast.expr() as lower):
            return f"{_text(lower)}:", ATOM
        case ast.Call(func=function, args=arguments, keywords=keywords):
            given = [_text(argument) for argument in arguments]
            given += [f"{keyword.arg}={_text(keyword.value)}" for keyword in keywords]
            return f"{_text(function, ATOM)}({', '.join(given)})", ATOM
        case ast.Tuple(elts=items):
            inner = ", ".join(_text(item) for item in items)
            return f"({inner}{',' if len(items) == 1 else ''})", ATOM
        case ast.List(elts=items):
            return f"[{', '.join(_text(item) for item in items)}]", ATOM
        case ast.Starred(value=value):
            return f"*{_text(value, ATOM)}", ATOM
        case ast.JoinedStr(values=values):
            return f'f"{"".join(_piece(value) for value in values)}"', ATOM
    return _operation(node)


def _piece(node: ast.expr) -> str:
    """A piece of the name of a layer: letters, digits and underscores, or a variable."""
    if isinstance(node, ast.FormattedValue):
        return f"{{{_text(node.value)}}}"
    return str(node.value) if isinstance(node, ast.Constant) else ""


def _operation(node: ast.expr) -> tuple[str, int]:
    match node:
        case ast.IfExp(test=test, body=body, orelse=other):
            parts = _text(body, OR), _text(test, OR), _text(other, CHOICE)
            return f"{parts[0]} if {parts[1]} else {parts[2]}", CHOICE
        case ast.BoolOp(op=ast.And(), values=values):
            return " and ".join(_text(value, NOT) for value in values), AND
        case ast.BoolOp(values=values):
            return " or ".join(_text(value, AND) for value in values), OR
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            return f"not {_text(operand, ATOM if _is_power(operand) else NOT)}", NOT
        case ast.UnaryOp(op=sign, operand=operand):
            # Ruff writes `-(x**2)`.
            return f"{'-' if isinstance(sign, ast.USub) else '+'}{_text(operand, ATOM)}", SIGN
        case ast.Compare(left=left, ops=operators, comparators=others):
            words = [COMPARISONS[type(operator)] for operator in operators]
            texts = [_text(other, SUM) for other in others]
            rest = "".join(f" {w} {t}" for w, t in zip(words, texts, strict=True))
            return f"{_text(left, SUM)}{rest}", COMPARE
        case ast.BinOp():
            return _arithmetic(node)
    raise InternalError(f"expression_text: {type(node).__name__} is not of the language")


def _arithmetic(node: ast.BinOp) -> tuple[str, int]:
    word, binds = OPERATORS[type(node.op)]
    if word != "**":
        return f"{_text(node.left, binds)} {word} {_text(node.right, binds + 1)}", binds
    left, right = _text(node.left, ATOM), _text(node.right, SIGN)
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
