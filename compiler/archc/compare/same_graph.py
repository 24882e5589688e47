"""Says whether two graphs are the same network, whatever their layers are called, in whatever order.

The digest of a layer is that of its kind, its values, its shape, and of the layers that it reads. Two graphs
with the same digests, and the same at their outputs, compute the same from the same weights.
"""

from __future__ import annotations

from collections import Counter
from hashlib import blake2b

from archc.ir.graph import Graph


def is_same_graph(old: Graph, new: Graph) -> bool:
    """Whether the networks are the same up to the names of layers."""
    mine, other = _digests(old), _digests(new)
    return Counter(mine) == Counter(other) and _ends(old, mine) == _ends(new, other)


def _digests(graph: Graph) -> list[str]:
    inputs = {index: given.name for given, index in graph.inputs}
    digests: list[str] = []
    for node in graph.nodes:
        given = node.op.given() if node.op is not None else inputs.get(node.index, "")
        texts = [node.kind, given, str(node.shape), str(node.active)]
        texts += [digests[index] for index in node.inputs]
        digests.append(blake2b("\n".join(texts).encode(), digest_size=16).hexdigest())
    return digests


def _ends(graph: Graph, digests: list[str]) -> list[tuple[str, str, bool]]:
    ends = [(output.name, digests[output.node], output.active) for output in graph.outputs]
    return [*ends, ("", digests[graph.trunk_end], True)]
