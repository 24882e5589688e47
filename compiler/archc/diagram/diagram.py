"""The diagram of a network: its layers as boxes, in the groups that its spec encloses them in.

A diagram says what there is, not where it is drawn. Every layer of the graph is in exactly one box, every
repeat is there as often as it runs: a drawing folds what is equal (`digest`) and leaves out what it has no
room for.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from archc.ops.shape import Shape
from archc.source.record import record

Family = Literal[
    "input",
    "conv",
    "pool",
    "dense",
    "norm",
    "activation",
    "merge",
    "dropout",
    "scale",
    "reshape",
    "other",
]
"""What a layer does, in one word: drawings give each a colour and a name in the legend."""

Sort = Literal["network", "stage", "block", "repeat", "turn", "merge", "branch"]
"""What a group stands for. A `repeat` holds one `turn` for each time that it runs."""


@record
class Box:
    """One layer, or an input of the network. `label` has no more than the papers print."""

    id: str
    """The name of the layer."""
    node: int
    label: str
    family: Family
    shape: Shape
    digest: str
    """The same for layers that are the same but for their names and shapes."""
    resolved: str
    """What was done to it or before it so that a sum fits; empty for nearly all."""
    change: str = ""
    """The same in figures: `1154 -> 1152`."""
    activation: str = ""
    """The activation that belongs to the layer and stands at the end of its label, if there is one."""


@record
class Group:
    """What a piece of the spec encloses: members in the order of their calls.

    `title` is the name of a stage or a block, or the label of a branch; it may be empty. A merge has its
    branches as members, and then the box of the layer that merges them.
    """

    id: str
    sort: Sort
    title: str
    members: tuple[Element, ...]
    digest: str
    given: str = ""
    """What a call of a block gave for its parameters: `11, kernel 5`."""

    def boxes(self) -> Iterator[Box]:
        """All boxes in it, however deep."""
        for member in self.members:
            if isinstance(member, Box):
                yield member
            else:
                yield from member.boxes()


Element = Box | Group


@record
class Edge:
    """A value on its way from the layer that gives it to one that reads it, by the indices of their nodes."""

    source: int
    target: int
    shape: Shape


@record
class Diagram:
    """A whole network. `outputs` are the names of its outputs, with the nodes that give them."""

    name: str
    root: Group
    edges: tuple[Edge, ...]
    outputs: tuple[tuple[str, int], ...]
