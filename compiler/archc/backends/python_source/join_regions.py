"""Decides whether opened regions of one block can share code though parts of it are not in all of them.

1. A step whose condition was settled when the spec was opened may be in one region and not in another: the
   code puts it under an `if`.
2. So may the 1x1 convolution that the policy `project` puts on an operand, where it changes the channels:
   those are known even where height and width are not.
3. Everything else must be the same, and what only some regions have must be the smaller part.

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
    order: list[Site] = []
    for region in regions:
        place = 0
        for item in region.items:
            site = site_of(item)
            if site in order:
                place = order.index(site) + 1
            else:
                order.insert(place, site)
                place += 1
    by_site = [{site_of(item): item for item in region.items} for region in regions]
    return [[found.get(site) for found in by_site] for site in order]


def _in_order(region: Region, steps: list[list[Item | None]], number: int) -> bool:
    """Whether the common order of steps is the order of this region."""
    return [items[number] for items in steps if items[number] is not None] == list(region.items)


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
        shared, single = self._sizes(regions)
        return single is not None and 2 * single <= shared

    def _sizes(self, regions: Sequence[Region]) -> tuple[int, int | None]:
        """How many layers and calls all regions have, and how many only some; None when they cannot join."""
        shared, single = 0, 0
        steps = align(regions)
        if not all(_in_order(region, steps, number) for number, region in enumerate(regions)):
            return shared, None
        for items in steps:
            present = [item for item in items if item is not None]
            found = self._of_items(present, everywhere=len(present) == len(items))
            if found[1] is None:
                return shared, None
            shared, single = shared + found[0], single + found[1]
        return shared, single

    def _of_items(self, items: list[Item], *, everywhere: bool) -> tuple[int, int | None]:
        """The same for the items of one step."""
        first = items[0]
        alike = all(self._key(item) == self._key(first) for item in items)
        if not everywhere:
            site = site_of(first)
            movable = site.when is not None and not site.sources and not site.alias
            return 0, _count(first) if alike and movable else None
        if alike:
            return _count(first), 0
        merges = [item for item in items if isinstance(item, MergeItem)]
        # The last part of a key says what the layer works on.
        if len(merges) != len(items) or any(
            self._key(item)[-1] != self._key(first)[-1] for item in items
        ):
            return 0, None
        return self._of_merges(merges)

    def _of_merges(self, merges: list[MergeItem]) -> tuple[int, int | None]:
        shared, single = 1, 0
        for position in range(len(merges[0].fitted)):
            fitted = [merge.fitted[position] for merge in merges]
            if len({tuple(item.step for item in found) for found in fitted}) > 1:
                # Rule 2.
                if not all(self._is_projection(found) for found in fitted if found):
                    return shared, None
                single += 1
        if single == len(merges[0].fitted):
            return shared, None
        for position in range(len(merges[0].branches)):
            found = self._sizes([merge.branches[position] for merge in merges])
            if found[1] is None:
                return shared, None
            shared, single = shared + found[0], single + found[1]
        return shared, single

    def _is_projection(self, fitted: tuple[LayerItem, ...]) -> bool:
        if len(fitted) != 1 or fitted[0].step.op is not Conv:
            return False
        node = self._graph.nodes[fitted[0].node]
        return node.shape[-1] != self._graph.nodes[node.inputs[0]].shape[-1]


def _count(item: Item) -> int:
    """The layers and calls of an item."""
    match item:
        case LayerItem() | CallItem():
            return 1
        case PassItem():
            return 0
        case OptionalItem():
            return _count(item.item)
        case MergeItem():
            return 1 + sum(_count(inner) for branch in item.branches for inner in branch.items)
        case LoopItem():
            return sum(_count(inner) for region in item.iterations[:1] for inner in region.items)
