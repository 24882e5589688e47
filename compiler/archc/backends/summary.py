"""Counts a graph: layers, parameters and multiply-adds, for each layer, each stage and in all."""

from __future__ import annotations

from typing import NamedTuple

from archc.ir.graph import Graph, Node
from archc.ops.shape import Shape, Weight, product, render_shape


class LayerCount(NamedTuple):
    """One layer: its shape and its counts."""

    name: str
    kind: str
    inputs: tuple[str, ...]
    shape: Shape
    parameters: int
    trainable: int
    multiply_adds: int
    stage: str
    line: int


class Summary(NamedTuple):
    """A whole network. Multiply-adds are those of one image: each multiplication by a weight."""

    name: str
    layer_counts: tuple[LayerCount, ...]
    inputs: tuple[tuple[str, Shape], ...]
    outputs: tuple[tuple[str, Shape], ...]

    @property
    def layers(self) -> int:
        """How many layers there are, inputs excluded."""
        return len(self.layer_counts)

    @property
    def parameters(self) -> int:
        """All parameters, those that training does not change included."""
        return sum(layer.parameters for layer in self.layer_counts)

    @property
    def trainable(self) -> int:
        """The parameters that training changes."""
        return sum(layer.trainable for layer in self.layer_counts)

    @property
    def multiply_adds(self) -> int:
        """Multiplications by a weight, for one image."""
        return sum(layer.multiply_adds for layer in self.layer_counts)

    def headline(self) -> str:
        """The network in one line: `inception_v4: 489 layers, 42,744,521 parameters`."""
        return f"{self.name}: {self.layers:,} layers, {self.parameters:,} parameters"

    def __str__(self) -> str:
        counts = f"{self.headline()} ({self.trainable:,} trainable)"
        lines = [f"{counts}, {render_magnitude(self.multiply_adds)} multiply-adds"]
        for title, values in (("input", self.inputs), ("output", self.outputs)):
            lines += [f"  {title} {name}: {render_shape(shape)}" for name, shape in values]
        return "\n".join(lines)


def render_magnitude(number: int) -> str:
    """A large number to two decimals, with the prefix of its size: `14.15 G`.

    >>> render_magnitude(14_148_926_144), render_magnitude(999_999), render_magnitude(512)
    ('14.15 G', '1.00 M', '512')
    """
    for power, prefix in ((12, "T"), (9, "G"), (6, "M"), (3, "k")):
        # What rounds to 1000.00 of a prefix is 1.00 of the next.
        if number >= 10**power - 5 * 10 ** (power - 6):
            return f"{number / 10**power:.2f} {prefix}"
    return str(number)


def summarize(graph: Graph) -> Summary:
    """The counts of the layers that are active under the arguments of the graph."""
    counter = _Counter(graph)
    stages = _stage_of_nodes(graph)
    layers = tuple(
        counter.count(node, stages.get(node.index, "")) for node in graph.layers() if node.op
    )
    return Summary(
        name=graph.spec.name,
        layer_counts=layers,
        inputs=tuple((i.name, graph.nodes[index].shape) for i, index in graph.inputs),
        outputs=tuple((o.name, graph.nodes[o.node].shape) for o in graph.outputs if o.active),
    )


class _Counter:
    """Counts a layer; equal layers on equal shapes are counted once."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._known: dict[object, tuple[int, int, int]] = {}

    def count(self, node: Node, stage: str) -> LayerCount:
        shapes = self._graph.input_shapes(node)
        key = (node.op, shapes)
        found = self._known.get(key)
        if found is None:
            assert node.op is not None
            weights = node.op.weights(shapes)
            trainable = _size(tuple(weight for weight in weights if weight.trainable))
            adds = node.op.multiply_adds(shapes, node.shape)
            found = self._known[key] = _size(weights), trainable, adds
        names = tuple(self._graph.nodes[index].name for index in node.inputs)
        line = node.step.site.span.line if node.step is not None else 0
        return LayerCount(node.name, node.kind, names, node.shape, *found, stage, line)


def _size(weights: tuple[Weight, ...]) -> int:
    return sum(product(weight.shape) for weight in weights)


def _stage_of_nodes(graph: Graph) -> dict[int, str]:
    """The stage of every node: the nodes of a stage follow each other."""
    found: dict[int, str] = {}
    names = [region.stage.name for region in graph.stages]
    starts = [region.first for region in graph.stages]
    ends = [*starts[1:], len(graph.nodes)]
    for name, start, end in zip(names, starts, ends, strict=True):
        found.update(dict.fromkeys(range(start, end), name))
    return found
