"""Turns sums of an expression and whole numbers into a sum of the expression and one number.

depth - 1 + 1  ->  depth        i + 3 - 1  ->  i + 2
"""

from __future__ import annotations

import ast


def plus(tree: ast.expr, number: int) -> ast.expr:
    """An expression that gives a whole number, and a number added to it."""
    match tree:
        case ast.Constant(value=int(value)):
            return ast.Constant(value + number)
        case ast.BinOp(left=rest, op=operator, right=right):
            before = added(operator, right)
            return _sum(tree, number) if before is None else _sum(rest, before + number)
    return _sum(tree, number)


def added(operator: ast.operator, number: ast.expr) -> int | None:
    """What `+ number` or `- number` adds, if that is a whole number."""
    value = number.value if isinstance(number, ast.Constant) else None
    if not isinstance(value, int) or isinstance(value, bool):
        return None
    match operator:
        case ast.Add():
            return value
        case ast.Sub():
            return -value
    return None


def _sum(rest: ast.expr, number: int) -> ast.expr:
    """An expression, and what is added to it."""
    if number == 0:
        return rest
    operator = ast.Add() if number > 0 else ast.Sub()
    return ast.BinOp(rest, operator, ast.Constant(abs(number)))
