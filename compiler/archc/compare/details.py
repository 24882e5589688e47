"""Finds which keys differ between two parts that are the same one.

1. A value that differs is a change where the spec writes it in another way: `kernel 3 -> 5`. Where it is
   written alike, it follows from a change elsewhere: a parameter, the channels, a sum that was made to fit.
2. Values are shown as numbers where they are; an expression is shown as it is written.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from archc.compare.change import Detail
from archc.compare.part import Part
from archc.compare.texts import entry_text, said_value
from archc.spec.model import CallStep, Entry, LayerStep, MergeStep


def details(old: Part, new: Part) -> tuple[Detail, ...]:
    """The keys that differ, the name first."""
    if old.inserted or new.inserted:
        return ()
    return tuple(detail for detail in _all(old, new) if detail.old != detail.new)


def _all(old: Part, new: Part) -> Iterator[Detail]:
    if old.named or new.named or new.sort == "stage":
        yield Detail("name", old.label, new.label)
    match old.step, new.step:
        case LayerStep() as mine, LayerStep() as other:
            yield from _values(old, new, mine.entries, other.entries)
        case MergeStep() as mine, MergeStep() as other if new.sort == "merge":
            yield Detail("on_mismatch", mine.on_mismatch, other.on_mismatch)
            yield Detail("values", mine.op.given().strip(), other.op.given().strip())
        case CallStep() as mine, CallStep() as other:
            yield Detail("block", _block(old, new), new.block)
            for key in {**mine.entries, **other.entries}:
                yield _written(key, mine.entries.get(key), other.entries.get(key))
    if new.sort == "loop":
        yield _repeat(old, new)
    yield _written("when", old.when, new.when)
    if old.step is not None and new.step is not None and new.sort != "branch":
        sources = [", ".join(map(entry_text, step.site.sources)) for step in (old.step, new.step)]
        yield Detail("from", *sources)


def _block(old: Part, new: Part) -> str:
    """The block of the old part, under the name that it has now."""
    calls = [part for part in (new, *new.inside()) if part.sort == "call"]
    frame = calls[0].frame if calls else None
    renamed = frame.block.renamed_from if frame is not None and frame.block is not None else ""
    return new.block if renamed == old.block else old.block


def _repeat(old: Part, new: Part) -> Detail:
    texts = []
    for part in (old, new):
        texts.append(entry_text(part.repeat) or str(len(part.lists)))
    return Detail("repeat", *texts)


def _values(
    old: Part, new: Part, mine: Mapping[str, Entry], other: Mapping[str, Entry]
) -> Iterator[Detail]:
    for key in {**old.values, **new.values}:
        if old.values.get(key) == new.values.get(key):
            continue
        first, second = mine.get(key), other.get(key)
        if entry_text(first) == entry_text(second):
            continue  # Rule 1.
        yield Detail(key, said_value(old, key), said_value(new, key))


def _written(key: str, old: Entry | None, new: Entry | None) -> Detail:
    return Detail(key, entry_text(old), entry_text(new))
