"""Proposes other policies for a merge whose operands do not fit, in the style in which it is written.

flow   {add: [[], [...]]}      ->  {add: [[], [...]], on_mismatch: crop}
       residual: [...]         ->  residual: {on_mismatch: project, body: [...]}
block  - residual:             ->  - residual:
           - {conv: 8, ...}            on_mismatch: project
                                       body:
                                         - {conv: 8, ...}
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from archc.diagnostics.diagnostic import Edit, Fix
from archc.diagnostics.edit_keys import add_key
from archc.ir.graph import Node
from archc.source.source_file import Span
from archc.spec.model import MergeStep


def propose_policies(step: MergeStep, operands: tuple[Node, Node]) -> Iterator[Fix]:
    """The policies that may make two operands of a merge fit."""
    same_size = operands[0].shape[:-1] == operands[1].shape[:-1]
    policies = ("adjust", "project", "pad") if same_size else ("project", "crop", "pad")
    for policy in policies if step.op.key != "concat" else ("crop",):
        if policy != step.on_mismatch:
            edits = _of_residual(step, policy) if step.is_residual else _of_merge(step, policy)
            if edits:
                yield Fix(f"write `on_mismatch: {policy}`", edits, safe=False)


def _of_merge(step: MergeStep, policy: str) -> tuple[Edit, ...]:
    edit = add_key(step.site.span, "on_mismatch", policy)
    return (edit,) if edit is not None else ()


def _of_residual(step: MergeStep, policy: str) -> tuple[Edit, ...]:
    """The policy in the long form of a residual, which the short one is turned into."""
    key, body = step.site.span, step.branches[-1].span
    between = re.compile(r" *: *((#[^\n]*)?\n *)*").match(key.file.text, key.end)
    if between is None or between.end() >= len(key.file.text):
        return ()
    start, first = between.end(), key.file.text[between.end()]
    here = Span(key.file, start, start)
    if first == "[":
        end = Span(body.file, body.end, body.end)
        return Edit(here, f"{{on_mismatch: {policy}, body: "), Edit(end, "}")
    if first == "{":
        return (Edit(Span(key.file, start + 1, start + 1), f"on_mismatch: {policy}, "),)
    indent = " " * (key.file.position(start)[1] - 1)
    if first != "-":
        return (Edit(here, f"on_mismatch: {policy}\n{indent}"),)
    text = key.file.text[start : body.end].rstrip()
    deeper = text.replace("\n", "\n  ")
    place = Span(key.file, start, start + len(text))
    return (Edit(place, f"on_mismatch: {policy}\n{indent}body:\n{indent}  {deeper}"),)
