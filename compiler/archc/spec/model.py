"""The typed spec: steps, sequences, blocks and stages, each with its place in the file."""

from __future__ import annotations

from typing import Any, Literal

from archc.ops.op import Op
from archc.source.record import record
from archc.source.source_file import SourceFile, Span
from archc.spec.count_limit import CountLimit


@record
class Before:
    """A count before it was scaled, and the factor."""

    entry: Entry
    factor: float


class Entry:
    """A value that a spec gives for a key, and its place.

    `value` is in the form of the key's kind, or holds expressions when `dynamic`. A count that scaling made
    knows what it was `before`.
    """

    __slots__ = ("before", "dynamic", "span", "value")

    def __init__(
        self, value: Any, span: Span, dynamic: bool = False, before: Before | None = None
    ) -> None:
        self.value = value
        self.span = span
        self.dynamic = dynamic
        self.before = before


class Site:
    """What every step has: a label for its layer names, wires, a condition and a place.

    `alias` is the name given by `as`, `sources` are those read by `from`. The label is unique within the
    function that the step will become a part of; `fork` is the prefix for the branches of the step.
    `renamed_from` is the label that it had before, for who compares specs.
    """

    __slots__ = ("alias", "fork", "label", "renamed_from", "sources", "span", "when")

    def __init__(
        self,
        label: str,
        span: Span,
        alias: tuple[Entry, ...] = (),
        sources: tuple[Entry, ...] = (),
        when: Entry | None = None,
        renamed_from: str = "",
    ) -> None:
        self.label = label
        self.fork = ""
        self.span = span
        self.alias = alias
        self.sources = sources
        self.when = when
        self.renamed_from = renamed_from


@record
class LayerStep:
    """One layer. `ready` is the finished layer when no key holds an expression."""

    site: Site
    op: type[Op]
    entries: dict[str, Entry]
    ready: Op | None


@record
class Branch:
    """One branch of a merge; `label` tells it apart in layer names."""

    label: str
    steps: tuple[Step, ...]
    span: Span


@record
class MergeStep:
    """Branches that run on the same value and are merged: a concat, an add, a residual.

    A residual is an add whose first branch is the shortcut (`is_residual`).
    """

    site: Site
    op: Op
    branches: tuple[Branch, ...]
    on_mismatch: str
    is_residual: bool = False


@record
class CallStep:
    """A block with its arguments, once or several times."""

    site: Site
    block: str
    block_span: Span
    entries: dict[str, Entry]
    repeat: Entry | None
    keys: dict[str, Span]
    """The places of the keys of `entries`."""


@record
class RepeatStep:
    """Steps that run several times."""

    site: Site
    repeat: Entry
    steps: tuple[Step, ...]


@record
class PassStep:
    """A step without a layer: it picks a value by `from`, or names the current one by `as`."""

    site: Site


@record
class HoleStep:
    """A step that a finding has been reported for: nothing is known of what it does."""

    site: Site


Step = LayerStep | MergeStep | CallStep | RepeatStep | PassStep | HoleStep


@record
class Block:
    """A named sequence with parameters; `params` maps a name to its default, or to None."""

    name: str
    span: Span
    params: dict[str, Entry | None]
    param_spans: dict[str, Span]
    inputs: tuple[str, ...]
    outputs: tuple[Entry, ...]
    steps: tuple[Step, ...]
    description: str
    renamed_from: str = ""


@record
class Stage:
    """A named part of the trunk, or an output that leaves it (`is_output`)."""

    name: str
    site: Site
    steps: tuple[Step, ...]
    repeat: Entry | None
    is_output: bool


@record
class Input:
    """An input of the network. Its shape has no batch axis and is channels last.

    A shape that a finding has been reported for is empty.
    """

    name: str
    shape: tuple[int, ...]
    span: Span


@record
class CountBudget:
    """What a count of the network must be: `key` says which, `span` is the place of the value."""

    key: str
    limit: CountLimit
    span: Span


@record
class ShapeBudget:
    """The shape that an output or a stage must have; the first output where the name is empty."""

    kind: Literal["output", "stage"]
    name: str
    shape: tuple[int, ...]
    key_span: Span
    span: Span


Budget = CountBudget | ShapeBudget


@record
class Spec:
    """A whole network as its file describes it."""

    file: SourceFile
    sources: tuple[SourceFile, ...]
    """The file and those that it extends."""
    variant: str
    """The preset of the file; empty for the network of the file itself."""
    name: str
    reference: dict[str, str]
    description: str
    arguments: dict[str, Entry]
    constants: dict[str, Entry]
    inputs: tuple[Input, ...]
    blocks: dict[str, Block]
    stages: tuple[Stage, ...]
    """The stem, the stages and the head, in order; the stem and the head are stages of that name."""
    expect: tuple[Budget, ...]
    origin: Span
