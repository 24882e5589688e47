"""A network that compiles, with what the rules of warnings ask of it."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import NamedTuple

from archc.diagnostics.diagnostic import Sink
from archc.ir.graph import Graph, Node
from archc.ops.op import Op
from archc.source.source_file import Span
from archc.spec.model import LayerStep, MergeStep, Spec
from archc.spec.spec_trees import SpecTrees
from archc.syntax.tree import Mapping

Place = tuple[str, int, int]
"""A span as a key: steps that are run several times, or stand in several rows, have one."""


class Layer(NamedTuple):
    """A node that a step of the spec makes."""

    node: Node
    step: LayerStep
    op: Op


class Network:
    """A graph, the file that it comes from, and the graphs of the presets of that file.

    `compile_presets` is asked only where a finding may hold of the spec and not of its presets.
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
    def layers(self) -> dict[Place, list[Layer]]:
        """The layers that steps of the spec make, by the place of the step, without those that sums were given."""
        nodes = self.graph.nodes
        merges = {n.step.site.span.key() for n in nodes if isinstance(n.step, MergeStep)}
        found: dict[Place, list[Layer]] = {}
        for node in nodes:
            if node.op is None or not isinstance(node.step, LayerStep):
                continue
            place = node.step.site.span.key()
            if place not in merges:
                found.setdefault(place, []).append(Layer(node, node.step, node.op))
        return found

    @cached_property
    def optional_ends(self) -> frozenset[int]:
        """The values before and after what stands under a condition on an argument."""
        pairs = ((c.before, c.opened) for c in self.graph.conditions)
        return frozenset(index for pair in pairs for index in pair)
