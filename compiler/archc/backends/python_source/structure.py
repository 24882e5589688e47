"""The structure of an opened region: equal keys mean that one piece of code can stand for both.

Values of keys (filters, names) are not part of it, and neither is how often a uniform repeat runs. A call
counts by the function that it calls, and functions take calls of one block together where they can
(`join_regions`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from archc.backends.python_source.join_regions import Joins
from archc.backends.python_source.region_items import calls_in
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
from archc.lowering.argument_use import depends_on_argument
from archc.spec.model import LayerStep

Key = tuple[object, ...]


class Structure:
    """Computes keys, each once, and groups the calls of every block into functions."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._known: dict[int, Key] = {}
        self._calls: dict[str, list[CallItem]] = {}
        self._functions: dict[CallItem, Key] = {}
        self._joins = Joins(graph, self.of_item)
        for stage in graph.stages:
            for region in stage.regions:
                for call in _all_calls(region):
                    self._calls.setdefault(call.block.name, []).append(call)

    def of_region(self, region: Region) -> Key:
        """The key of a sequence."""
        found = self._known.get(id(region))
        if found is None:
            found = self._known[id(region)] = tuple(self.of_item(item) for item in region.items)
        return found

    def runs(self, iterations: Sequence[Region]) -> list[list[Region]]:
        """The iterations of a repeat in runs of equal structure, in order."""
        return [list(run) for _, run in groupby(iterations, key=self.of_region)]

    def function_of(self, call: CallItem) -> Key:
        """The function that stands for a call: the block, and a number."""
        if call not in self._functions:
            self._group(call.block.name)
        return self._functions[call]

    def _group(self, block: str) -> None:
        """Takes the calls of a block together: those of one structure, then those that can be joined."""
        by_key: dict[Key, list[CallItem]] = {}
        for call in self._calls[block]:
            by_key.setdefault(self.of_region(call.region), []).append(call)
        groups: list[list[Key]] = []
        for key in by_key:
            for group in groups:
                regions = [by_key[found][0].region for found in (*group, key)]
                if self._joins.can_join(regions):
                    group.append(key)
                    break
            else:
                groups.append([key])
        for number, group in enumerate(groups):
            for key in group:
                self._functions |= dict.fromkeys(by_key[key], (block, number))

    def of_item(self, item: Item) -> Key:
        """The key of a step of a sequence."""
        match item:
            case LayerItem():
                padded = item.padding is not None
                return ("layer", item.step, padded, self._facts(item.node))
            case MergeItem():
                branches = tuple(self.of_region(branch) for branch in item.branches)
                fitted = tuple(tuple(put.step for put in items) for items in item.fitted)
                return ("merge", item.step, branches, fitted, self._facts(item.node))
            case CallItem():
                return ("call", item.step, self.function_of(item))
            case LoopItem():
                return ("loop", item.step, self._of_runs(item.iterations))
            case OptionalItem():
                return ("optional", self.of_item(item.item))
            case PassItem():
                return ("pass", item.step)

    def _facts(self, index: int) -> tuple[bool, bool]:
        """Whether a layer works on an image, and whether a sum overrules an argument for its channels."""
        node = self._graph.nodes[index]
        image = len(self._graph.nodes[node.inputs[0]].shape) == 3
        if not node.changed or not isinstance(node.step, LayerStep):
            return image, False
        entry = node.step.entries[node.changed]
        return image, depends_on_argument(entry, node.frame, self._graph.spec)

    def _of_runs(self, iterations: tuple[Region, ...]) -> Key:
        """The structure of each run, and the lengths of all but the last: that one may vary."""
        runs = self.runs(iterations)
        lengths = tuple(len(run) for run in runs[:-1])
        return (tuple(self.of_region(run[0]) for run in runs), lengths)


def _all_calls(region: Region) -> Iterator[CallItem]:
    """The calls of blocks in a region, those inside other blocks after their own."""
    for call in calls_in(region.items):
        yield call
        yield from _all_calls(call.region)
