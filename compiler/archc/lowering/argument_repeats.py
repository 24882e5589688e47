"""Finds the repeats whose number an argument gives, and checks that any number of them is as good.

1. Where the spec is opened, the repeat must run at least once: else nobody knows what is in it.
2. Every iteration must find the same: it leaves the shape as it is, and reads neither `$index` nor `$count`
   but for numbers that no shape depends on. So one iteration stands for any number of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from archc.ir.graph import Graph
from archc.ir.regions import CallItem, Frame, Item, LoopItem, MergeItem, OptionalItem, Region
from archc.lowering.argument_use import arguments_of
from archc.ops.kinds import MOMENTUM, NUMBER, SHARE, SMALL
from archc.spec.check_blocks import entries_of, walk_steps
from archc.spec.decode_values import names_in
from archc.spec.expressions import LOOP_NAMES
from archc.spec.model import CallStep, Entry, LayerStep, RepeatStep, Spec, Step

_HARMLESS = (NUMBER, SMALL, SHARE, MOMENTUM)


class ArgumentRepeat(NamedTuple):
    """A repeat whose number depends on arguments; `problem` says what is wrong with that."""

    entry: Entry
    arguments: frozenset[str]
    iterations: tuple[Region, ...]
    problem: str


def argument_repeats(graph: Graph) -> Iterator[tuple[Region, frozenset[str]]]:
    """The iterations of all repeats whose number depends on arguments, and on which."""
    for found in find_argument_repeats(graph):
        for region in found.iterations:
            yield region, found.arguments


def find_argument_repeats(graph: Graph) -> Iterator[ArgumentRepeat]:
    """All repeats whose number depends on arguments."""
    if not graph.arguments or not _has_dynamic_repeat(graph.spec):
        return
    for found in graph.stages:
        if found.stage.repeat is not None and found.regions:
            frame = found.regions[0].frame
            yield from _repeat(found.stage.repeat, frame, found.stage.steps, found.regions, graph)
        for region in found.regions:
            yield from _in_items(region.items, region.frame, graph)


def _has_dynamic_repeat(spec: Spec) -> bool:
    """Whether there is anything to look for: most specs repeat by plain numbers."""
    found = [stage.repeat for stage in spec.stages]
    sequences = [stage.steps for stage in spec.stages] + [b.steps for b in spec.blocks.values()]
    for step in (step for steps in sequences for step in walk_steps(steps)):
        if isinstance(step, CallStep | RepeatStep):
            found.append(step.repeat)
    return any(repeat is not None and repeat.dynamic for repeat in found)


def _in_items(items: tuple[Item, ...], frame: Frame, graph: Graph) -> Iterator[ArgumentRepeat]:
    for item in items:
        match item:
            case OptionalItem():
                yield from _in_items((item.item,), frame, graph)
            case MergeItem():
                for branch in item.branches:
                    yield from _in_items(branch.items, frame, graph)
            case CallItem():
                yield from _in_items(item.region.items, item.region.frame, graph)
            case LoopItem():
                if item.step.repeat is not None:
                    steps: tuple[Step, ...] = (item.step,)
                    if isinstance(item.step, RepeatStep):
                        steps = item.step.steps
                    yield from _repeat(item.step.repeat, frame, steps, item.iterations, graph)
                for region in item.iterations:
                    yield from _in_items(region.items, region.frame, graph)


def _repeat(
    entry: Entry, frame: Frame, steps: tuple[Step, ...], regions: tuple[Region, ...], graph: Graph
) -> Iterator[ArgumentRepeat]:
    arguments = arguments_of(entry, frame, graph.spec) if entry.dynamic else frozenset()
    if not arguments:
        return
    problem = ""
    if not regions:
        problem = "by default it runs not once"
    elif any(_reads_index(step, step is steps[0]) for step in _own_steps(steps)):
        problem = "what is repeated reads `$index` or `$count`"
    yield ArgumentRepeat(entry, arguments, regions, problem)


def _own_steps(steps: tuple[Step, ...]) -> Iterator[Step]:
    """The steps whose `$index` is that of the repeat: those of inner repeats count for themselves."""
    inner: set[Step] = set()
    for step in walk_steps(steps):
        if isinstance(step, RepeatStep):
            inner.update(walk_steps(step.steps))
        if step not in inner:
            yield step


def _reads_index(step: Step, is_first: bool) -> bool:
    entries = entries_of(step)
    if isinstance(step, LayerStep):
        kinds = {field.name: field.kind for field in step.op.fields}
        harmless = [e for key, e in step.entries.items() if any(kinds[key] is k for k in _HARMLESS)]
        entries = [entry for entry in entries if entry not in harmless]
    if isinstance(step, CallStep) and step.repeat is not None:
        # What is given to a block that is repeated reads the index of that repeat.
        given = list(step.entries.values())
        entries = given if is_first else [entry for entry in entries if entry not in given]
    return any(names_in(entry.value) & LOOP_NAMES for entry in entries)
