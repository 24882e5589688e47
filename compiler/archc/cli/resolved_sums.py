"""Folds the sums of a graph that were made to fit: those of a step in all repeats are one entry.

before  b_1: conv has 1152 filters, not 1154     after  20 x: conv has 1152 filters, not 1154
        b_2: conv has 1152 filters, not 1154
        ...
"""

from __future__ import annotations

from typing import NamedTuple

from archc.diagnostics.diagnostic import InternalError
from archc.ir.graph import Graph, Resolution
from archc.ops.shape import render_shape
from archc.source.source_file import Span


class ResolvedSum(NamedTuple):
    """What was done to the sums of one step, and the places that matter."""

    repeats: int
    """How many sums: one for each repeat of the step."""
    kind: str
    """The word of the merge: `add`, `concat`."""
    policy: str
    text: str
    place: Span
    """The sum."""
    changed: Span
    """The layer whose filters were changed, or the operand that layers were put on."""
    operand: Span
    """What decides the shape; in the first of the repeats."""
    operand_text: str


def resolved_sums(graph: Graph) -> tuple[ResolvedSum, ...]:
    """The resolved sums in the order of the graph."""
    folded: dict[tuple[Span, str, str], list[Resolution]] = {}
    for found in graph.resolutions:
        key = (_place(graph, found), found.policy, found.text)
        folded.setdefault(key, []).append(found)
    return tuple(
        _entry(graph, place, repeats) for (place, _, _), repeats in folded.items() if repeats
    )


def _entry(graph: Graph, place: Span, repeats: list[Resolution]) -> ResolvedSum:
    first = repeats[0]
    merge, target = graph.nodes[first.merge], graph.nodes[first.target]
    return ResolvedSum(
        repeats=len(repeats),
        kind=merge.kind,
        policy=first.policy,
        text=first.text,
        place=place,
        changed=first.changed,
        operand=target.step.site.span if target.step is not None else target.context.span,
        operand_text=f"`{target.word}` gives {render_shape(target.shape)}",
    )


def _place(graph: Graph, found: Resolution) -> Span:
    merge = graph.nodes[found.merge]
    if merge.step is None:
        raise InternalError(f"resolved_sums: {merge.name} has no step")
    return merge.step.site.span
