"""The structure of an opened region: equal keys mean that one function can stand for both.

Values of keys (filters, names) are not part of it, and neither is how often a uniform repeat runs.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

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
    """Computes keys, each once."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._known: dict[int, Key] = {}

    def of_region(self, region: Region) -> Key:
        """The key of a sequence."""
        found = self._known.get(id(region))
        if found is None:
            found = self._known[id(region)] = tuple(self._of_item(item) for item in region.items)
        return found

    def runs(self, iterations: Sequence[Region]) -> list[list[Region]]:
        """The iterations of a repeat in runs of equal structure, in order."""
        return [list(run) for _, run in groupby(iterations, key=self.of_region)]

    def _of_item(self, item: Item) -> Key:
        match item:
            case LayerItem():
                padded = item.padding is not None
                return ("layer", item.step, padded, self._facts(item.node))
            case MergeItem():
                branches = tuple(self.of_region(branch) for branch in item.branches)
                fitted = tuple(tuple(put.step for put in items) for items in item.fitted)
                return ("merge", item.step, branches, fitted, self._facts(item.node))
            case CallItem():
                return ("call", item.step, item.block.name, self.of_region(item.region))
            case LoopItem():
                return ("loop", item.step, self._of_runs(item.iterations))
            case OptionalItem():
                return ("optional", self._of_item(item.item))
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
        """The structure of each run; only the last one may vary in length, from two on."""
        runs = self.runs(iterations)
        lengths = [len(run) for run in runs]
        if lengths:
            lengths[-1] = min(lengths[-1], 2)
        keys = [self.of_region(run[0]) for run in runs]
        return tuple(zip(keys, lengths, strict=True))
