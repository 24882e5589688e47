"""Lays code out in lines of at most 88 columns, as the formatters ruff and black would."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from archc.backends.python_source.code import (
    CallFunction,
    CallLayer,
    Copy,
    For,
    Function,
    If,
    Line,
    Statement,
)
from archc.backends.python_source.expression_text import (
    AND,
    ATOM,
    NOT,
    SUM,
    binding_of,
    expression_text,
)
from archc.backends.python_source.wrap_expression import INDENT, WIDTH, fits, wrap_expression


def layout_function(function: Function) -> str:
    """The text of a function."""
    keyword_only = [str(p) for p in function.keyword_only]
    parameters = [str(p) for p in function.parameters]
    if keyword_only:
        parameters += ["*", *keyword_only]
    lines = _signature(f"def {function.name}(", parameters, "):")
    if function.doc:
        lines += _docstring(list(function.doc))
    lines += _body(_returning(function), 1)
    return "\n".join(lines) + "\n"


def _signature(opening: str, parameters: list[str], closing: str) -> list[str]:
    joined = ", ".join(parameters)
    if fits(opening + joined + closing, 0):
        return [opening + joined + closing]
    if fits(joined, 1):
        return [opening, INDENT + joined, closing]
    return [opening, *(f"{INDENT}{parameter}," for parameter in parameters), closing]


def _docstring(doc: list[str]) -> list[str]:
    if len(doc) == 1 and len(doc[0]) <= WIDTH - 10:
        return [f'{INDENT}"""{doc[0]}"""']
    rest = [f"{INDENT}{line}".rstrip() for line in doc[1:]]
    return [f'{INDENT}"""{doc[0]}', *rest, f'{INDENT}"""']


def _returning(function: Function) -> tuple[Statement, ...]:
    """The body with its result returned; a last assignment of the result becomes the return."""
    body, result = function.body, function.result
    if not result:
        return body
    last = body[-1] if body else None
    if isinstance(last, CallLayer | CallFunction) and last.target == result:
        return (*body[:-1], Line(f"return {_call(last)}"))
    return (*body, Line(f"return {result}"))


def _body(statements: tuple[Statement, ...], depth: int) -> list[str]:
    return [line for statement in statements for line in _statement(statement, depth)]


def _statement(statement: Statement, depth: int) -> list[str]:
    match statement:
        case CallLayer() | CallFunction():
            return _simple(f"{_assign(statement.target)}{_call(statement)}", depth)
        case Copy():
            return _simple(f"{statement.target} = {statement.value}", depth)
        case For():
            opening = f"for {statement.targets} in "
            header = _simple_expression(opening, statement.iterable, ":", depth)
            return [*header, *_body(statement.body, depth + 1)]
        case If():
            return [*_condition(statement.condition, depth), *_body(statement.body, depth + 1)]
        case Line():
            return _simple(statement.text, depth)


def _call(statement: CallLayer | CallFunction) -> str:
    """The text of a call on one line."""
    given = [str(argument) for argument in statement.arguments]
    match statement:
        case CallFunction():
            return f"{statement.function}({', '.join(given)})"
        case CallLayer():
            given.append(f"name={statement.name}")
            return f"{statement.maker}({', '.join(given)})({statement.value})"


def _assign(target: str) -> str:
    return f"{target} " if target in ("return", "raise") else f"{target} = "


def _simple(text: str, depth: int) -> list[str]:
    """A statement without a body: an assignment, a `return`, a `raise` or a call."""
    if fits(text, depth):
        return [INDENT * depth + text]
    for word in ("return ", "raise "):
        if text.startswith(word):
            return _simple_expression(word, text.removeprefix(word), "", depth)
    target, equals, value = text.partition(" = ")
    if equals:
        return _simple_expression(target + equals, value, "", depth)
    return _simple_expression("", text, "", depth)


def _simple_expression(opening: str, text: str, closing: str, depth: int) -> list[str]:
    """An expression at the level of statements: without brackets of its own it breaks only inside some."""
    margin = INDENT * depth
    if fits(opening + text + closing, depth):
        return [f"{margin}{opening}{text}{closing}"]
    tree = ast.parse(text, mode="eval").body
    if isinstance(tree, ast.Name | ast.Attribute) or binding_of(tree) < ATOM:
        if isinstance(tree, ast.Name) and not fits(text, depth + 1):
            return [f"{margin}{opening}{text}{closing}"]
        inner = wrap_expression(tree, "", "", depth + 1)
        return [f"{margin}{opening}(", *inner, f"{margin}){closing}"]
    return wrap_expression(tree, opening, closing, depth)


def _condition(text: str, depth: int) -> list[str]:
    """The header of an `if`; where brackets at one of its ends are all that is too long, they break."""
    margin = INDENT * depth
    if fits(f"if {text}:", depth):
        return [f"{margin}if {text}:"]
    tree = ast.parse(text, mode="eval").body
    for before, part, least, after in _ends(tree):
        lines = wrap_expression(part, f"if {before}", f"{after}:", depth, least)
        if len(lines) > 1 and all(fits(line.strip(), depth) for line in (lines[0], lines[-1])):
            return lines
    return [f"{margin}if (", *wrap_expression(tree, "", "", depth + 1), f"{margin}):"]


def _ends(tree: ast.expr) -> Iterator[tuple[str, ast.expr, int, str]]:
    """The last and the first of two operands, if they have brackets; with the text before and after.

    The number is how tightly the operand must bind to need no brackets.
    """
    operands: list[ast.expr] = []
    match tree:
        case ast.UnaryOp(op=ast.Not(), operand=last):
            operands, least = [last], ATOM
        case ast.BoolOp(op=operator, values=[first, last]):
            operands, least = [last, first], NOT if isinstance(operator, ast.And) else AND
        case ast.Compare(left=first, comparators=[last]):
            operands, least = [last, first], SUM
    whole = expression_text(tree)
    for number, operand in enumerate(operands):
        text = expression_text(operand, least)
        if text.endswith(")") and (binding_of(operand) < least or isinstance(operand, ast.Call)):
            before, after = whole[: -len(text)], ""
            if number == 1:
                before, after = "", whole[len(text) :]
            yield before, operand, least, after
