"""Reads `scaling`, and does its arithmetic on numbers and on expressions.

1. Filters become `make_divisible(filters * width, divisor, min, round_up_below)`, as in MobileNetV2 and
   EfficientNet; without a `divisor`, `int(filters * width)`, as in MobileNet.
2. Repeats become `ceil(repeat * depth)`, as in EfficientNet.
3. A factor of 1 changes nothing.
4. `scaled(n)` in an expression is what rule 1 makes of n.

    width 0.35, divisor 8:  64 -> 24    ${2 * filters} -> ${make_divisible(2 * filters * 0.35)}
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from archc.diagnostics import codes
from archc.diagnostics.diagnostic import Diagnostic, Sink
from archc.diagnostics.suggest import suggest, word_in
from archc.ops.kinds import MOMENTUM, POSITIVE, Kind
from archc.schema.conforms import conforms
from archc.source.record import record
from archc.spec.expression_value import ExpressionError, UnknownVariableError, make_divisible
from archc.spec.expressions import is_expression, parse_expression
from archc.syntax.tree import Mapping, Scalar, Sequence, Tree, describe_value

if TYPE_CHECKING:
    import ast

FUNCTION = "scaled"
_DEFAULTS = {"width": 1.0, "depth": 1.0, "divisor": None, "min": None, "round_up_below": 0.9}


class Scaled(Scalar):
    """A number or expression that scaling has made of another one."""

    __slots__ = ("before", "factor")

    def __init__(self, value: Any, before: Scalar, factor: float) -> None:
        super().__init__(value, before.span)
        self.before = before
        self.factor = factor


@record
class Scaling:
    """The factors of a network, and how filters are rounded."""

    width: float
    depth: float
    divisor: int | None
    min: int | None
    round_up_below: float

    def filters(self, count: int) -> int:
        """Rule 1."""
        if self.width == 1:
            return count
        if self.divisor is None:
            return max(self.min or 0, int(count * self.width))
        return make_divisible(count * self.width, self.divisor, self.min, self.round_up_below)

    def repeats(self, count: int) -> int:
        """Rule 2."""
        return count if self.depth == 1 else math.ceil(count * self.depth)

    def filters_of(self, tree: ast.expr) -> ast.expr:
        """Rule 1, of an expression."""
        import ast

        if self.width == 1:
            return tree
        product = ast.BinOp(tree, ast.Mult(), ast.Constant(self.width))
        if self.divisor is None:
            whole = _call("int", product)
            return whole if self.min is None else _call("max", ast.Constant(self.min), whole)
        given: list[float | None] = [self.divisor, self.min, self.round_up_below]
        given[1] = self.divisor if given[1] is None else given[1]
        for default in (0.9, self.divisor, 8):
            if given[-1] != default:
                break
            given.pop()
        return _call("make_divisible", product, *(ast.Constant(value) for value in given))

    def repeats_of(self, tree: ast.expr) -> ast.expr:
        """Rule 2, of an expression."""
        import ast

        if self.depth == 1:
            return tree
        return _call("ceil", ast.BinOp(tree, ast.Mult(), ast.Constant(self.depth)))


UNSCALED = Scaling(width=1, depth=1, divisor=None, min=None, round_up_below=0)
"""The scaling that leaves everything as it is."""


def read_scaling(tree: Mapping, constants: dict[str, Any], sink: Sink) -> Scaling | None:
    """The scaling of a spec; None when it has none, or one that is reported."""
    found = tree.get("scaling")
    if not isinstance(found, Mapping):
        return None
    values: dict[str, Any] = dict(_DEFAULTS)
    for key, value in found.items():
        number = _number(value, constants, sink)
        kind = _KINDS[key]
        if number is None:
            return None
        if not conforms(number, kind.schema, {}):
            message = f"`{key}` must be {kind.name}; it is {describe_value(number)}"
            sink.add(Diagnostic(codes.WRONG_VALUE, message, value.span))
            return None
        values[key] = int(number) if kind is POSITIVE else number
    return Scaling(**values)


_FACTOR = Kind(
    "a number above 0 and at most 1000", {"type": "number", "exclusiveMinimum": 0, "maximum": 1000}
)
_KINDS = {
    "width": _FACTOR,
    "depth": _FACTOR,
    "divisor": POSITIVE,
    "min": POSITIVE,
    "round_up_below": MOMENTUM,
}
"""What the schema asks of a factor that is no expression, and more of the first two."""


def _number(tree: Tree, known: dict[str, Any], sink: Sink) -> Any:
    value = evaluate_plainly(tree, known, sink)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return value
    if value is not None:
        sink.add(Diagnostic(codes.WRONG_TYPE, "a factor of scaling must be a number", tree.span))
    return None


def evaluate_plainly(tree: Tree, known: dict[str, Any], sink: Sink) -> Any:
    """The value of what may be an expression of constants, or a list of such; None when it has none."""
    if isinstance(tree, Sequence):
        items = [evaluate_plainly(item, known, sink) for item in tree.items]
        return None if None in items else items
    value = tree.plain()
    if not is_expression(value):
        return value
    try:
        return parse_expression(str(value), tree.span).evaluate(known)
    except UnknownVariableError as error:
        place = word_in(tree.span, error.name)
        near = suggest(error.name, known, tree.span)
        code = codes.UNKNOWN_VARIABLE if near.fix is not None else codes.EXPRESSION_FAILED
        help_text = near.help if near.fix is not None else _SCALING_HELP
        sink.add(Diagnostic(code, str(error), place, help=help_text, fix=near.fix))
        return None
    except ExpressionError as error:
        help_text = error.help_text or _SCALING_HELP
        sink.add(Diagnostic(codes.EXPRESSION_FAILED, str(error), tree.span, help=help_text))
        return None


_SCALING_HELP = "scaling is done before anything else: it reads constants only"


def known_constants(tree: Mapping) -> dict[str, Any]:
    """The constants that have a value before anything is compiled: those that read no argument."""
    known: dict[str, Any] = {}
    constants = tree.get("constants")
    for name, value in constants.items() if isinstance(constants, Mapping) else ():
        found = evaluate_plainly(value, known, Sink())
        if found is not None:
            known[name] = found
    return known


def put_scaled(tree: ast.expr, scaling: Scaling) -> ast.expr:
    """Rule 4."""
    import ast

    class Put(ast.NodeTransformer):
        """Replaces the calls of `scaled`, innermost first."""

        def visit_Call(self, node: ast.Call) -> ast.expr:
            self.generic_visit(node)
            is_scaled = isinstance(node.func, ast.Name) and node.func.id == FUNCTION
            return scaling.filters_of(node.args[0]) if is_scaled and len(node.args) == 1 else node

    found: ast.expr = Put().visit(tree)
    return found


def _call(name: str, *arguments: ast.expr) -> ast.expr:
    import ast

    return ast.Call(ast.Name(name, ast.Load()), list(arguments), [])
