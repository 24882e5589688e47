"""What sums ask of the layers in their branches, and what repeats of a sum may take over from each other.

A sum that opens alike asks for the same: the same step, on a value of the same shape, under the same
variables, its branches reading no other value, and no sum around it asking anything of them. Then what was
found once is set at once, and the branches need not be opened twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from archc.lowering.fit_operands import Adjust
from archc.lowering.graph_builder import GraphBuilder, Overrides
from archc.lowering.scope import Scope
from archc.ops.shape import Shape
from archc.spec.check_blocks import walk_steps
from archc.spec.model import Block, CallStep, LayerStep, MergeStep, Step

Key = tuple[MergeStep, Shape, str]


class Change(NamedTuple):
    """A layer, counted from the first of the branches, and the channels that it must have."""

    offset: int
    step: LayerStep | MergeStep
    channels: int


class Adjusted(NamedTuple):
    """All that a sum asks for, and the operand that decided it."""

    target: int
    changes: tuple[Change, ...]


class Adjustments:
    """What the sums of one expansion have asked for."""

    def __init__(self, builder: GraphBuilder, blocks: Mapping[str, Block]) -> None:
        self._builder = builder
        self._blocks = blocks
        self._known: dict[Key, Adjusted] = {}
        self._inside: dict[MergeStep, frozenset[Step] | None] = {}

    def key(self, step: MergeStep, scope: Scope, current: int) -> Key | None:
        """What the opening of a sum depends on; None when it depends on more than can be compared."""
        inside = self._steps_inside(step)
        if inside is None or any(asked in inside for asked, _ in self._builder.overrides.values()):
            return None
        node = self._builder.nodes[current]
        if node.guessed:
            return None
        return step, node.shape, str(list(scope.frame.variables.values()))

    def known(self, key: Key | None) -> Adjusted | None:
        """What a sum that opened alike has asked for."""
        return self._known.get(key) if key is not None else None

    def learn(self, key: Key | None, adjusted: Adjusted | None) -> None:
        """Remembers what made a sum fit."""
        if key is not None and adjusted is not None:
            self._known[key] = adjusted

    def asked(self, fit: Adjust, before: Adjusted | None, start: int) -> Adjusted:
        """What a sum asks for now, with what it has asked for before."""
        changes = {c.offset: c for c in before.changes} if before is not None else {}
        for index, channels in fit.channels.items():
            step = self._builder.nodes[index].step
            if step is not None:
                changes[index - start] = Change(index - start, step, channels)
        return Adjusted(fit.target, tuple(changes.values()))

    def _steps_inside(self, step: MergeStep) -> frozenset[Step] | None:
        """All steps that the branches of a sum open; None when they read a value by its name."""
        if step not in self._inside:
            steps = [inner for branch in step.branches for inner in walk_steps(branch.steps)]
            reads = any(inner.site.sources for inner in steps)
            self._inside[step] = None if reads else frozenset(self._with_blocks(steps, set()))
        return self._inside[step]

    def _with_blocks(self, steps: Iterable[Step], seen: set[str]) -> Iterator[Step]:
        for step in steps:
            yield step
            if isinstance(step, CallStep) and step.block not in seen and step.block in self._blocks:
                seen.add(step.block)
                yield from self._with_blocks(walk_steps(self._blocks[step.block].steps), seen)


def overridden(outer: Overrides, adjusted: Adjusted | None, start: int) -> Overrides:
    """The channels in force while a sum is opened."""
    if adjusted is None:
        return outer
    own = {start + change.offset: (change.step, change.channels) for change in adjusted.changes}
    return {**outer, **own}
