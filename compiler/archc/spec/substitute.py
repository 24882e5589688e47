"""Puts values in place of variables in an entry: what a row of a table gives for its columns.

${stride if index == 1 else 1} with stride = 2  ->  ${2 if index == 1 else 1}
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from archc.diagnostics import codes
from archc.diagnostics.diagnostic import Diagnostic, Sink
from archc.source.limits import MAX_EXPRESSION_NODES
from archc.spec.decode_values import names_in
from archc.spec.expressions import FAILED, Expression
from archc.spec.model import Entry

if TYPE_CHECKING:
    import ast

Columns = dict[str, Entry]
"""The values of variables, by their names."""


def substitute(entry: Entry, columns: Columns, sink: Sink) -> Entry:
    """The entry with the columns in it replaced; a bare `$column` becomes the entry of the column.

    An expression that grows beyond the limit goes to the sink.
    """
    if not names_in(entry.value) & columns.keys():
        return entry
    if isinstance(entry.value, Expression) and entry.value.is_name:
        cell = columns[entry.value.text]
        return Entry(cell.value, cell.span, cell.dynamic, cell.before)
    value = _value(entry.value, columns, sink)
    return Entry(value, entry.span, dynamic=True)


def _value(value: Any, columns: Columns, sink: Sink) -> Any:
    if isinstance(value, list) and names_in(value):
        return [_value(item, columns, sink) for item in value]
    if not isinstance(value, Expression) or not value.names & columns.keys():
        return value
    if value.tree is None:
        return columns[value.text].value
    if any(columns[name].value is FAILED for name in value.names & columns.keys()):
        return FAILED
    return _expression(value, columns, sink)


def _expression(value: Expression, columns: Columns, sink: Sink) -> Any:
    import ast

    assert value.tree is not None
    tree = _put(value.tree, columns)
    if sum(1 for _ in ast.walk(tree)) > MAX_EXPRESSION_NODES:
        message = "with the values of the row the expression is too long"
        sink.add(Diagnostic(codes.EXPRESSION_INVALID, message, value.span))
        return FAILED
    names = value.names - columns.keys()
    for name in value.names & columns.keys():
        names |= names_in(columns[name].value)
    return Expression(ast.unparse(tree), value.span, names, tree)


def _put(tree: ast.expr, columns: Columns) -> ast.expr:
    import ast

    class Put(ast.NodeTransformer):
        """Replaces the names of columns; functions are not names of variables."""

        def visit_Call(self, node: ast.Call) -> ast.expr:
            arguments = [self.visit(argument) for argument in node.args]
            return ast.Call(node.func, arguments, [])

        def visit_Name(self, node: ast.Name) -> ast.expr:
            return _tree(columns[node.id].value) if node.id in columns else node

    # A transformer changes the tree that it is given, and the next row needs it again.
    found: ast.expr = Put().visit(ast.parse(ast.unparse(tree), mode="eval").body)
    return found


def _tree(value: Any) -> ast.expr:
    import ast

    if isinstance(value, list) and names_in(value):
        return ast.List([_tree(item) for item in value], ast.Load())
    if not isinstance(value, Expression):
        return ast.Constant(value)
    return value.tree if value.tree is not None else ast.Name(value.text, ast.Load())
