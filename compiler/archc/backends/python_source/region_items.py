"""Finds what regions and statements hold: calls of blocks, layers, names."""

from __future__ import annotations

from collections.abc import Iterator

from archc.backends.python_source.code import (
    CallFunction,
    CallLayer,
    Copy,
    For,
    If,
    Line,
    Statement,
)
from archc.ir.regions import CallItem, Item, LayerItem, LoopItem, MergeItem, OptionalItem, PassItem
from archc.spec.check_blocks import walk_steps
from archc.spec.model import Stage, Step


def assigned(body: tuple[Statement, ...]) -> set[str]:
    """The variables that statements assign."""
    found: set[str] = set()
    for statement in body:
        match statement:
            case For():
                found |= {*statement.targets.split(", "), *assigned(statement.body)}
            case If():
                found |= assigned(statement.body)
            case CallLayer() | CallFunction() | Copy():
                found |= set(statement.target.split(", "))
            case Line():
                pass
    return found


def names_read(steps: tuple[Step, ...]) -> frozenset[str]:
    """The names of values that steps read."""
    return frozenset(str(e.value) for step in walk_steps(steps) for e in step.site.sources)


def names_given(stage: Stage) -> set[str]:
    """The names that steps of a stage give to values."""
    return {str(e.value) for step in walk_steps(stage.steps) for e in step.site.alias}


def calls_in(items: tuple[Item, ...]) -> Iterator[CallItem]:
    """The calls of blocks in a sequence, blocks not entered."""
    return (item for item in _leaves(items) if isinstance(item, CallItem))


def layers_in(items: tuple[Item, ...]) -> Iterator[LayerItem]:
    """The layers of a sequence, blocks not entered."""
    return (item for item in _leaves(items) if isinstance(item, LayerItem))


def _leaves(items: tuple[Item, ...]) -> Iterator[Item]:
    """The items of a sequence that hold no others, blocks not entered."""
    for item in items:
        match item:
            case CallItem() | LayerItem() | PassItem():
                yield item
            case OptionalItem():
                yield from _leaves((item.item,))
            case MergeItem():
                for branch in item.branches:
                    yield from _leaves(branch.items)
            case LoopItem():
                for iteration in item.iterations:
                    yield from _leaves(iteration.items)
