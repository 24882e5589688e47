"""Decides whether opened regions of one block can share code though parts of it are not in all of them.

1. A step whose condition was settled when the spec was opened may be in one region and not in another: the
   code puts it under an `if`.
2. So may the 1x1 convolution that the policy `project` puts on an operand, where it changes the channels:
   those are known even where height and width are not.
3. Everything else must be the same.

    bottleneck, the first of a stage: with a convolution on the shortcut; the others: without  -> one function
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

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
from archc.ops.conv import Conv
from archc.spec.model import Site

ItemKey = Callable[[Item], tuple[object, ...]]
"""Gives equal keys to items that one piece of code can stand for."""


def align(regions: Sequence[Region]) -> list[list[Item | None]]:
    """The items of regions step by step, in the order of the steps; None where a region lacks one."""
    by_site = [{site_of(item): item for item in region.items} for region in regions]
    sites = (step.site for step in regions[0].steps)
    return [
        [found.get(site) for found in by_site]
        for site in sites
        if any(site in found for found in by_site)
    ]


def site_of(item: Item) -> Site:
    """The site of the step that an item comes from."""
    return site_of(item.item) if isinstance(item, OptionalItem) else item.step.site


def end_of(item: Item, before: int) -> int:
    """The value after an item, which stood on another one."""
    match item:
        case LayerItem() | MergeItem():
            return item.node
        case CallItem():
            return item.outputs[0]
        case LoopItem():
            return item.iterations[-1].end if item.iterations else before
        case OptionalItem():
            return item.opened if item.holds else item.before
        case PassItem():
            return item.value


class Joins:
    """Compares regions of one graph by the keys of their items."""

    def __init__(self, graph: Graph, key: ItemKey) -> None:
        self._graph = graph
        self._key = key

    def can_join(self, regions: Sequence[Region]) -> bool:
        """Whether all these regions can share the code of one function."""
        return all(self._can_join_step(items) for items in align(regions))

    def _can_join_step(self, items: list[Item | None]) -> bool:
        """The same for one step, which some of the regions may lack."""
        present = [item for item in items if item is not None]
        first = present[0]
        alike = all(self._key(item) == self._key(first) for item in present)
        if len(present) < len(items):
            # Rule 1.
            site = site_of(first)
            if site.when is None or site.sources or site.alias:
                return False
        if alike:
            return True
        merges = [item for item in present if isinstance(item, MergeItem)]
        # The last part of a key says what the layer works on.
        if len(merges) != len(present) or any(
            self._key(item)[-1] != self._key(first)[-1] for item in merges
        ):
            return False
        return self._can_join_merges(merges)

    def _can_join_merges(self, merges: list[MergeItem]) -> bool:
        single = 0
        for position in range(len(merges[0].fitted)):
            fitted = [merge.fitted[position] for merge in merges]
            if len({tuple(item.step for item in found) for found in fitted}) > 1:
                # Rule 2.
                if not all(self._is_projection(found) for found in fitted if found):
                    return False
                single += 1
        if single == len(merges[0].fitted):
            return False
        branches = range(len(merges[0].branches))
        return all(self.can_join([merge.branches[n] for merge in merges]) for n in branches)

    def _is_projection(self, fitted: tuple[LayerItem, ...]) -> bool:
        if len(fitted) != 1 or fitted[0].step.op is not Conv:
            return False
        node = self._graph.nodes[fitted[0].node]
        return node.shape[-1] != self._graph.nodes[node.inputs[0]].shape[-1]
