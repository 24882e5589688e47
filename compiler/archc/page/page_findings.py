"""Turns findings about a network into entries of its page, each with the layers that it speaks of.

1. The resolved sums of a step are one entry, for all repeats.
2. A finding speaks of the layers whose steps lie where it points; else of those of the smallest step
   around that place.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from archc.diagnostics import codes
from archc.diagnostics.diagnostic import Diagnostic
from archc.ir.graph import Graph
from archc.page.layer_columns import LayerColumns
from archc.source.source_file import Span


def page_findings(
    graph: Graph,
    findings: tuple[Diagnostic, ...],
    columns: LayerColumns,
    numbers: Mapping[int, int],
) -> list[dict[str, Any]]:
    """The entries, in the order of the file."""
    sums = list(_resolved_sums(graph, columns, numbers))
    others = [one for one in findings if one.code.id != codes.MERGE_RESOLVED.id]
    return [*sums, *(_entry(graph, one, columns, numbers) for one in others)]


def _resolved_sums(
    graph: Graph, columns: LayerColumns, numbers: Mapping[int, int]
) -> Iterator[dict[str, Any]]:
    """Rule 1."""
    folded: dict[tuple[Span | None, str, str], list[int]] = {}
    for found in graph.resolutions:
        step = graph.nodes[found.merge].step
        key = (step.site.span if step is not None else None, found.policy, found.text)
        folded.setdefault(key, []).append(found.merge)
    for (span, policy, text), merges in folded.items():
        yield {
            "severity": "resolved",
            "code": codes.MERGE_RESOLVED.id,
            "message": f"{text} ({policy})",
            "place": columns.place(span) if span is not None else -1,
            "layers": [numbers[merge] for merge in merges if merge in numbers],
        }


def _entry(
    graph: Graph, finding: Diagnostic, columns: LayerColumns, numbers: Mapping[int, int]
) -> dict[str, Any]:
    span = finding.span
    return {
        "severity": finding.severity,
        "code": finding.code.id,
        "message": finding.message,
        "help": finding.help,
        "place": columns.place(span) if span is not None else -1,
        "layers": [numbers[node] for node in _layers_at(graph, span) if node in numbers],
    }


def _layers_at(graph: Graph, span: Span | None) -> list[int]:
    """Rule 2."""
    if span is None:
        return []
    sites = [(n.index, n.step.site.span) for n in graph.layers() if n.step is not None]
    sites = [(index, site) for index, site in sites if site.file is span.file]
    inside = [i for i, site in sites if span.start <= site.start and site.end <= span.end]
    if inside:
        return inside
    around = [(i, s) for i, s in sites if s.start <= span.start and span.end <= s.end]
    smallest = min((site.end - site.start for _, site in around), default=0)
    return [i for i, site in around if site.end - site.start == smallest]
