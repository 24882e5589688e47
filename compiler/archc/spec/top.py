"""Puts the head and the outputs under the argument `include_top`, where a spec declares it.

Every generated function has the option `include_top`. A spec declares it to read it in conditions: a
layer that only the network without its head has stands under `when: "${not include_top}"`.
"""

from __future__ import annotations

from archc.diagnostics import codes
from archc.diagnostics.diagnostic import Diagnostic, Sink
from archc.source.source_file import Span
from archc.spec.expressions import FAILED, Expression
from archc.spec.model import Entry, Stage

INCLUDE_TOP = "include_top"


def is_top(stage: Stage) -> bool:
    """Whether a stage is left out with the top of the network."""
    return stage.is_output or stage.name == "head"


def put_under_include_top(stages: tuple[Stage, ...], declared: Entry, sink: Sink) -> None:
    """Adds the condition to the head and the outputs; a default that is not true or false is reported."""
    if not isinstance(declared.value, bool):
        if declared.value is not FAILED:
            message = "`include_top` is true or false: whether the head and the outputs are built"
            help_text = "write `include_top: true`, or choose another name"
            sink.add(Diagnostic(codes.WRONG_VALUE, message, declared.span, help=help_text))
        return
    for stage in stages:
        if is_top(stage):
            stage.site.when = _with_top(stage.site.when, stage.site.span)


def _with_top(when: Entry | None, span: Span) -> Entry:
    """A condition, and `include_top`."""
    top = Entry(Expression(INCLUDE_TOP, span, frozenset({INCLUDE_TOP}), None), span, dynamic=True)
    if when is None or when.value is True:
        return top
    own = when.value
    if not isinstance(own, Expression):
        return when
    return Entry(_both(own, when.span), when.span, dynamic=True)


def _both(own: Expression, span: Span) -> Expression:
    import ast

    operands = [ast.Name(INCLUDE_TOP, ast.Load()), own.tree or ast.Name(own.text, ast.Load())]
    text = f"{INCLUDE_TOP} and ({own.text})"
    return Expression(text, span, own.names | {INCLUDE_TOP}, ast.BoolOp(ast.And(), operands))
