"""Turns the region tree of a graph into parts, which can be compared with those of another graph.

1. A stage is a part with one list; a stage that repeats holds one loop.
2. The zero padding of a layer with margins is a value of that layer, as in the spec.
3. What archc put on an operand to make a sum fit follows the steps of its branch, and is `inserted`.
4. Steps without a layer are left out: they show in what other steps read.
"""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import blake2b
from typing import assert_never

from archc.compare.part import Home, Part, Scope, Sort
from archc.ir.graph import Graph, Node, StageRegion
from archc.ir.regions import (
    CallItem,
    Frame,
    Item,
    LayerItem,
    LoopItem,
    MergeItem,
    OptionalItem,
    PassItem,
    Region,
)
from archc.ops.reshaping import ZeroPad
from archc.spec.model import CallStep, Entry, Site


def outline(graph: Graph) -> tuple[Part, ...]:
    """The stages of a graph as parts."""
    outliner = _Outliner(graph)
    return tuple(outliner.stage(region) for region in graph.stages)


class _Place:
    """Where the parts of a region are written."""

    __slots__ = ("home", "path")

    def __init__(self, home: Home, path: str) -> None:
        self.home = home
        self.path = path

    def below(self, *names: str) -> _Place:
        """A place inside of steps or branches of these names."""
        return _Place(self.home, "".join([self.path, *(f"{name}." for name in names if name)]))


class _Outliner:
    def __init__(self, graph: Graph) -> None:
        self._nodes = graph.nodes
        self._blocks = graph.spec.blocks
        self._given: dict[int, str] = {}

    def stage(self, region: StageRegion) -> Part:
        """Rule 1."""
        stage = region.stage
        home = Home(Scope("stage", stage.name), None)
        frame = region.regions[0].frame if region.regions else Frame(None, {}, {}, None)
        part = Part("stage", stage.name, "", home, frame)
        part.named, part.old_label = True, stage.site.renamed_from
        part.active = bool(region.condition)
        part.when = stage.site.when
        place = _Place(home, "")
        if stage.repeat is None:
            part.lists = tuple(self._parts(found, place) for found in region.regions)
        else:
            loop = Part("loop", stage.name, "", home, frame)
            loop.lists = tuple(self._parts(found, place) for found in region.regions)
            part.lists = ((self._closed(loop),),)
        return self._closed(part, "output" if stage.is_output else "", str(part.active))

    def _parts(self, region: Region, place: _Place) -> tuple[Part, ...]:
        found = [self._part(item, place) for item in region.items]
        return tuple(part for part in found if part is not None)

    def _part(self, item: Item, place: _Place) -> Part | None:
        match item:
            case LayerItem():
                return self._layer(item, place)
            case MergeItem():
                return self._merge(item, place)
            case CallItem():
                return self._call(item, item.step.site.label, place)
            case LoopItem():
                return self._loop(item, place)
            case OptionalItem():
                return self._optional(item, place)
            case PassItem():
                return None
            case _:
                assert_never(item)

    def _new(self, sort: Sort, site: Site, place: _Place, frame: Frame) -> Part:
        part = Part(sort, site.label, place.path + site.label, place.home, frame)
        part.named, part.old_label = bool(site.alias), site.renamed_from
        return part

    def _layer(self, item: LayerItem, place: _Place, *, inserted: bool = False) -> Part:
        """Rule 2."""
        node = self._nodes[item.node]
        part = self._new("layer", item.step.site, place, node.frame)
        part.step, part.node, part.inserted, part.active = item.step, node, inserted, node.active
        assert node.op is not None
        part.values = node.op.values()
        given = self._text(node)
        if item.padding is not None:
            part.pad = self._nodes[item.padding.node]
            assert isinstance(part.pad.op, ZeroPad)
            part.values["padding"] = part.pad.op.margins
            given += repr(part.pad.op.margins)
        part.digest = f"{given} {node.active}"
        return part

    def _text(self, node: Node) -> str:
        """The kind and the values of a layer; worked out once for each op."""
        assert node.op is not None
        found = self._given.get(id(node.op))
        if found is None:
            found = self._given[id(node.op)] = f"{node.kind} {node.op.given()}"
        return found

    def _merge(self, item: MergeItem, place: _Place) -> Part:
        """Rule 3."""
        node = self._nodes[item.node]
        part = self._new("merge", item.step.site, place, node.frame)
        part.step, part.node, part.active = item.step, node, node.active
        fork = item.step.site.label if item.step.site.fork else ""
        branches = []
        for position, operand in enumerate(item.operands):
            opened = item.branches[position] if item.branches else None
            label = item.step.branches[position].label if item.branches else ""
            inner = place.below(fork, label)
            branch = Part("branch", label, inner.path.rstrip("."), place.home, node.frame)
            branch.named = not label.startswith("branch_")
            parts = self._parts(opened, inner) if opened is not None else ()
            more = item.fitted[position] if position < len(item.fitted) else ()
            put = (self._layer(layer, place, inserted=True) for layer in more)
            branch.lists = ((*parts, *put),)
            if opened is not None or branch.lists[0]:
                branches.append(self._closed(branch))
            del operand
        part.lists = (tuple(branches),)
        return self._closed(part, part.word, str(node.active))

    def _call(self, item: CallItem, label: str, place: _Place) -> Part:
        part = self._new("call", item.step.site, place, item.region.frame)
        part.label, part.path = label, place.path + label
        part.step, part.block = item.step, item.block.name
        inner = _Place(Home(Scope("block", item.block.name), part), "")
        part.lists = (self._parts(item.region, inner),)
        return self._closed(part)

    def _loop(self, item: LoopItem, place: _Place) -> Part:
        frame = item.iterations[0].frame if item.iterations else Frame(None, {}, {}, None)
        part = self._new("loop", item.step.site, place, frame)
        part.step = item.step
        called = isinstance(item.step, CallStep)
        inner = place if called else place.below(item.step.site.label)
        lists = []
        for region in item.iterations:
            parts = self._parts(region, inner)
            for call in parts if called else ():
                call.path = part.path
            lists.append(parts)
        part.lists = tuple(lists)
        part.block = item.step.block if isinstance(item.step, CallStep) else ""
        return self._closed(part)

    def _optional(self, item: OptionalItem, place: _Place) -> Part | None:
        part = self._part(item.item, place)
        if part is not None:
            part.when = item.condition
            part.active = part.active and item.holds
        return part

    def _closed(self, part: Part, *more: str) -> Part:
        """The part, its lists complete: with its digest and its size."""
        texts = [part.sort, *more]
        for parts in part.lists:
            texts += ["(", *(inner.digest for inner in parts), ")"]
        part.digest = blake2b("\n".join(texts).encode(), digest_size=12).hexdigest()
        own = 1 if part.node is not None else 0
        part.size = own + sum(inner.size for inner in part.inside())
        return part


def entry_of(part: Part) -> Entry | None:
    """How often a loop repeats, as the spec says it."""
    step = part.step
    return getattr(step, "repeat", None) if part.sort == "loop" else None


def blocks_called(parts: Iterable[Part]) -> dict[str, int]:
    """How often each block is opened."""
    found: dict[str, int] = {}
    for part in parts:
        if part.sort == "call":
            found[part.block] = found.get(part.block, 0) + 1
        for name, count in blocks_called(part.inside()).items():
            found[name] = found.get(name, 0) + count
    return found
