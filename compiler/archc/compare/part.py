"""A part of a network as its spec encloses it: a layer, a merge and its branches, a call, a repeat, a stage.

Parts know what they hold and where they are written, and have a digest: parts with the same digest are the
same piece of network, whatever their names and shapes are.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any, Literal, NamedTuple

from archc.ir.graph import Node
from archc.ir.regions import Frame
from archc.spec.model import CallStep, Entry, LayerStep, MergeStep, RepeatStep

Sort = Literal["layer", "merge", "branch", "call", "loop", "stage"]
PartStep = LayerStep | MergeStep | CallStep | RepeatStep | None


class Scope(NamedTuple):
    """A definition of the spec: a block, a stage, or the spec itself (`network`)."""

    kind: str
    name: str


NETWORK = Scope("network", "")


class Home(NamedTuple):
    """Where a part is written, and the call that opened it if that is a block."""

    scope: Scope
    call: Part | None


class Part:
    """One piece. `lists` are the sequences in it: one for a call, one for each repeat of a loop.

    A merge has one list, its branches. `path` names the part in its definition: `left.conv_2`. `node` is
    that of a layer or a merge, and `pad` that of the zero padding before it.
    """

    __slots__ = (
        *("active", "block", "digest", "frame", "home", "inserted", "kinds", "label", "lists"),
        *("named", "node", "old_label", "pad", "path", "size", "sort", "step", "values", "when"),
    )

    def __init__(self, sort: Sort, label: str, path: str, home: Home, frame: Frame) -> None:
        self.sort: Sort = sort
        self.label = label
        self.path = path
        self.home = home
        self.frame = frame
        self.step: PartStep = None
        self.lists: tuple[tuple[Part, ...], ...] = ()
        self.node: Node | None = None
        self.pad: Node | None = None
        self.values: dict[str, Any] = {}
        self.block = ""
        self.active = True
        self.inserted = False
        """Whether archc put it there to make a sum fit."""
        self.named = False
        """Whether the spec gives it its name, rather than its kind."""
        self.old_label = ""
        self.when: Entry | None = None
        """Its condition, where that depends on an argument."""
        self.digest = ""
        self.size = 1
        self.kinds: Counter[str] | None = None

    def inside(self) -> Iterator[Part]:
        """The parts in it, one level down."""
        for parts in self.lists:
            yield from parts

    def leaves(self) -> Iterator[Part]:
        """The layers and merges of it, itself included."""
        for part in self.inside():
            yield from part.leaves()
        if self.node is not None:
            yield self

    def nodes(self) -> Iterator[Node]:
        """The nodes of it, in the order of the graph."""
        for leaf in self.leaves():
            if leaf.pad is not None:
                yield leaf.pad
            if leaf.node is not None:
                yield leaf.node

    @property
    def word(self) -> str:
        """What a spec calls it: the layer, the merge, or the block."""
        if self.sort == "merge" and isinstance(self.step, MergeStep) and self.step.is_residual:
            return "residual"
        return self.node.kind if self.node is not None else self.block or self.sort
