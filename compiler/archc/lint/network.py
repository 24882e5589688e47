"""A network that compiles, with what the rules of warnings ask of it."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cached_property
from typing import NamedTuple

from archc.diagnostics.diagnostic import Sink
from archc.ir.graph import Graph, Node
from archc.ops.conv import Conv, ConvTranspose
from archc.ops.core import Dense
from archc.ops.depthwise import DepthwiseConv, SeparableConv
from archc.ops.op import Op
from archc.ops.pooling import AvgPool, MaxPool
from archc.source.source_file import Span
from archc.spec.model import LayerStep, MergeStep, Spec
from archc.spec.spec_trees import SpecTrees
from archc.syntax.tree import Mapping

Place = tuple[str, int, int]
"""A span as a key: steps that are run several times, or stand in several rows, have one."""

_ASKED = {Conv, ConvTranspose, DepthwiseConv, SeparableConv, Dense, MaxPool, AvgPool}
"""The layers that rules look at one by one."""


class Layer(NamedTuple):
    """A node that a step of the spec makes."""

    node: Node
    step: LayerStep
    op: Op


class Network:
    """A graph, the file that it comes from, and the graphs of the presets of that file.

    `compile_presets` takes time, and is asked only where there is something to be settled by it.
    """

    def __init__(
        self,
        graph: Graph,
        trees: SpecTrees,
        variant: str | None,
        compile_presets: Callable[[], tuple[Graph, ...]],
    ) -> None:
        self.graph = graph
        self._trees = trees
        self._variant = variant
        self._compile_presets = compile_presets

    @property
    def spec(self) -> Spec:
        """The typed spec."""
        return self.graph.spec

    @cached_property
    def presets(self) -> tuple[Graph, ...]:
        """The graphs of the presets of the spec; a preset has none."""
        return self._compile_presets() if self._variant is None else ()

    def is_named_by_presets(self, word: str, *, in_path: bool = False) -> bool:
        """Whether the text of a preset of this spec has a word in it; as a part of a path only if asked."""
        if self._variant is not None:
            return False
        before = r"(?<!\w)" if in_path else r"(?<![\w.])"
        found = re.compile(rf"{before}{re.escape(word)}(?!\w)")
        texts = (self._trees.preset_span(name).text for name in self._trees.presets())
        return any(found.search(text) for text in texts)

    @cached_property
    def tree(self) -> Mapping:
        """The spec as it was written, bases and edits applied, nothing scaled."""
        found = self._trees.tree(self._variant, Sink())
        assert isinstance(found, Mapping)
        return found

    def is_own(self, span: Span) -> bool:
        """Whether a place is that of this spec: not one of a base, nor of the spec of a preset.

        What nothing uses there may be used by others, and is said of the spec that it stands in.
        """
        if span.file is not self._trees.file:
            return False
        if self._variant is None:
            return True
        preset = self._trees.preset_span(self._variant)
        return preset.start <= span.start < preset.end

    @cached_property
    def readers(self) -> list[list[Node]]:
        """The nodes that read each node."""
        found: list[list[Node]] = [[] for _ in self.graph.nodes]
        for node in self.graph.nodes:
            for index in node.inputs:
                found[index].append(node)
        return found

    @cached_property
    def layers(self) -> tuple[tuple[Layer, ...], ...]:
        """The convolutions, dense layers and pools, by their places, none that sums were given."""
        nodes = self.graph.nodes
        by_step: dict[LayerStep, list[Layer]] = {}
        for node in nodes:
            if type(node.op) in _ASKED and isinstance(node.step, LayerStep):
                assert node.op is not None
                by_step.setdefault(node.step, []).append(Layer(node, node.step, node.op))
        merges = {step.site.span.key() for step in {n.step for n in nodes if _merges(n)} if step}
        by_place: dict[Place, list[Layer]] = {}
        for step, layers in by_step.items():
            if step.site.span.key() not in merges:
                by_place.setdefault(step.site.span.key(), []).extend(layers)
        return tuple(map(tuple, by_place.values()))

    @cached_property
    def optional_ends(self) -> frozenset[int]:
        """The values before and after what stands under a condition on an argument."""
        pairs = ((c.before, c.opened) for c in self.graph.conditions)
        return frozenset(index for pair in pairs for index in pair)


def _merges(node: Node) -> bool:
    return isinstance(node.step, MergeStep)
