"""Compares specs of two sides, each with its presets, by their paths.

1. A spec is compared as it is, and with each preset, unless one is asked for. Of two specs that were named
   each, the presets that both have are compared; in folders, what one side has is added or removed.
2. Two named specs can also be compared in a preset of each, or in a preset of one.
3. A network that does not compile cannot be compared; its errors are kept with it. Of a spec that cannot be
   read nobody knows the presets: it is tried as it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Literal, NamedTuple

from archc.compare.compare import Comparison, compare
from archc.diagnostics.diagnostic import Diagnostic, Sink
from archc.diagnostics.levels import NO_WARNINGS
from archc.driver import compile_variant, open_spec
from archc.ir.graph import Graph
from archc.spec.spec_trees import SpecTrees
from archc.syntax.read_source import ReadSource

_Errors = tuple[Diagnostic, ...]
Status = Literal["same", "changed", "added", "removed", "broken"]


NAMED = ""
"""The key of a spec that was named itself, rather than its folder."""


class Side(NamedTuple):
    """One of two places with specs: `specs` gives their paths by what pairs them with the other side."""

    label: str
    specs: Mapping[str, str]
    read: ReadSource
    allow_outside: bool = False


class Compared(NamedTuple):
    """A network of both sides, or of one.

    `variant` is the preset of the new side, `old_variant` that of the old one. `graph` is that of the only
    side which has it; `errors` are those of the sides that do not compile, the old one first.
    """

    path: str
    variant: str | None
    status: Status
    comparison: Comparison | None = None
    graph: Graph | None = None
    errors: tuple[_Errors, _Errors] = ((), ())
    old_variant: str | None = None

    @property
    def label(self) -> str:
        """The path, and the preset in brackets, or both presets."""
        if self.old_variant != self.variant:
            old, new = (name or "as it is" for name in (self.old_variant, self.variant))
            return f"{self.path} ({old} -> {new})"
        return f"{self.path} ({self.variant})" if self.variant is not None else self.path


def compare_specs(
    old: Side, new: Side, variant: str | None, overrides: Mapping[str, Any]
) -> list[Compared]:
    """What became of each network, in the order of the paths."""
    found: list[Compared] = []
    for key in sorted({**old.specs, **new.specs}):
        sides = [_Opened(side, key, dict(overrides)) for side in (old, new)]
        names = _presets(sides, key == NAMED) if variant is None else [variant]
        if variant is not None and key != NAMED and not any(side.has(variant) for side in sides):
            names = []
        path = new.specs.get(key) or old.specs[key]
        found += [_compared(path, (name, name), sides) for name in names]
    return found


def compare_variants(
    old: Side, new: Side, variants: tuple[str | None, str | None], overrides: Mapping[str, Any]
) -> list[Compared]:
    """Rule 2: two named specs, each in a preset of its own; None stands for the spec as it is."""
    sides = [_Opened(side, NAMED, dict(overrides)) for side in (old, new)]
    return [_compared(new.specs[NAMED], variants, sides)]


def _presets(sides: list[_Opened], is_named: bool) -> list[str | None]:
    """Rule 1: what there is to compare of a spec; None stands for the spec as it is."""
    if any(side.is_there and not side.is_readable for side in sides):
        return [None]  # Rule 3.
    presets = dict.fromkeys(name for side in sides for name in side.presets())
    enough = all if is_named else any
    return [None, *(name for name in presets if enough(side.has(name) for side in sides))]


class _Opened:
    """A spec of a side, which may not be there."""

    def __init__(self, side: Side, key: str, overrides: dict[str, Any]) -> None:
        self._sink = Sink()
        self._overrides = overrides
        self.is_there = key in side.specs
        self._trees: SpecTrees | None = None
        if self.is_there:
            self._trees = open_spec(
                side.specs[key], self._sink, allow_outside=side.allow_outside, read=side.read
            )
        self.is_readable = self._trees is not None and self._trees.tree(None, Sink()) is not None

    def presets(self) -> tuple[str, ...]:
        return self._trees.presets() if self._trees is not None else ()

    def has(self, variant: str | None) -> bool:
        known = variant is None or not self.is_readable or variant in self.presets()
        return self.is_there and known

    def compile(self, variant: str | None) -> tuple[Graph | None, tuple[Diagnostic, ...]]:
        """Rule 3: the graph, or the errors."""
        if self._trees is None:
            return None, self._sink.diagnostics()
        sink = Sink()
        graph = compile_variant(
            self._trees, variant, self._overrides, sink, NO_WARNINGS, budgets=False
        )
        errors = (one for one in sink.diagnostics() if one.severity == "error")
        return graph, tuple(errors) if graph is None else ()


def _compared(path: str, variants: tuple[str | None, str | None], sides: list[_Opened]) -> Compared:
    has = [side.has(name) for side, name in zip(sides, variants, strict=True)]
    can_lack = any(has) and variants[0] == variants[1]
    tried = has if can_lack else [side.is_there for side in sides]
    (old, old_errors), (new, new_errors) = (
        side.compile(name) if is_tried else (None, ())
        for side, name, is_tried in zip(sides, variants, tried, strict=True)
    )
    found = Compared(path, variants[1], "same", old_variant=variants[0])
    if old_errors or new_errors:
        return found._replace(status="broken", errors=(old_errors, new_errors))
    if old is None or new is None:
        return found._replace(status="added" if old is None else "removed", graph=old or new)
    comparison = compare(old, new)
    is_same = comparison.is_same and not comparison.renamed
    return found._replace(status="same" if is_same else "changed", comparison=comparison)


def differs(compared: Iterator[Compared] | list[Compared]) -> bool:
    """Whether any network is not the same."""
    return any(one.status != "same" for one in compared)
