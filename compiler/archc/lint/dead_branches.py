"""Finds conditions that never hold: what stands under them is never built.

1. A `when` is dead if it was evaluated, and held nowhere: in no call of its block and in no repeat.
2. What reads an argument is not constant: the generated function takes the argument.
3. A preset of the file in which it holds keeps it alive.
"""

from __future__ import annotations

from collections.abc import Iterator

from archc.diagnostics import codes
from archc.diagnostics.diagnostic import Diagnostic
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
from archc.lint.network import Network, Place
from archc.lowering.argument_use import depends_on_argument
from archc.spec.model import Entry, Step

_Bare = LayerItem | MergeItem | CallItem | LoopItem | PassItem
_Dead = dict[Place, tuple[Entry, str]]
"""Conditions by their places, and what stands under them."""


def dead_branches(network: Network) -> Iterator[Diagnostic]:
    """W0305."""
    found = [
        (place, entry, what)
        for place, (entry, what) in _dead(network.graph).items()
        if network.is_own(entry.span)
    ]
    if not found:
        return
    alive: set[Place] = set()
    for preset in network.presets:  # Rule 3.
        alive |= _Conditions(preset).held
    for place, entry, what in found:
        if place not in alive:
            message = f"the condition of {what} never holds, so it is never built"
            help_text = "remove it, or correct the condition"
            yield Diagnostic(codes.DEAD_BRANCH, message, entry.span, help=help_text)


def _dead(graph: Graph) -> _Dead:
    """Rule 1."""
    found = _Conditions(graph)
    return {place: dead for place, dead in found.failed.items() if place not in found.held}


class _Conditions:
    """The conditions of a graph, by whether they have held or failed anywhere."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self.held: set[Place] = set()
        self.failed: _Dead = {}
        self._conditional: dict[tuple[Step, ...], bool] = {}
        for stage in graph.stages:
            when = stage.stage.site.when
            if when is not None:
                # What an argument decides is opened whether it holds or not.
                holds = stage.condition or bool(stage.regions)
                self._note(when, f"the stage `{stage.stage.name}`", holds)
            for region in stage.regions:
                self._region(region)

    def _note(self, when: Entry, what: str, holds: bool) -> None:
        place = when.span.key()
        if holds:
            self.held.add(place)
        else:
            self.failed.setdefault(place, (when, what))

    def _region(self, region: Region) -> None:
        if self._has_conditions(region.steps):
            built = {id(_bare(item).step) for item in region.items}
            for step in region.steps:
                when = step.site.when
                if when is not None:
                    holds = id(step) in built or self._is_open(when, region)
                    self._note(when, f"`{step.site.label}`", holds)
        for item in region.items:
            for inner in _inside(item):
                self._region(inner)

    def _is_open(self, when: Entry, region: Region) -> bool:
        """Rule 2."""
        return depends_on_argument(when, region.frame, self._graph.spec)

    def _has_conditions(self, steps: tuple[Step, ...]) -> bool:
        found = self._conditional.get(steps)
        if found is None:
            found = self._conditional[steps] = any(s.site.when is not None for s in steps)
        return found


def _bare(item: Item) -> _Bare:
    """An item without the conditions on arguments that it stands under."""
    while isinstance(item, OptionalItem):
        item = item.item
    return item


def _inside(item: Item) -> tuple[Region, ...]:
    """The regions in an item."""
    match _bare(item):
        case MergeItem(branches=branches):
            return branches
        case CallItem(region=region):
            return (region,)
        case LoopItem(iterations=iterations):
            return iterations
    return ()
