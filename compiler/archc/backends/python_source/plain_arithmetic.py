"""Says where a number reads better as the arithmetic that a spec has for it: `1 / 255`."""

from __future__ import annotations

import ast
from typing import Any

from archc.spec.expressions import Expression

_READABLE = 12
"""How many characters of a float a person would have written."""
_ARITHMETIC = (ast.BinOp, ast.UnaryOp, ast.Constant, ast.operator, ast.unaryop)


def reads_better(written: Any, value: Any) -> bool:
    """Whether what a spec writes is made of numbers alone, and its value would be a row of digits."""
    return _is_long(value) and _is_arithmetic(written)


def _is_long(value: Any) -> bool:
    if isinstance(value, list | tuple):
        return any(_is_long(item) for item in value)
    return isinstance(value, float) and len(repr(value)) > _READABLE


def _is_arithmetic(written: Any) -> bool:
    if isinstance(written, list):
        return all(_is_arithmetic(item) for item in written)
    if not isinstance(written, Expression):
        return True
    return written.tree is not None and all(
        isinstance(node, _ARITHMETIC) for node in ast.walk(written.tree)
    )
