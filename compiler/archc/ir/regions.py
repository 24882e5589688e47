"""The region tree: how blocks, repeats and branches of the spec enclose the nodes of the graph.

The graph alone is flat. The tree remembers which nodes came from which step under which parameters, so that
reports can speak of blocks, and the source back end can fold repeats back into loops.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from archc.source.record import record
from archc.source.source_file import Span
from archc.spec.model import (
    Block,
    CallStep,
    Entry,
    LayerStep,
    MergeStep,
    PassStep,
    RepeatStep,
    Step,
)


def repeat_prefix(label: str, number: int | str) -> str:
    """What the names of layers in a repeat begin with; the number may be a variable of the generated code."""
    return f"{label}_{number}_" if label else f"{number}_"


class Context:
    """Where in the expansion a node was made: `in stage b, repeat 7 of 20`, and in what that lies."""

    __slots__ = ("parent", "span", "text")

    def __init__(self, text: str, span: Span, parent: Context | None) -> None:
        self.text = text
        self.span = span
        self.parent = parent

    def chain(self) -> list[Context]:
        """This context and those around it, innermost first, without the spec itself."""
        found: list[Context] = []
        context: Context | None = self
        while context is not None and context.parent is not None:
            found.append(context)
            context = context.parent
        return found


class Frame:
    """The variables of one call of a block, or of the spec itself.

    `entries` are what the caller gave for the parameters, to be read in `parent`; `call` is that call.
    """

    __slots__ = ("block", "call", "entries", "parent", "variables")

    def __init__(
        self,
        block: Block | None,
        variables: Mapping[str, Any],
        entries: Mapping[str, Entry],
        parent: Frame | None,
        call: CallStep | None = None,
    ) -> None:
        self.block = block
        self.call = call
        self.variables = variables
        self.entries = entries
        self.parent = parent


@record
class Region:
    """A sequence, opened: its items, and the values at its start and its end.

    `steps` are all steps of the sequence; those whose condition did not hold have no item.
    """

    items: tuple[Item, ...]
    start: int
    end: int
    frame: Frame
    prefix: str
    steps: tuple[Step, ...] = ()


@record
class LayerItem:
    """One layer, and the zero padding before it when it has margins of its own."""

    step: LayerStep
    node: int
    padding: LayerItem | None = None


@record
class MergeItem:
    """A merge: its branches, what was put on each to make it fit, and its node."""

    step: MergeStep
    branches: tuple[Region, ...]
    fitted: tuple[tuple[LayerItem, ...], ...]
    operands: tuple[int, ...]
    node: int


@record
class CallItem:
    """A block, opened for one call."""

    step: CallStep
    block: Block
    region: Region
    inputs: tuple[int, ...]
    outputs: tuple[int, ...]


@record
class LoopItem:
    """The iterations of a repeat: calls of a block, or a sequence each.

    Of a block that takes several values, `outputs` are those that the last iteration gave.
    """

    step: CallStep | RepeatStep
    iterations: tuple[Region, ...]
    outputs: tuple[int, ...] = ()


@record
class OptionalItem:
    """A step that is there only under a condition on an argument."""

    condition: Entry
    holds: bool
    item: Item
    before: int
    opened: int
    """The value that the step gives where the condition holds."""


@record
class PassItem:
    """A change of the current value, without a layer."""

    step: PassStep
    value: int


Item = LayerItem | MergeItem | CallItem | LoopItem | OptionalItem | PassItem
