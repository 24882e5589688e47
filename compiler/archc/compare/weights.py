"""Says which weights of an old network a new one can take over, by name, as Keras loads them.

A layer takes the weights of the old layer of its name, or of the one that `renamed_from` says it was.
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
    before = {(tensor.layer, tensor.name): tensor for tensor in _tensors(old)}
    names = _old_names(same)
    kept: list[tuple[Tensor, Tensor]] = []
    reshaped: list[tuple[Tensor, Tensor]] = []
    fresh: list[Tensor] = []
    for tensor in _tensors(new):
        found = before.pop((names.get(tensor.layer, tensor.layer), tensor.name), None)
        if found is None:
            fresh.append(tensor)
        else:
            (kept if found.shape == tensor.shape else reshaped).append((found, tensor))
    return Weights(tuple(kept), tuple(reshaped), tuple(before.values()), tuple(fresh))


def _old_names(same: Iterable[SameLayer]) -> Mapping[str, str]:
    """The old names of layers that the spec says to be renamed."""
    pairs = [(one.new.name, one.old.name) for one in same if one.is_named_so]
    return {new: before for new, before in pairs if new != before}


def _tensors(graph: Graph) -> Iterator[Tensor]:
    for node in graph.layers():
        if node.op is not None:
            for weight in node.op.weights(graph.input_shapes(node)):
                yield Tensor(node.name, weight.name, weight.shape)
