"""Finds out whether two networks are scaled by different factors, from the counts that scaling made."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from archc.compare.change import Change, Detail
from archc.compare.part import NETWORK, Part
from archc.compare.texts import value_text
from archc.spec.model import CallStep, Entry, LayerStep


def changed_scaling(old: Sequence[Part], new: Sequence[Part]) -> Iterator[Change]:
    """A change for the width, and one for the depth; a network that is not scaled has factors of 1."""
    factors = [dict(_factors(parts)) for parts in (old, new)]
    details = tuple(
        Detail(key, *(value_text(found.get(key, 1)) for found in factors))
        for key in ("width", "depth")
        if factors[0].get(key, 1) != factors[1].get(key, 1)
    )
    if details:
        yield Change("changed", NETWORK, "scaling", "scaling", details, None, None)


def _factors(parts: Sequence[Part]) -> Iterator[tuple[str, float]]:
    for part in parts:
        for key, entry in _entries(part):
            if entry.before is not None:
                yield key, entry.before.factor
        for inner in part.lists:
            yield from _factors(inner)


def _entries(part: Part) -> Iterator[tuple[str, Entry]]:
    step = part.step
    if isinstance(step, LayerStep | CallStep):
        yield from (("width", entry) for entry in step.entries.values())
    if part.repeat is not None:
        yield "depth", part.repeat
