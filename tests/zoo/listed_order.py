"""Turns a graph into its nodes in the order in which Keras lists the layers of a model.

`keras.Model.layers` begins with what is farthest from the outputs. Among layers equally far, that comes
first which a walk from the outputs towards the inputs, operand by operand, meets first.
"""

from __future__ import annotations

from archc.ir.graph import Graph, Node


def listed_order(graph: Graph) -> list[Node]:
    """The nodes that lead to an output, as `Model.layers` lists their layers."""
    met = _walk(graph)
    distance = dict.fromkeys(met, 0)
    # A node stands behind all that it reads, so going backwards finds every reader first.
    for index in sorted(met, reverse=True):
        for source in graph.nodes[index].inputs:
            distance[source] = max(distance[source], distance[index] + 1)
    order = sorted(met, key=lambda index: (-distance[index], met[index]))
    return [graph.nodes[index] for index in order]


def _walk(graph: Graph) -> dict[int, int]:
    """Every node that leads to an output, and when a walk from the outputs meets it first."""
    met: dict[int, int] = {}
    waiting = [output.node for output in reversed(graph.outputs) if output.active]
    while waiting:
        index = waiting.pop()
        if index not in met:
            met[index] = len(met)
            waiting += reversed(graph.nodes[index].inputs)
    return met
