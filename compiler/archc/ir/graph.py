"""The graph: one node a layer, in the order in which the layers are called."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from archc.ir.regions import Context, Frame, Region
from archc.ops.op import Op
from archc.ops.shape import Shape, render_shape
from archc.source.record import record
from archc.source.source_file import Span
from archc.spec.model import Entry, Input, LayerStep, MergeStep, Spec, Stage


class Node:
    """A layer of the network: its op, the nodes that it reads, its shape, its name and its origin.

    Inputs of the network are nodes without an op. A node that an argument switches off is not `active`. The
    axes of the shape that are `guessed` follow a mistake that was reported. `changed` names a key whose value
    differs from what the spec says, because a sum was resolved.
    """

    __slots__ = (
        *("active", "changed", "context", "frame", "guessed", "index"),
        *("inputs", "name", "op", "shape", "step"),
    )

    def __init__(
        self,
        index: int,
        op: Op | None,
        inputs: tuple[int, ...],
        shape: Shape,
        name: str,
        step: LayerStep | MergeStep | None,
        context: Context,
        frame: Frame,
    ) -> None:
        self.index = index
        self.op = op
        self.inputs = inputs
        self.shape = shape
        self.name = name
        self.step = step
        self.context = context
        self.frame = frame
        self.active = True
        self.guessed: frozenset[str] = frozenset()
        self.changed = ""

    @property
    def kind(self) -> str:
        """The word that names the layer in a spec; `input` for an input."""
        if self.op is None:
            return "input" if not self.inputs else "something"
        return self.op.key

    @property
    def word(self) -> str:
        """What a spec most likely calls the layer: `relu` rather than `activation`."""
        return self.op.word if self.op is not None else self.kind


@record
class Output:
    """A value that leaves the network."""

    name: str
    node: int
    active: bool


@record
class StageRegion:
    """What became of a stage: its region, or one region for each repeat."""

    stage: Stage
    regions: tuple[Region, ...]
    condition: bool
    first: int
    """The index of its first node, if it has nodes."""
    start: int
    end: int


@record
class ShapeRead:
    """An expression in an entry that read the size of a value: what comes of it holds for that size only."""

    node: int
    name: str
    context: Context
    entry: Entry
    text: str


@record
class Resolution:
    """What was done to a sum whose operands did not fit."""

    merge: int
    target: int
    policy: str
    text: str
    changed: Span
    """The layer whose filters were changed, or the operand that layers were put on."""
    change: tuple[str, str]
    """The filters, or the shape of the operand, as they were and as they are: `1154`, `1152`."""


class Condition(NamedTuple):
    """A `when` that reads arguments, and the values before and after what stands under it."""

    entry: Entry
    frame: Frame
    before: int
    opened: int
    leaves_trunk: bool
    """Whether it stands on the head or an output, which nothing else reads."""


@record
class Graph:
    """A whole network, every shape known and every sum resolved."""

    spec: Spec
    arguments: dict[str, object]
    inputs: tuple[tuple[Input, int], ...]
    nodes: tuple[Node, ...]
    stages: tuple[StageRegion, ...]
    outputs: tuple[Output, ...]
    trunk_end: int
    """The value before the head, which include_top=False gives."""
    resolutions: tuple[Resolution, ...]
    shape_reads: tuple[ShapeRead, ...]
    conditions: tuple[Condition, ...]

    def layers(self) -> Iterator[Node]:
        """The nodes that are layers of the network under its arguments, inputs included."""
        return (node for node in self.nodes if node.active)

    def input_shapes(self, node: Node) -> tuple[Shape, ...]:
        """The shapes that a node reads."""
        return tuple(self.nodes[index].shape for index in node.inputs)

    def text(self) -> str:
        """The one text form of a graph: a line for each layer."""
        lines = []
        for node in self.layers():
            inputs = ", ".join(self.nodes[index].name for index in node.inputs)
            values = node.op.given() if node.op is not None else ""
            lines.append(
                f"{node.name} = {node.kind}({inputs}) {values}-> {render_shape(node.shape)}"
            )
        lines += [f"output {o.name} = {self.nodes[o.node].name}" for o in self.outputs if o.active]
        return "\n".join(lines) + "\n"
