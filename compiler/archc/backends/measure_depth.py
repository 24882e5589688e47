"""Measures how deep a graph is, as papers count: ResNet-50 has a depth of 50, VGG-16 one of 16.

1. A layer with a kernel counts: convolutions of every kind, and dense layers. Normalization, activations,
   pools and sums do not; a separable convolution counts once.
2. The depth is that of the longest way from an input to an output, so a projection beside a residual
   branch of three convolutions does not count.
"""

from __future__ import annotations

from archc.ir.graph import Graph, Node


def measure_depth(graph: Graph) -> int:
    """The depth of the network under the arguments of the graph."""
    depths: list[int] = []
    known: dict[object, bool] = {}
    for node in graph.nodes:
        above = max((depths[index] for index in node.inputs), default=0)
        depths.append(above + (node.active and _has_kernel(graph, node, known)))
    return max(depths[output.node] for output in graph.outputs if output.active)


def _has_kernel(graph: Graph, node: Node, known: dict[object, bool]) -> bool:
    """Rule 1."""
    if node.op is None:
        return False
    shapes = graph.input_shapes(node)
    key = node.op, shapes
    if key not in known:
        known[key] = any(weight.name.endswith("kernel") for weight in node.op.weights(shapes))
    return known[key]
