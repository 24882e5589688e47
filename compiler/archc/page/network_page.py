"""Turns a network into the data of its page."""

from __future__ import annotations

from typing import Any

from archc.backends.summary import Summary, summarize
from archc.diagnostics.diagnostic import Diagnostic
from archc.diagram.build_diagram import build_diagram
from archc.diagram.diagram import Diagram
from archc.diagram.palette import LOOKS
from archc.ir.graph import Graph
from archc.ops.shape import render_shape
from archc.page.fold_groups import PageGroup, PageMember, fold_groups
from archc.page.layer_columns import LayerColumns, Side, value_text
from archc.page.page_findings import page_findings
from archc.source.shown_path import shown_path

FORMAT = 1
Document = dict[str, Any]
"""What the page is told, ready for JSON; the scripts in `assets/` read it."""


def network_page(
    graph: Graph, variant: str | None, findings: tuple[Diagnostic, ...] = ()
) -> Document:
    """The data of a page that shows a network, and what was found of it."""
    diagram = build_diagram(graph)
    columns = LayerColumns()
    for file in graph.spec.sources:
        columns.files.number(file)
    numbers = columns.add_all(diagram, [Side(graph)])
    entries = page_findings(graph, findings, columns, numbers)
    return {
        **about(graph, variant),
        **drawing(diagram, numbers),
        **columns.document(),
        "findings": entries,
        "files": [
            {"name": shown_path(file.name), "text": file.text} for file in columns.files.values()
        ],
    }


def about(graph: Graph, variant: str | None) -> Document:
    """What there is to say of the network as a whole."""
    summary, spec = summarize(graph), graph.spec
    return {
        "format": FORMAT,
        "name": spec.name,
        "spec": shown_path(spec.file.name),
        "variant": variant or "",
        "description": spec.description,
        "reference": spec.reference,
        "arguments": [[name, value_text(value)] for name, value in graph.arguments.items()],
        "inputs": [[name, render_shape(shape)] for name, shape in summary.inputs],
        "totals": totals(summary),
    }


def totals(summary: Summary) -> Document:
    """The counts of a network."""
    return {
        "layers": summary.layers,
        "parameters": summary.parameters,
        "trainable": summary.trainable,
        "multiply_adds": summary.multiply_adds,
    }


def drawing(diagram: Diagram, numbers: dict[int, int]) -> Document:
    """The groups, edges and outputs, in terms of the numbers of layers; how the legend calls families."""

    def written(member: PageMember) -> Any:
        if isinstance(member, PageGroup):
            return [*member[:4], [written(inner) for inner in member.members]]
        return numbers[member]

    edges = [end for edge in diagram.edges for end in (numbers[edge.source], numbers[edge.target])]
    return {
        "groups": written(fold_groups(diagram.root)),
        "edges": edges,
        "outputs": [[name, numbers[node]] for name, node in diagram.outputs],
        "families": [[family, look.name] for family, look in LOOKS.items()],
    }
