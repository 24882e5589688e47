"""Writes opened regions as statements: one piece of code for all instances and iterations alike.

The regions that are written together have the same structure; what differs in their values is left to
`ValueWriter`. Branches get variables of their own, the trunk of a function keeps one.
"""

from __future__ import annotations

from typing import Any

from archc.backends.python_source.call_writer import CallWriter, FunctionFor
from archc.backends.python_source.code import Copy, If
from archc.backends.python_source.layer_writer import LayerWriter
from archc.backends.python_source.loop_writer import LoopWriter
from archc.backends.python_source.place import Place
from archc.backends.python_source.structure import Structure
from archc.backends.python_source.value_source import Here
from archc.ir.graph import Graph
from archc.ir.regions import (
    CallItem,
    Item,
    LayerItem,
    LoopItem,
    MergeItem,
    OptionalItem,
    PassItem,
    Region,
)
from archc.spec.model import Site


class BodyWriter:
    """Writes the bodies of the functions of one module. `used` are the names of values that are read."""

    def __init__(self, graph: Graph, structure: Structure, function_for: FunctionFor) -> None:
        self._graph = graph
        self.layers = LayerWriter(graph)
        self.calls = CallWriter(graph, function_for)
        self.loops = LoopWriter(structure, self.write)

    def write(self, regions: list[Region], place: Place, current: str, used: frozenset[str]) -> str:
        """Adds a sequence; gives the variable that holds its result."""
        for position in range(len(regions[0].items)):
            items = [region.items[position] for region in regions]
            current = self._item(items, regions, place, current, used)
        return current

    def _item(
        self,
        items: list[Any],
        regions: list[Region],
        place: Place,
        current: str,
        used: frozenset[str],
    ) -> str:
        """Adds a step; gives the variable of its result, which is one of its own if it has a name."""
        site = _site(items[0])
        named = [name for name in (str(entry.value) for entry in site.alias) if name in used]
        if not named or isinstance(items[0], CallItem):
            return self._open(items, regions, place, current, used, place.chain)
        target = place.value_variable(named[0])
        current = self._open(items, regions, place, current, used, target)
        if current != target:
            place.statements.append(Copy(target, current))
        place.names[named[0]] = target
        return current

    def _open(
        self,
        items: list[Any],
        regions: list[Region],
        place: Place,
        current: str,
        used: frozenset[str],
        target: str,
    ) -> str:
        first: Item = items[0]
        if isinstance(first, CallItem):
            return self.calls.write(items, regions, place, current, used)
        if sources := _site(first).sources:
            current = place.names[str(sources[0].value)]
        match first:
            case LayerItem():
                return self._layer(items, regions, place, current, target)
            case MergeItem():
                return self._merge(items, regions, place, current, used, target)
            case LoopItem():
                return self._loop(items, place, current, used)
            case OptionalItem():
                return self._optional(items, regions, place, current, used)
            case PassItem():
                return current

    def _layer(
        self, items: list[LayerItem], regions: list[Region], place: Place, current: str, target: str
    ) -> str:
        pads = [item.padding for item in items if item.padding is not None]
        opened = [self._graph.nodes[item.node].inputs[0] for item in pads or items]
        shapes = tuple(self._graph.nodes[node].shape for node in opened)
        here = Here(current, tuple(opened), shapes)
        for layers, result in ((pads, place.chain), (items, target)):
            if layers:
                nodes, entries = [item.node for item in layers], layers[0].step.entries
                self.layers.write(nodes, entries, regions, place, result, current, here)
                current = result
        return current

    def _merge(
        self,
        items: list[MergeItem],
        regions: list[Region],
        place: Place,
        current: str,
        used: frozenset[str],
        target: str,
    ) -> str:
        step = items[0].step
        values = [place.names[str(entry.value)] for entry in step.site.sources]
        if step.branches:
            values = []
            for position in range(len(step.branches)):
                live = frozenset({*values, current})
                values.append(self._branch(items, position, regions, place, current, live, used))
        for position in range(len(values)):
            values[position] = self._fitted(items, position, regions, place, values, current)
        nodes = [item.node for item in items]
        self.layers.write(nodes, {}, regions, place, target, f"[{', '.join(values)}]")
        return target

    def _branch(
        self,
        items: list[MergeItem],
        position: int,
        regions: list[Region],
        place: Place,
        current: str,
        live: frozenset[str],
        used: frozenset[str],
    ) -> str:
        branches = [item.branches[position] for item in items]
        if not branches[0].items:
            return current
        added = branches[0].prefix[len(regions[0].prefix) :]
        chain = _branch_variable(items[0], position, place, live)
        return self.write(branches, place.branch(chain, place.prefix + added, live), current, used)

    def _fitted(
        self,
        items: list[MergeItem],
        position: int,
        regions: list[Region],
        place: Place,
        values: list[str],
        current: str,
    ) -> str:
        """Adds the layers that make an operand fit; gives the variable of what they make."""
        value, target = values[position], ""
        others = {current, *place.live, *place.names.values()}
        if value not in others and values.count(value) == 1:
            target = value
        for number, put in enumerate(items[0].fitted[position]):
            target = target or _branch_variable(items[0], position, place, frozenset(values))
            nodes = [item.fitted[position][number].node for item in items]
            self.layers.write(nodes, put.step.entries, regions, place, target, value)
            value = target
        return value

    def _loop(self, items: list[LoopItem], place: Place, current: str, used: frozenset[str]) -> str:
        step = items[0].step
        if step.repeat is None or not items[0].iterations:
            return current
        iterations = [list(item.iterations) for item in items]
        return self.loops.write(iterations, step.repeat, step.site.label, place, current, used)

    def _optional(
        self,
        items: list[OptionalItem],
        regions: list[Region],
        place: Place,
        current: str,
        used: frozenset[str],
    ) -> str:
        inner = place.nested()
        inside = [item.item for item in items]
        if isinstance(inside[0], CallItem):
            used = frozenset()  # What the call gives has its name after the condition.
        end = self._open(inside, regions, inner, place.chain, used, place.chain)
        if end != place.chain:
            inner.statements.append(Copy(place.chain, end))
        if not inner.statements:
            return current
        if current != place.chain:
            place.statements.append(Copy(place.chain, current))
        condition = place.writer.condition(items[0].condition)
        place.statements.append(If(condition, tuple(inner.statements)))
        return place.chain


def _site(item: Item) -> Site:
    return _site(item.item) if isinstance(item, OptionalItem) else item.step.site


def _branch_variable(item: MergeItem, position: int, place: Place, live: frozenset[str]) -> str:
    """A variable for a branch, by its label: not one that is still read."""
    branches = item.step.branches
    wanted = branches[position].label if branches else f"operand_{position + 1}"
    wanted = wanted or "residual"
    taken = place.live | live
    if wanted in taken and place.chain.startswith("branch_") and wanted.startswith("branch_"):
        wanted = f"{place.chain}_{position + 1}"
    if wanted in taken:
        wanted = f"inner_{wanted}"
    return place.branch_variable(wanted, live)
