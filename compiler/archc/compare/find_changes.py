"""Walks two networks side by side and says what differs, in the words of their specs.

1. What a block holds is said of the block, once, with the number of its uses.
2. What is gone at one place and new at another one of the same definition has moved.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from archc.compare.align import Pair, align
from archc.compare.change import Change, Detail, Kind
from archc.compare.changed_scaling import changed_scaling
from archc.compare.definitions import changed_definitions
from archc.compare.details import details
from archc.compare.part import NETWORK, Part, Scope
from archc.compare.texts import part_text
from archc.ir.graph import Graph, Node
from archc.source.source_file import Span


class SameLayer(NamedTuple):
    """A layer of both networks.

    `is_named_so` where all names on the way to it are the same, or the spec says what they were.
    """

    old: Node
    new: Node
    is_named_so: bool


class _Alone(NamedTuple):
    """A part that one network has: its digest, and its place among its neighbours in words."""

    digest: str
    place: str


class Differences:
    """What differs, which layers are the same ones, and which stages."""

    def __init__(self) -> None:
        self.layers: list[SameLayer] = []
        self.stages: list[tuple[str, str]] = []
        """The names of the stages of both networks; empty for one that is not there."""
        self._found: dict[object, Change] = {}

    @property
    def changes(self) -> tuple[Change, ...]:
        """The changes: those of the network first, then of blocks and stages as they were met."""
        return tuple(self._found.values())

    def add(self, change: Change) -> None:
        """Adds a change, or another use of one that is known (rule 1)."""
        known = self._found.get(change.key())
        if known is not None:
            layers = (*known.layers, *change.layers)
            change = known._replace(uses=known.uses + 1, layers=layers)
        self._found[change.key()] = change

    def join_moves(self, alone: dict[object, _Alone]) -> None:
        """Rule 2. `alone` are the parts that were added and removed, by key of the change."""
        gone = {
            (change.scope, alone[key].digest): key
            for key, change in self._found.items()
            if change.kind == "removed" and key in alone
        }
        for key, change in list(self._found.items()):
            if change.kind != "added" or key not in alone:
                continue
            before = gone.pop((change.scope, alone[key].digest), None)
            if before is not None:
                old = self._found.pop(before)
                place = (Detail("place", alone[before].place, alone[key].place),)
                self._found[key] = change._replace(kind="moved", details=place, old=old.old)


def find_changes(
    old: Graph, new: Graph, stages: tuple[Sequence[Part], Sequence[Part]]
) -> Differences:
    """All that differs; `stages` are the outlines of the graphs."""
    found = Differences()
    for change in (*changed_definitions(old.spec, new.spec), *changed_scaling(*stages)):
        found.add(change)
    walker = _Walker(found)
    walker.walk(align(*stages), is_named_so=True)
    found.join_moves(walker.alone)
    return found


class _Walker:
    def __init__(self, found: Differences) -> None:
        self._found = found
        self.alone: dict[object, _Alone] = {}

    def walk(self, pairs: list[Pair], *, is_named_so: bool) -> None:
        last_old = last_new = None
        for old, new, is_opened in pairs:
            if new is None:
                if old is not None:
                    self._one("removed", old, last_old)
            elif old is None:
                self._one("added", new, last_new)
            else:
                self._both(old, new, is_named_so and not is_opened)
            last_old, last_new = old or last_old, new or last_new

    def _one(self, kind: Kind, part: Part, before: Part | None) -> None:
        """A part that one of the networks has, and the one before it."""
        if part.sort == "stage":
            names = (part.label, "") if kind == "removed" else ("", part.label)
            self._found.stages.append(names)
        scope = part.home.scope if part.sort != "stage" else NETWORK
        span = _span(part)
        spans = (span, None) if kind == "removed" else (None, span)
        change = Change(kind, scope, part.path or part.label, part_text(part), (), *spans)
        layers = tuple(node.name for node in part.nodes())
        change = change._replace(layers=layers, follows=part.inserted)
        place = f"after {before.path or before.label}" if before is not None else "first"
        self.alone[change.key()] = _Alone(part.digest, place)
        self._found.add(change)

    def _both(self, old: Part, new: Part, is_named_so: bool) -> None:
        is_named_so = is_named_so and (old.label == new.label or new.old_label == old.label)
        if new.sort == "stage":
            self._found.stages.append((old.label, new.label))
        changed = details(old, new)
        if changed:
            self._add(old, new, changed)
        for mine, other in ((old.pad, new.pad), (old.node, new.node)):
            if mine is not None and other is not None:
                self._found.layers.append(SameLayer(mine, other, is_named_so))
        for mine_parts, other_parts in zip(old.lists, new.lists, strict=False):
            self.walk(align(mine_parts, other_parts), is_named_so=is_named_so)

    def _add(self, old: Part, new: Part, changed: tuple[Detail, ...]) -> None:
        is_stage = new.sort == "stage"
        scope = Scope("stage", new.label) if is_stage else new.home.scope
        path = "" if is_stage or new.path == new.home.scope.name else new.path
        change = Change("changed", scope, path, new.word, changed, _span(old), _span(new))
        names = (new.node.name,) if new.node is not None else ()
        self._found.add(change._replace(layers=names))


def _span(part: Part) -> Span | None:
    return part.step.site.span if part.step is not None else None
