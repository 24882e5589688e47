"""Checks that no two layers of a graph have the same name, as Keras demands."""

from __future__ import annotations

from archc.diagnostics import codes
from archc.diagnostics.diagnostic import Diagnostic, Label, Sink
from archc.ir.graph import Graph, Node


def check_layer_names(graph: Graph, sink: Sink) -> None:
    """Reports names that two layers share."""
    first: dict[str, Node] = {}
    for node in graph.nodes:
        for name in _names(node):
            other = first.setdefault(name, node)
            if other is not node:
                _report(name, other, node, sink)


def _names(node: Node) -> list[str]:
    """The names of the Keras layers that a node becomes."""
    parts = node.op.parts if node.op is not None else ()
    return [f"{node.name}_{part}" for part in parts] or [node.name]


def _report(name: str, first: Node, second: Node, sink: Sink) -> None:
    spans = [n.step.site.span if n.step is not None else n.context.span for n in (first, second)]
    sink.add(
        Diagnostic(
            codes.DUPLICATE_NAME,
            f"two layers would be named `{name}`",
            spans[1],
            labels=(Label(spans[0], "the other one is here"),),
            help="give one of the steps another name with `as`",
        )
    )
