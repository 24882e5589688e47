"""Turns an expression of a spec into an expression of the generated code.

1. A variable becomes what the caller says: a parameter, a loop variable, a number, the size of a value.
2. `floor` and `ceil` are written with `//`, because the generated code imports keras alone.
3. Where Keras wants a whole number and the expression may give a float, `int` is put around it.
4. The item of a list is a number where the index is one; so are the sum and the length of a list.
5. Whole numbers that are added or subtracted become one.

    ${ceil(filters / 2)}  ->  -(-filters // 2)          ${filters * 1.5}  ->  int(filters * 1.5)
"""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import Any

from archc.backends.python_source.whole_sums import added, plus
from archc.spec.expression_value import FUNCTIONS
from archc.spec.expressions import Expression

Resolve = Callable[[str], ast.expr]
"""Gives the expression for a variable of the spec."""


class Translation:
    """Translates values of entries; remembers which variables of the generated code can be floats."""

    def __init__(self, resolve: Resolve, is_float: Callable[[str], bool]) -> None:
        self._resolve = resolve
        self._is_float = is_float
        self._floats: set[str] = set()

    def value(self, value: Any) -> ast.expr:
        """The expression for the value of an entry: an expression of the spec, or a list with some."""
        if isinstance(value, list):
            return ast.Tuple([self.value(item) for item in value], ast.Load())
        if not isinstance(value, Expression):
            return ast.Constant(value)
        if value.tree is None:
            return self._variable(value.text)
        return self._visit(value.tree)

    def whole(self, tree: ast.expr) -> ast.expr:
        """The same value as a whole number, and a list as whole numbers (rule 3)."""
        if isinstance(tree, ast.Tuple):
            return ast.Tuple([self.whole(item) for item in tree.elts], ast.Load())
        return tree if self._gives_whole(tree) else _call("int", tree)

    def _variable(self, name: str) -> ast.expr:
        """Rule 1."""
        if name.lower() in ("true", "false"):
            return ast.Constant(name.lower() == "true")
        found = self._resolve(name)
        if self._is_float(name):
            self._floats |= {node.id for node in ast.walk(found) if isinstance(node, ast.Name)}
        return found

    def _visit(self, node: ast.expr) -> ast.expr:
        match node:
            case ast.Name(id=name):
                return self._variable(name)
            case ast.Call(func=ast.Name(id=name), args=arguments):
                return self._function(name, [self._visit(argument) for argument in arguments])
            case ast.Subscript(value=values, slice=index):
                return _item(self._visit(values), self._visit(index))
            case ast.List(elts=items):
                return ast.Tuple([self._visit(item) for item in items], ast.Load())
            case ast.BinOp(left=left, op=operator, right=right):
                return self._folded(self._visit(left), operator, self._visit(right))
            case ast.UnaryOp(op=sign, operand=operand):
                return ast.UnaryOp(sign, self._visit(operand))
            case ast.BoolOp(op=word, values=values):
                return _flat(word, [self._visit(value) for value in values])
            case ast.Compare(left=left, ops=operators, comparators=others):
                return ast.Compare(self._visit(left), operators, [self._visit(o) for o in others])
            case ast.IfExp(test=test, body=body, orelse=other):
                return ast.IfExp(self._visit(test), self._visit(body), self._visit(other))
        return node

    def _folded(self, left: ast.expr, operator: ast.operator, right: ast.expr) -> ast.expr:
        """Rule 5: `i + 2` for `i + 3 - 1`."""
        number = added(operator, right)
        if number is None or not self._ends_in_whole(left):
            return ast.BinOp(left, operator, right)
        return plus(left, number)

    def _ends_in_whole(self, node: ast.expr) -> bool:
        """Whether an expression is a whole number, or a whole value and a whole number added to it."""
        match node:
            case ast.BinOp(left=rest, op=operator, right=number):
                return added(operator, number) is not None and self._gives_whole(rest)
        return added(ast.Add(), node) is not None

    def _function(self, name: str, arguments: list[ast.expr]) -> ast.expr:
        """Rules 2 and 4."""
        if name == "scaled":
            return arguments[0]
        values = _items(arguments[0])
        if name in ("sum", "len") and values is not None:
            return ast.Constant(FUNCTIONS[name](values))
        if name not in ("floor", "ceil"):
            return _call(name, *arguments)
        value = arguments[0]
        divisor: ast.expr = ast.Constant(1)
        match value:
            case ast.BinOp(left=left, op=ast.Div(), right=right) if self._both_whole(left, right):
                # Of floats, `//` would round another quotient.
                value, divisor = left, right
        if name == "ceil":
            value = ast.UnaryOp(ast.USub(), value)
        found: ast.expr = ast.BinOp(value, ast.FloorDiv(), divisor)
        if name == "ceil":
            found = ast.UnaryOp(ast.USub(), found)
        return self.whole(found)

    def _gives_whole(self, node: ast.expr) -> bool:
        """Whether an expression gives a whole number, or none at all, whatever its variables are."""
        match node:
            case ast.Subscript(value=values):
                return self._gives_whole(values)
            case ast.Tuple(elts=items):
                return all(self._gives_whole(item) for item in items)
            case ast.Constant(value=value):
                return not any(isinstance(x, float) for x in (_items(node) or [value]))
            case ast.Name(id=name):
                return name not in self._floats
            case ast.Call(func=ast.Name(id=name), args=arguments):
                known = name in ("int", "make_divisible") or (name == "round" and not arguments[1:])
                return known or all(self._gives_whole(argument) for argument in arguments)
            case ast.BinOp(op=ast.Div()):
                return False
            case ast.BinOp(left=left, op=ast.Pow(), right=right):
                return self._gives_whole(left) and _is_natural(right)
            case ast.BinOp(left=left, right=right):
                return self._both_whole(left, right)
            case ast.UnaryOp(operand=operand):
                return self._gives_whole(operand)
            case ast.IfExp(body=body, orelse=other):
                return self._gives_whole(body) and self._gives_whole(other)
        return True

    def _both_whole(self, left: ast.expr, right: ast.expr) -> bool:
        return self._gives_whole(left) and self._gives_whole(right)


def _flat(word: ast.boolop, values: list[ast.expr]) -> ast.expr:
    """`a and b and c` for `(a and b) and c`."""
    parts: list[ast.expr] = []
    for value in values:
        same = isinstance(value, ast.BoolOp) and type(value.op) is type(word)
        parts += value.values if isinstance(value, ast.BoolOp) and same else [value]
    return ast.BoolOp(word, parts)


def _item(values: ast.expr, index: ast.expr) -> ast.expr:
    """Rule 4."""
    items = _items(values)
    if isinstance(index, ast.Constant) and isinstance(index.value, int):
        if isinstance(values, ast.Tuple):
            return values.elts[index.value]
        if items is not None:
            return ast.Constant(items[index.value])
    return ast.Subscript(values, index, ast.Load())


def _items(tree: ast.expr) -> list[Any] | None:
    """The items of a list of the spec, if the expression is one."""
    value: Any = tree.value if isinstance(tree, ast.Constant) else None
    return value if isinstance(value, list) else None


def _is_natural(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, int) and node.value >= 0


def _call(name: str, *arguments: ast.expr) -> ast.expr:
    return ast.Call(ast.Name(name, ast.Load()), list(arguments), [])
