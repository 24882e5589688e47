"""Turns a graph into its diagram, by the tree of regions that it was opened from.

1. A stage is a group; one that repeats holds a repeat with a turn for each time.
2. A turn that only calls a block has what is in the block as its members, and gives the repeat its name.
3. A merge is a group: a group for each branch, then the box of the layer. What archc put on an operand to
   make it fit stands at the end of its branch, or before the layer if it merges named values.
4. What the arguments switch off, and steps without a layer, are left out, and so are groups left empty,
   branches apart: an empty branch is the identity.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from hashlib import blake2b
from typing import assert_never

from archc.diagram.diagram import Box, Diagram, Edge, Element, Group, Sort
from archc.diagram.label_layer import family_of, label_layer, own_activation
from archc.ir.graph import Graph, StageRegion
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
from archc.ops.op import Op
from archc.spec.decode_steps import MAIN
from archc.spec.model import CallStep


def build_diagram(graph: Graph) -> Diagram:
    """The diagram of a network under the arguments of its graph."""
    builder = _Builder(graph)
    inputs = tuple(builder.box(index) for _, index in graph.inputs)
    stages = (builder.stage(region) for region in graph.stages)
    members: tuple[Element, ...] = (*inputs, *_kept(stages))
    nodes = graph.nodes
    return Diagram(
        name=graph.spec.name,
        root=_group("", "network", graph.spec.name, members),
        edges=tuple(
            Edge(source, node.index, nodes[source].shape)
            for node in graph.layers()
            for source in node.inputs
        ),
        outputs=tuple((out.name, out.node) for out in graph.outputs if out.active),
    )


def _group(
    group: str, sort: Sort, title: str, members: Iterable[Element], given: str = ""
) -> Group:
    found = tuple(members)
    text = " ".join([sort, *(member.digest for member in found)])
    digest = blake2b(text.encode(), digest_size=8).hexdigest()
    return Group(group, sort, title, found, digest, given)


class _Builder:
    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._resolved = {
            found.merge: (found.text, " -> ".join(found.change)) for found in graph.resolutions
        }
        self._looks: dict[Op, tuple[str, str]] = {}

    def stage(self, region: StageRegion) -> Group:
        """Rule 1."""
        name = region.stage.name
        members: Iterator[Element] = iter(())
        if region.condition and region.stage.repeat is not None:
            members = iter(_kept([self._repeat(f"{name}/repeat", region.regions)]))
        elif region.condition:
            members = (m for opened in region.regions for m in self._members(name, opened))
        return _group(name, "stage", name, members)

    def box(self, index: int) -> Box:
        """The box of a node."""
        node = self._graph.nodes[index]
        label, digest = self._look(node.op) if node.op is not None else (node.name, "input")
        return Box(
            node.name,
            index,
            label,
            family_of(node.op),
            node.shape,
            digest,
            *self._resolved.get(index, ("", "")),
            own_activation(node.op),
        )

    def _look(self, op: Op) -> tuple[str, str]:
        """The label and the digest of a layer; worked out once for each op."""
        found = self._looks.get(op)
        if found is None:
            found = self._looks[op] = label_layer(op), f"{op.key} {op.given()}"
        return found

    def _members(self, path: str, region: Region) -> tuple[Element, ...]:
        names = _Names(path)
        return tuple(member for item in region.items for member in self._item(names, item))

    def _item(self, names: _Names, item: Item) -> Iterator[Element]:
        match item:
            case LayerItem():
                yield from self._layer(item)
            case MergeItem():
                yield from self._merge(names, item)
            case CallItem():
                path = names.new(item.step.site.label or item.block.name)
                members = self._members(path, item.region)
                block = _group(path, "block", item.block.name, members, _given(item))
                yield from _kept([block])
            case LoopItem():
                path = names.new(item.step.site.label or "repeat")
                yield from _kept([self._repeat(path, item.iterations, _block(item))])
            case OptionalItem():
                if item.holds:
                    yield from self._item(names, item.item)
            case PassItem():
                pass
            case _:
                assert_never(item)

    def _layer(self, item: LayerItem) -> Iterator[Box]:
        nodes = (item.padding.node, item.node) if item.padding is not None else (item.node,)
        for index in nodes:
            if self._graph.nodes[index].active:
                yield self.box(index)

    def _merge(self, names: _Names, item: MergeItem) -> Iterator[Element]:
        """Rule 3."""
        box = self.box(item.node) if self._graph.nodes[item.node].active else None
        path = names.new(item.step.site.label or item.step.op.key)
        members = self._branches(path, item) if item.branches else self._fitted(item.fitted)
        if box is not None and item.branches:
            yield _group(path, "merge", "", (*members, box))
        elif box is not None:
            yield from (*members, box)

    def _branches(self, path: str, item: MergeItem) -> Iterator[Group]:
        inner = _Names(path)
        for position, region in enumerate(item.branches):
            label = item.step.branches[position].label
            branch = inner.new(label or "body")
            more = self._fitted(item.fitted[position : position + 1])
            yield _group(branch, "branch", label, (*self._members(branch, region), *more))

    def _fitted(self, layers: tuple[tuple[LayerItem, ...], ...]) -> Iterator[Box]:
        return (box for put in layers for layer in put for box in self._layer(layer))

    def _repeat(self, path: str, regions: tuple[Region, ...], title: str = "") -> Group:
        """Rules 1 and 2."""
        turns = []
        for number, region in enumerate(regions, 1):
            turn = f"{path}/{number}"
            (only,) = region.items if len(region.items) == 1 else (None,)
            if isinstance(only, CallItem):
                title, region = title or only.block.name, only.region
            turns.append(_group(turn, "turn", str(number), self._members(turn, region)))
        return _group(path, "repeat", title, (turn for turn in turns if turn.members))


class _Names:
    """Gives the groups in a group paths that differ."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._taken: dict[str, int] = {}

    def new(self, name: str) -> str:
        """A path for a member of this name."""
        count = self._taken[name] = self._taken.get(name, 0) + 1
        return f"{self._path}/{name}" if count == 1 else f"{self._path}/{name}.{count}"


def _given(item: CallItem) -> str:
    """What the call gives for the parameters of the block; the name of the first goes without saying."""
    frame, names = item.region.frame, list(item.block.params)
    given = {names[0] if key == MAIN else key for key in frame.entries} if names else set()
    values = [(name, frame.variables.get(name)) for name in names if name in given]
    return ", ".join(
        str(value) if name == names[0] else f"{name} {value}" if value is not True else name
        for name, value in values
        if value is not False
    )


def _block(item: LoopItem) -> str:
    """The name of the block that a repeat calls, if it calls one."""
    return item.step.block if isinstance(item.step, CallStep) else ""


def _kept(groups: Iterable[Group]) -> Iterator[Group]:
    """Rule 4."""
    return (group for group in groups if group.members)
