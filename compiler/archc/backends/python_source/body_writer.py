"""Writes opened regions as statements: one piece of code for all instances and iterations alike.

The regions that are written together have the same structure; what differs in their values is left to
`ValueWriter`. Branches get variables of their own, the trunk of a function keeps one.
"""

from __future__ import annotations

from typing import Any

from archc.backends.python_source.call_writer import CallWriter, FunctionFor
from archc.backends.python_source.code import Copy, If
from archc.backends.python_source.join_regions import align, end_of, site_of
from archc.backends.python_source.layer_writer import LayerWriter
from archc.backends.python_source.loop_body import CellBody, SequenceBody
from archc.backends.python_source.loop_writer import LoopWriter
from archc.backends.python_source.place import Place
from archc.backends.python_source.structure import Structure
from archc.backends.python_source.value_source import Here, Source
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


class BodyWriter:
    """Writes the bodies of the functions of one module. `used` are the names of values that are read."""

    def __init__(self, graph: Graph, structure: Structure, function_for: FunctionFor) -> None:
        self._graph = graph
        self.layers = LayerWriter(graph)
        self.calls = CallWriter(graph, function_for)
        self.loops = LoopWriter(structure)

    def write(
        self,
        regions: list[Region],
        place: Place,
        current: str,
        used: frozenset[str],
        last: str = "",
    ) -> str:
        """Adds a sequence; gives the variable that holds its result: `last` if it was a layer or a call."""
        nodes = [region.start for region in regions]
        steps = align(regions)
        for number, items in enumerate(steps, 1):
            if None in items:
                here = self._here(current, nodes)
                current = self._sometimes(items, regions, place, current, used, here)
            else:
                wanted = last if number == len(steps) else ""
                current = self._item(items, regions, place, current, used, wanted)
            pairs = zip(items, nodes, strict=True)
            nodes = [node if item is None else end_of(item, node) for item, node in pairs]
        return current

    def _here(self, current: str, nodes: list[int]) -> Here:
        return Here(current, tuple(nodes), tuple(self._graph.nodes[node].shape for node in nodes))

    def _sometimes(
        self,
        items: list[Any],
        regions: list[Region],
        place: Place,
        current: str,
        used: frozenset[str],
        here: Here,
    ) -> str:
        """Adds a step that only some of the regions have, under its condition."""
        present = [item is not None for item in items]
        found = [item for item in items if item is not None]
        inner = place.for_some(present)
        some = [region for region, is_there in zip(regions, present, strict=True) if is_there]
        end = self._item(found, some, inner, current, used)
        if end != place.chain:
            inner.statements.append(Copy(place.chain, end))
        site = site_of(found[0])
        assert site.when is not None
        source = Source.of_rows(site.when, place.writer.rows, here)
        condition = place.writer.text(present, source, f"with_{site.label}")
        if current != place.chain:
            place.statements.append(Copy(place.chain, current))
        place.statements.append(If(condition, tuple(inner.statements)))
        return place.chain

    def _item(
        self,
        items: list[Any],
        regions: list[Region],
        place: Place,
        current: str,
        used: frozenset[str],
        wanted: str = "",
    ) -> str:
        """Adds a step; gives the variable of its result, which is one of its own if it has a name."""
        site = site_of(items[0])
        named = [name for name in (str(entry.value) for entry in site.alias) if name in used]
        if not named or _names_its_results(items[0]):
            return self._open(items, regions, place, current, used, wanted or place.chain)
        target = place.value_variable(named[0])
        current = self._open(items, regions, place, current, used, target)
        if current != target:
            place.statements.append(Copy(target, current))
        place.bind(named[0], target)
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
            return self.calls.write(items, regions, place, current, used, target)
        if sources := site_of(first).sources:
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
        here = self._here(current, [self._graph.nodes[i.node].inputs[0] for i in pads or items])
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
        if not any(branch.items for branch in branches):
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
        present = [bool(item.fitted[position]) for item in items]
        if not any(present):
            return value
        target = target or _branch_variable(items[0], position, place, frozenset(values))
        inner = place if all(present) else place.for_some(present)
        some = [item for item, is_there in zip(items, present, strict=True) if is_there]
        for number, put in enumerate(some[0].fitted[position]):
            nodes = [item.fitted[position][number].node for item in some]
            where = [region for region, is_there in zip(regions, present, strict=True) if is_there]
            source = values[position] if number == 0 else target
            self.layers.write(nodes, put.step.entries, where, inner, target, source)
        if inner is not place:
            other = next(
                values[p] for p in range(len(values)) if not items[0].fitted[p] and p != position
            )
            if value != target:
                place.statements.append(Copy(target, value))
            condition = f"{value}.shape != {other}.shape"
            place.statements.append(If(condition, tuple(inner.statements)))
        return target

    def _loop(self, items: list[LoopItem], place: Place, current: str, used: frozenset[str]) -> str:
        step = items[0].step
        if step.repeat is None or not items[0].iterations:
            return _passed_on(items[0], place) or current
        iterations = [list(item.iterations) for item in items]
        label = step.site.label
        if not items[0].outputs:
            body = SequenceBody(self)
            return self.loops.write(iterations, step.repeat, label, place, current, used, body)
        cells = CellBody.of(items[0], self.calls, place, used)
        inner = place.branch(cells.carriers[0], place.prefix)
        current = cells.carried[0]
        return self.loops.write(iterations, step.repeat, label, inner, current, used, cells)

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


def _passed_on(item: LoopItem, place: Place) -> str:
    """Names the values that a repeat of none hands on as they are; gives the variable of the first."""
    if not item.outputs:
        return ""
    site = item.step.site
    given = [place.names[str(entry.value)] for entry in site.sources]
    for entry, variable in zip(site.alias, given, strict=False):
        place.bind(str(entry.value), variable)
    return given[0]


def _names_its_results(item: Item) -> bool:
    """Whether the writer of an item gives its results their names itself."""
    return isinstance(item, CallItem) or (isinstance(item, LoopItem) and bool(item.outputs))


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
