"""Finds what became of every step of a spec: a use for each repeat, with shapes and counts.

1. A step is known by the place of its word; a stage by that of its name.
2. What a step encloses, a block or branches, counts as a part of it.
3. Shapes that follow from a mistake are not told, nor is anything counted from them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from archc.ir.graph import Graph, Node
from archc.ir.regions import (
    CallItem,
    Frame,
    Item,
    LayerItem,
    LoopItem,
    MergeItem,
    OptionalItem,
    PassItem,
    Region,
)
from archc.ops.op import Op
from archc.ops.shape import Shape, product
from archc.source.source_file import Span
from archc.spec.model import RepeatStep

SpanKey = tuple[str, int, int]


class Counts(NamedTuple):
    """Layers, parameters and multiply-adds."""

    layers: int = 0
    parameters: int = 0
    multiply_adds: int = 0

    def plus(self, other: Counts) -> Counts:
        """Both together."""
        return Counts(*(a + b for a, b in zip(self, other, strict=True)))


class Use(NamedTuple):
    """What became of a step once. An empty shape is not known."""

    name: str
    """What the names of its layers begin with, or the name of its layer."""
    inputs: tuple[Shape, ...]
    output: Shape
    counts: Counts
    variables: Mapping[str, Any]
    """The variables that the keys of the step read, without the sizes of the current value."""
    op: Op | None = None
    active: bool = True
    block: str = ""
    """The block that the step calls, if it calls one."""


def find_uses(graph: Graph) -> dict[SpanKey, list[Use]]:
    """The uses of every step and stage, by place, in the order in which they run."""
    finder = _Finder(graph)
    for stage in graph.stages:
        for region in stage.regions:
            counts = finder.region(region)
            finder.enter(stage.stage.site.span, region, counts, region.frame, stage.stage.name)
    return finder.uses


class _Finder:
    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._counts: dict[object, Counts] = {}
        self.uses: dict[SpanKey, list[Use]] = {}

    def enter(
        self,
        span: Span,
        region: Region,
        counts: Counts,
        frame: Frame | None,
        name: str,
        block: str = "",
    ) -> None:
        """Notes a use of what has a region of its own."""
        variables = frame.variables if frame is not None else {}
        inputs, label = (self._shape(region.start),), region.prefix.rstrip("_") or name
        active = self._graph.nodes[region.end].active
        output = self._shape(region.end)
        use = Use(label, inputs, output, counts, variables, active=active, block=block)
        self.uses.setdefault(span.key(), []).append(use)

    def region(self, region: Region) -> Counts:
        """Notes all uses in a region; what is in it."""
        total = Counts()
        for item in region.items:
            total = total.plus(self._item(item))
        return total

    def _item(self, item: Item) -> Counts:
        match item:
            case LayerItem():
                return self._layer(item)
            case MergeItem():
                return self._merge(item)
            case CallItem():
                counts = self.region(item.region)
                frame = item.region.frame.parent
                name = item.block.name
                self.enter(item.step.site.span, item.region, counts, frame, name, name)
                return counts
            case LoopItem():
                return self._loop(item)
            case OptionalItem():
                return self._item(item.item)
            case PassItem():
                return Counts()

    def _loop(self, item: LoopItem) -> Counts:
        total = Counts()
        for region in item.iterations:
            counts = self.region(region)
            total = total.plus(counts)
            if isinstance(item.step, RepeatStep):
                self.enter(item.step.site.span, region, counts, region.frame, item.step.site.label)
        return total

    def _layer(self, item: LayerItem) -> Counts:
        node, counts = self._graph.nodes[item.node], self._count(item.node)
        first = node
        if item.padding is not None:
            first = self._graph.nodes[item.padding.node]
            counts = counts.plus(self._count(item.padding.node))
        self._enter_node(item.step.site.span, node, first.inputs, counts)
        return counts

    def _merge(self, item: MergeItem) -> Counts:
        node, total = self._graph.nodes[item.node], self._count(item.node)
        for branch in item.branches:
            total = total.plus(self.region(branch))
        for fitted in item.fitted:
            for layer in fitted:
                total = total.plus(self._count(layer.node))
        inputs = tuple(dict.fromkeys(branch.start for branch in item.branches)) or node.inputs
        self._enter_node(item.step.site.span, node, inputs, total)
        return total

    def _enter_node(self, span: Span, node: Node, inputs: tuple[int, ...], counts: Counts) -> None:
        shapes = tuple(self._shape(index) for index in inputs)
        shape, variables = self._shape(node.index), node.frame.variables
        use = Use(node.name, shapes, shape, counts, variables, node.op, node.active)
        self.uses.setdefault(span.key(), []).append(use)

    def _shape(self, index: int) -> Shape:
        """Rule 3."""
        node = self._graph.nodes[index]
        return () if node.guessed else node.shape

    def _count(self, index: int) -> Counts:
        """Equal layers on equal shapes are counted once."""
        node = self._graph.nodes[index]
        reads = [self._graph.nodes[i] for i in node.inputs]
        if node.op is None or node.guessed or any(one.guessed for one in reads):
            return Counts()
        shapes = tuple(one.shape for one in reads)
        key = node.op, shapes
        found = self._counts.get(key)
        if found is None:
            parameters = sum(product(weight.shape) for weight in node.op.weights(shapes))
            adds = node.op.multiply_adds(shapes, node.shape)
            found = self._counts[key] = Counts(1, parameters, adds)
        return found
