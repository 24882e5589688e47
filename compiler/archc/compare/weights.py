"""Says which weights of an old network a new one can take over, by name, as Keras loads them.

1. A layer takes the weights of the old layer of its name, or of the one that `renamed_from` says it was.
2. A layer with more or fewer weights than before, as with a bias that it did not have, takes none: Keras
   tells the weights of a layer by their order.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from archc.compare.find_changes import SameLayer
from archc.ir.graph import Graph
from archc.ops.shape import Shape, product


class Tensor(NamedTuple):
    """A weight of a layer: `stem_conv/kernel`, and its shape."""

    layer: str
    name: str
    shape: Shape

    @property
    def label(self) -> str:
        """Its name with that of its layer."""
        return f"{self.layer}/{self.name}"

    @property
    def size(self) -> int:
        """How many numbers it holds."""
        return product(self.shape)


class Weights(NamedTuple):
    """What becomes of weights: pairs of an old tensor and a new one, and what only one network has."""

    kept: tuple[tuple[Tensor, Tensor], ...]
    reshaped: tuple[tuple[Tensor, Tensor], ...]
    lost: tuple[Tensor, ...]
    new: tuple[Tensor, ...]

    @property
    def kept_parameters(self) -> int:
        """How many parameters carry over."""
        return sum(tensor.size for _, tensor in self.kept)

    @property
    def renamed_parameters(self) -> int:
        """How many of those have another name now."""
        return sum(new.size for old, new in self.kept if old.layer != new.layer)

    @property
    def parameters(self) -> int:
        """How many parameters the new network has."""
        held = (tensor for _, tensor in (*self.kept, *self.reshaped))
        return sum(tensor.size for tensor in (*held, *self.new))

    @property
    def share(self) -> float:
        """The part of the new parameters that carries over, from 0 to 1."""
        return self.kept_parameters / self.parameters if self.parameters else 1.0


def compare_weights(old: Graph, new: Graph, same: Iterable[SameLayer]) -> Weights:
    """The verdict on all weights; `same` are the layers that both networks have."""
    before, names = dict(_layers(old)), _old_names(same)
    pairs: list[tuple[Tensor, Tensor]] = []
    fresh: list[Tensor] = []
    for layer, tensors in _layers(new):
        found = before.get(names.get(layer, layer), ())  # Rule 1.
        if [tensor.name for tensor in found] == [tensor.name for tensor in tensors]:  # Rule 2.
            pairs += zip(found, tensors, strict=True)
        else:
            fresh += tensors
    taken = {tensor for tensor, _ in pairs}
    return Weights(
        tuple(pair for pair in pairs if pair[0].shape == pair[1].shape),
        tuple(pair for pair in pairs if pair[0].shape != pair[1].shape),
        tuple(tensor for found in before.values() for tensor in found if tensor not in taken),
        tuple(fresh),
    )


def _old_names(same: Iterable[SameLayer]) -> Mapping[str, str]:
    """The old names of layers that the spec says to be renamed."""
    pairs = [(one.new.name, one.old.name) for one in same if one.is_named_so]
    return {new: before for new, before in pairs if new != before}


def _layers(graph: Graph) -> Iterator[tuple[str, tuple[Tensor, ...]]]:
    """The layers by name, with their weights in Keras's order."""
    for node in graph.layers():
        if node.op is not None:
            weights = node.op.weights(graph.input_shapes(node))
            yield node.name, tuple(Tensor(node.name, one.name, one.shape) for one in weights)
