"""Finds what differs in the definitions of two specs: arguments, constants, inputs, parameters of blocks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from archc.compare.change import Change, Detail
from archc.compare.part import NETWORK, Scope
from archc.compare.texts import entry_text
from archc.source.source_file import Span
from archc.spec.model import Block, Entry, Input, Spec


def changed_definitions(old: Spec, new: Spec) -> Iterator[Change]:
    """The changes, those of the network first."""
    yield from _entries(NETWORK, "argument", old.arguments, new.arguments)
    yield from _entries(NETWORK, "constant", old.constants, new.constants)
    yield from _inputs(old.inputs, new.inputs)
    for name, block in new.blocks.items():
        before = old.blocks.get(name) or old.blocks.get(block.renamed_from)
        if before is not None:
            yield from _parameters(before, block)


def _parameters(old: Block, new: Block) -> Iterator[Change]:
    scope = Scope("block", new.name)
    if old.name != new.name:
        details = (Detail("name", old.name, new.name),)
        yield Change("changed", scope, "", "block", details, old.span, new.span)
    yield from _entries(scope, "parameter", old.params, new.params)


def _entries(
    scope: Scope, word: str, old: Mapping[str, Entry | None], new: Mapping[str, Entry | None]
) -> Iterator[Change]:
    for name in {**old, **new}:
        first, second = old.get(name), new.get(name)
        spans = (_span(first), _span(second))
        if name not in new:
            yield Change("removed", scope, name, word, (), *spans)
        elif name not in old:
            what = " ".join(filter(None, (word, entry_text(second))))
            yield Change("added", scope, name, what, (), *spans)
        elif entry_text(first) != entry_text(second):
            details = (Detail("", entry_text(first), entry_text(second)),)
            yield Change("changed", scope, name, word, details, *spans)


def _inputs(old: tuple[Input, ...], new: tuple[Input, ...]) -> Iterator[Change]:
    before, after = {one.name: one for one in old}, {one.name: one for one in new}
    for name in {**before, **after}:
        first, second = before.get(name), after.get(name)
        if first is None or second is None or first.shape != second.shape:
            details = (Detail("shape", _shape(first), _shape(second)),)
            spans = (_span(first), _span(second))
            yield Change("changed", NETWORK, name, "input", details, *spans)


def _span(given: Entry | Input | None) -> Span | None:
    return given.span if given is not None else None


def _shape(given: Input | None) -> str:
    return "x".join(map(str, given.shape)) if given is not None else ""
