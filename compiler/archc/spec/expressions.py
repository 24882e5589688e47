"""Parses the expressions of a spec: `$name` and `${2 * filters if wide else filters}`.

The language is total and bounded: names, numbers, arithmetic, comparison, `x if c else y`, items of
lists and a few functions. Nothing in it can loop, reach an attribute, or grow a number beyond a limit. It
is a subset of Python, so the source back end can write an expression as it stands.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from archc.diagnostics.suggest import closest
from archc.source.limits import MAX_EXPRESSION_CHARS, MAX_EXPRESSION_NODES
from archc.source.source_file import Span
from archc.spec.expression_value import FUNCTIONS, ExpressionError, evaluate, look_up

if TYPE_CHECKING:
    import ast

_NAME = re.compile(r"\$[A-Za-z_][A-Za-z0-9_]*\Z")
SHAPE_NAMES = frozenset({"channels", "height", "width"})
LOOP_NAMES = frozenset({"index", "count", "running_index", "running_count"})
RUNNING_NAMES = frozenset({"running_index", "running_count"})
_WORD = re.compile(r"[A-Za-z0-9_ .+-]*\Z")


class _Failed:
    def __repr__(self) -> str:
        return "FAILED"


FAILED: Any = _Failed()
"""Stands for a value that there is none of; the sink knows why."""


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
            return look_up(self.text, variables)
        return evaluate(self.tree, variables)

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
            ast.Subscript,
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
    listed = f"the functions are {', '.join(FUNCTIONS)}"
    if isinstance(node.func, ast.Name) and not known:
        word, near = node.func.id, closest(node.func.id, FUNCTIONS)
        help_text = f"did you mean `{near}`?" if near else listed
        raise ExpressionError(f"there is no function `{word}`", help_text, word, near)
    if not known or node.keywords or any(isinstance(a, ast.Starred) for a in node.args):
        raise ExpressionError(f"{listed}, with plain arguments")
