"""Turns located YAML values into entries: values of their kind, or expressions to be evaluated later."""

from __future__ import annotations

from typing import Any

from archc.diagnostics import codes
from archc.diagnostics.diagnostic import Diagnostic, Edit, Fix, Sink
from archc.diagnostics.suggest import replace_word, word_in
from archc.ops.kinds import Kind
from archc.source.source_file import Span
from archc.spec.expression_value import ExpressionError
from archc.spec.expressions import FAILED, Expression, is_expression, parse_expression
from archc.spec.model import Before, Entry
from archc.spec.scaling import Scaled
from archc.syntax.tree import Hole, Mapping, Scalar, Sequence, Tree


def decode_entry(tree: Tree, sink: Sink, kind: Kind | None = None) -> Entry:
    """The entry for a value; converted to the form of its kind when it holds no expression."""
    value, dynamic = _value(tree, sink)
    before = None
    if isinstance(tree, Scaled):
        before = Before(decode_entry(tree.before, sink), tree.factor)
    if dynamic or kind is None:
        return Entry(value, tree.span, dynamic, before)
    return Entry(kind.convert(value), tree.span, before=before)


def decode_names(tree: Tree | None) -> tuple[Entry, ...]:
    """The names that `as`, `from`, `inputs` or `outputs` gives: one, several, or none without the key."""
    match tree:
        case Sequence():
            return tuple(Entry(item.plain(), item.span) for item in tree.items)
        case Scalar():
            return (Entry(tree.value, tree.span),)
    return ()


def _value(tree: Tree, sink: Sink) -> tuple[Any, bool]:
    match tree:
        case Scalar():
            return _scalar(tree, sink)
        case Sequence():
            pairs = [_value(item, sink) for item in tree.items]
            return [value for value, _ in pairs], any(dynamic for _, dynamic in pairs)
        case Mapping():
            return tree.plain(), False
        case Hole():
            return FAILED, True


def _scalar(tree: Scalar, sink: Sink) -> tuple[Any, bool]:
    if not is_expression(tree.value):
        return tree.value, False
    try:
        return parse_expression(str(tree.value), tree.span), True
    except ExpressionError as error:
        sink.add(_invalid(tree.span, error))
        return FAILED, True


def _invalid(span: Span, error: ExpressionError) -> Diagnostic:
    """The finding for an expression that is none, with a fix where it is clear what was meant."""
    place, help_text = word_in(span, error.word), error.help_text
    fix = replace_word(place, error.word, error.meant) if error.meant is not None else None
    # Imported here: most expressions are right.
    from archc.spec.mend_expression import mend_expression

    meant = mend_expression(span.text) if fix is None else None
    if meant is not None:
        fix = Fix(f"write `{meant.strip(_QUOTES)}`", (Edit(span, meant),), safe=False)
        help_text = fix.title
    return Diagnostic(codes.EXPRESSION_INVALID, str(error), place, help=help_text or _HELP, fix=fix)


_QUOTES = "\"'"


_HELP = "an expression is `$name` or `${...}` with arithmetic, comparison and `x if c else y`"


def holds_failure(value: Any) -> bool:
    """Whether an entry's value, or a part of it, is one that a finding has been reported for."""
    if isinstance(value, list):
        return any(holds_failure(item) for item in value)
    return value is FAILED


def expressions_in(value: Any) -> list[Expression]:
    """All expressions that an entry's value holds."""
    if isinstance(value, Expression):
        return [value]
    if isinstance(value, list):
        return [expression for item in value for expression in expressions_in(item)]
    return []


def names_in(value: Any) -> frozenset[str]:
    """The variables that the expressions of an entry's value read."""
    none: frozenset[str] = frozenset()
    return none.union(*(expression.names for expression in expressions_in(value)))
