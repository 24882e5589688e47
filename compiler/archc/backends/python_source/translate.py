"""Turns an expression of a spec into Python text, its variables replaced by those of the generated code."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from archc.spec.expressions import Expression

Rename = Callable[[str], str]
"""Gives the Python text for a variable of the expression."""

_SIMPLE_POWER = re.compile(r"\b(\w+) \*\* (\w+)\b")


def translate(value: Any, rename: Rename) -> str:
    """The Python text of an entry's value: an expression, or a list that holds some."""
    if isinstance(value, list):
        items = [translate(item, rename) for item in value]
        return f"({', '.join(items)}{',' if len(items) == 1 else ''})"
    if not isinstance(value, Expression):
        return repr(value)
    if value.tree is None:
        return rename(value.text)
    return _unparse(value.tree, rename)


def _unparse(tree: Any, rename: Rename) -> str:
    import ast

    class Renamer(ast.NodeTransformer):
        def visit_Name(self, node: ast.Name) -> ast.expr:
            return ast.parse(rename(node.id), mode="eval").body

        def visit_Call(self, node: ast.Call) -> ast.expr:
            arguments = [self.visit(argument) for argument in node.args]
            assert isinstance(node.func, ast.Name)
            return _function(node.func.id, arguments)

    copy = ast.parse(ast.unparse(tree), mode="eval").body
    text = ast.unparse(Renamer().visit(copy)).replace("'", '"')
    return _SIMPLE_POWER.sub(r"\1**\2", text)


def _function(name: str, arguments: list[Any]) -> Any:
    """A call that needs no import: floor and ceil are written with `//`."""
    import ast

    if name not in ("floor", "ceil"):
        return ast.Call(ast.Name(name, ast.Load()), arguments, [])
    sign = "-" if name == "ceil" else ""
    inner = ast.unparse(arguments[0])
    return ast.parse(f"{sign}int({sign}({inner}) // 1)", mode="eval").body


MAKE_DIVISIBLE = '''def make_divisible(value, divisor=8, minimum=None):
    """Rounds to a multiple of the divisor, never below 90 % of the value."""
    low = divisor if minimum is None else minimum
    rounded = max(low, int(value + divisor / 2) // divisor * divisor)
    return int(rounded + divisor if rounded < 0.9 * value else rounded)
'''
