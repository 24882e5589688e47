"""Turns a graph into what a lock holds of it: counts, shapes, resolved sums and hashes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from archc.backends.measure_depth import measure_depth
from archc.backends.summary import LayerCount, summarize
from archc.ir.graph import Graph, Node, StageRegion
from archc.lock.canonical_graph import canonical, graph_hash, stage_hash
from archc.ops.shape import Shape, render_shape


class LockedStage(NamedTuple):
    """A stage: the shape that it gives, its counts, what its layers are, and their hash."""

    shape: str
    layers: int
    parameters: int
    multiply_adds: int
    what: str
    graph: str


class LockedNetwork(NamedTuple):
    """A network as a lock holds it. `spec` is a path relative to the lock; no `variant` is ''."""

    spec: str
    variant: str
    name: str
    graph: str
    arguments: dict[str, str]
    inputs: dict[str, str]
    outputs: dict[str, str]
    layers: int
    depth: int
    parameters: int
    trainable_parameters: int
    multiply_adds: int
    sums: tuple[str, ...]
    stages: dict[str, LockedStage]

    @property
    def label(self) -> str:
        """What messages call it: `resnet.yaml (small)`."""
        return f"{self.spec} ({self.variant})" if self.variant else self.spec


def locked_network(graph: Graph, spec: str, variant: str | None) -> LockedNetwork:
    """What a lock holds of the network that a spec, or one of its presets, compiles to."""
    summary = summarize(graph)
    return LockedNetwork(
        spec=spec,
        variant=variant or "",
        name=summary.name,
        graph=graph_hash(graph),
        arguments={name: canonical(value) for name, value in sorted(graph.arguments.items())},
        inputs=_shapes(summary.inputs),
        outputs=_shapes(summary.outputs),
        layers=summary.layers,
        depth=measure_depth(graph),
        parameters=summary.parameters,
        trainable_parameters=summary.trainable,
        multiply_adds=summary.multiply_adds,
        sums=tuple(_sums(graph)),
        stages=_stages(graph, summary.layer_counts),
    )


def _shapes(values: tuple[tuple[str, Shape], ...]) -> dict[str, str]:
    return {name: render_shape(shape) for name, shape in values}


def _stages(graph: Graph, counts: tuple[LayerCount, ...]) -> dict[str, LockedStage]:
    layers: dict[str, list[LayerCount]] = {}
    for count in counts:
        layers.setdefault(count.stage, []).append(count)
    names = _stage_names(graph)
    return {
        region.stage.name: _stage(graph, region, nodes, layers.get(region.stage.name, []), names)
        for region, nodes in _nodes_by_stage(graph)
    }


def _stage(
    graph: Graph,
    region: StageRegion,
    nodes: tuple[Node, ...],
    counts: list[LayerCount],
    names: dict[int, str],
) -> LockedStage:
    return LockedStage(
        shape=render_shape(graph.nodes[region.end].shape),
        layers=len(counts),
        parameters=sum(count.parameters for count in counts),
        multiply_adds=sum(count.multiply_adds for count in counts),
        what=_words(nodes) if region.condition else "off",
        graph=stage_hash(graph, nodes, names),
    )


def _nodes_by_stage(graph: Graph) -> Iterator[tuple[StageRegion, tuple[Node, ...]]]:
    """The nodes of a stage follow each other."""
    ends = [region.first for region in graph.stages[1:]]
    for region, end in zip(graph.stages, [*ends, len(graph.nodes)], strict=True):
        yield region, graph.nodes[region.first : end]


def _stage_names(graph: Graph) -> dict[int, str]:
    """The stage of every layer, by the number of the layer."""
    return {n.index: region.stage.name for region, nodes in _nodes_by_stage(graph) for n in nodes}


def _words(nodes: tuple[Node, ...]) -> str:
    """The kinds of layers in the order in which they first appear, counted."""
    counts: dict[str, int] = {}
    for node in nodes:
        if node.active:
            counts[node.word] = counts.get(node.word, 0) + 1
    return ", ".join(f"{count:,} {word}" if count > 1 else word for word, count in counts.items())


def _sums(graph: Graph) -> Iterator[str]:
    """The resolved sums, those of a stage that are alike in one line."""
    stages = _stage_names(graph)
    # Not by the place: two sums on one line of a spec may come to stand on two.
    found = Counter(
        (stages.get(one.merge, ""), graph.nodes[one.merge].kind, one.policy, one.text)
        for one in graph.resolutions
    )
    for (stage, kind, policy, text), count in found.items():
        yield f"{stage}: {count:,} x {kind} made to fit ({policy}): {text}"
