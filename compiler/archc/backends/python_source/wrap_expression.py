"""Breaks an expression that is too long for its line, as the formatter ruff would.

1. A call or a list breaks after its bracket: all items on one line if they fit there, else one a line with a
   comma after the last, if there are several.
2. A chain of operators of the same rank breaks before each of them; `if` and `else` count as operators.
3. What stands in brackets moves to lines of its own between them.
4. Of a call of what a call gives, the last brackets alone break if everything before them fits into a line,
   and what is in them too.
"""

from __future__ import annotations

import ast
from typing import NamedTuple

from archc.backends.python_source.expression_text import (
    AND,
    ATOM,
    CHOICE,
    COMPARISONS,
    NOT,
    OPERATORS,
    OR,
    SUM,
    binding_of,
    expression_text,
)
from archc.backends.python_source.literals import quote

WIDTH = 88
INDENT = "    "


class _Item(NamedTuple):
    """A part of an expression: what stands before it, and how tightly it must bind to need no brackets."""

    before: str
    node: ast.expr
    least: int = CHOICE


def wrap_expression(
    tree: ast.expr, opening: str, closing: str, depth: int, least: int = CHOICE
) -> list[str]:
    """The lines for `opening expression closing`, in a place where the expression may break freely.

    The expression stands in brackets unless it binds at least that tightly.
    """
    return _wrap(_Item("", tree, least), opening, closing, depth)


def fits(text: str, depth: int) -> bool:
    """Whether a text fits into a line at a depth."""
    return len(INDENT) * depth + len(text) <= WIDTH


def _wrap(item: _Item, opening: str, closing: str, depth: int) -> list[str]:
    opening, margin = opening + item.before, INDENT * depth
    text = f"{opening}{expression_text(item.node, item.least)}{closing}"
    if fits(text, depth):
        return [margin + text]
    if binding_of(item.node) < item.least:
        inner = _wrap(_Item("", item.node), "", "", depth + 1)
        return [f"{margin}{opening}(", *inner, f"{margin}){closing}"]
    match item.node:
        case ast.Call():
            return _wrap_call(item.node, opening, closing, depth)
        case ast.Tuple(elts=elements):
            return _bracketed(opening + "(", [_Item("", e) for e in elements], ")" + closing, depth)
        case ast.List(elts=elements):
            return _bracketed(opening + "[", [_Item("", e) for e in elements], "]" + closing, depth)
        case ast.Subscript(value=value, slice=index):
            opening += expression_text(value, ATOM)
            return _bracketed(opening + "[", [_Item("", index)], "]" + closing, depth)
        case ast.UnaryOp(op=operator, operand=operand):
            word = "not " if isinstance(operator, ast.Not) else "-"
            return _wrap(_Item(word, operand, ATOM), opening, closing, depth)
        case ast.Constant(value=str(text)):
            return _wrap_string(text, opening, closing, depth)
    parts = _operands(item.node)
    if len(parts) == 1:
        return [margin + text]
    return [
        line
        for number, part in enumerate(parts)
        for line in _wrap(
            part,
            opening if number == 0 else "",
            closing if number == len(parts) - 1 else "",
            depth,
        )
    ]


def _wrap_call(call: ast.Call, opening: str, closing: str, depth: int) -> list[str]:
    items = [_Item("", argument) for argument in call.args]
    items += [_Item(f"{keyword.arg}=", keyword.value) for keyword in call.keywords]
    function = expression_text(call.func, ATOM)
    last_alone = fits(f"{opening}{function}(", depth) and fits(_joined(items), depth + 1)
    if not isinstance(call.func, ast.Call) or last_alone:
        return _bracketed(f"{opening}{function}(", items, f"){closing}", depth)
    # Rule 4.
    *lines, last = _wrap_call(call.func, opening, "(", depth)
    return [*lines, *_bracketed(last.strip(), items, f"){closing}", depth)]


def _bracketed(opening: str, items: list[_Item], closing: str, depth: int) -> list[str]:
    """Rule 1."""
    margin = INDENT * depth
    joined = _joined(items)
    if fits(f"{opening}{joined}{closing}", depth) or not items:
        return [f"{margin}{opening}{joined}{closing}"]
    if fits(joined, depth + 1):
        return [f"{margin}{opening}", f"{INDENT}{margin}{joined}", f"{margin}{closing}"]
    comma = "," if len(items) > 1 else ""
    inner = [line for item in items for line in _wrap(item, "", comma, depth + 1)]
    return [f"{margin}{opening}", *inner, f"{margin}{closing}"]


def _joined(items: list[_Item]) -> str:
    return ", ".join(item.before + expression_text(item.node) for item in items)


def _wrap_string(text: str, opening: str, closing: str, depth: int) -> list[str]:
    """A string in pieces that fit, each on a line of its own."""
    pieces, room = [""], WIDTH - len(INDENT) * depth
    for word in text.split(" "):
        longer = f"{pieces[-1]}{word} "
        if pieces[-1] and len(quote(longer)) > room:
            pieces.append(f"{word} ")
        else:
            pieces[-1] = longer
    pieces[-1] = pieces[-1][:-1]
    margin = INDENT * depth
    lines = [f"{margin}{quote(piece)}" for piece in pieces]
    return [f"{margin}{opening}{lines[0].strip()}", *lines[1:-1], f"{lines[-1]}{closing}"]


def _operands(node: ast.expr) -> list[_Item]:
    """Rule 2: the operands of a chain of operators, each with the operator before it."""
    match node:
        case ast.IfExp(test=test, body=body, orelse=other):
            items = [_Item("", body, OR), _Item("if ", test, OR)]
            first, *rest = _operands(other) if isinstance(other, ast.IfExp) else [_Item("", other)]
            return [*items, first._replace(before="else "), *rest]
        case ast.BoolOp(op=operator, values=values):
            word, least = ("and ", NOT) if isinstance(operator, ast.And) else ("or ", AND)
            return _flat_logic(values, word, least)
        case ast.Compare(left=left, ops=operators, comparators=others):
            words = [f"{COMPARISONS[type(operator)]} " for operator in operators]
            rest = [_Item(w, o, SUM) for w, o in zip(words, others, strict=True)]
            return [_Item("", left, SUM), *rest]
        case ast.BinOp():
            return _flat_arithmetic(node)
    return [_Item("", node)]


def _flat_logic(values: list[ast.expr], word: str, least: int) -> list[_Item]:
    """`a and b or c`: ruff gives `and` and `or` the same rank."""
    items: list[_Item] = []
    for number, value in enumerate(values):
        before = word if number else ""
        inner = isinstance(value, ast.BoolOp) and binding_of(value) >= least
        first, *rest = _operands(value) if inner else [_Item("", value, least)]
        items += [first._replace(before=before + first.before), *rest]
    return items


def _flat_arithmetic(node: ast.BinOp) -> list[_Item]:
    word, binds = OPERATORS[type(node.op)]
    left, first = node.left, [_Item("", node.left, binds)]
    if isinstance(left, ast.BinOp) and word != "**" and OPERATORS[type(left.op)][1] == binds:
        first = _flat_arithmetic(left)
    return [*first, _Item(f"{word} ", node.right, binds + 1)]
