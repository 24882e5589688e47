"""Compares specs of two sides, each with its presets, by their paths.

1. A spec is compared as it is, and with each preset, unless one is asked for. Of two specs that were named
   each, the presets that both have are compared; in folders, what one side has is added or removed.
2. A network that does not compile cannot be compared; its errors are kept with it.
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

    `graph` is that of the only side which has it; `findings` are the errors of what does not compile.
    """

    path: str
    variant: str | None
    status: Status
    comparison: Comparison | None = None
    graph: Graph | None = None
    findings: tuple[Diagnostic, ...] = ()

    @property
    def label(self) -> str:
        """The path, and the preset in brackets."""
        return f"{self.path} ({self.variant})" if self.variant is not None else self.path


def compare_specs(
    old: Side, new: Side, variant: str | None, overrides: Mapping[str, Any]
) -> list[Compared]:
    """What became of each network, in the order of the paths."""
    found: list[Compared] = []
    for key in sorted({**old.specs, **new.specs}):
        sides = [_Opened(side, key, dict(overrides)) for side in (old, new)]
        presets = dict.fromkeys(name for side in sides for name in side.presets())
        if key == NAMED:
            presets = {name: None for name in presets if all(side.has(name) for side in sides)}
        names = [variant] if variant is not None else [None, *presets]  # Rule 1.
        found += [_compared(new.specs.get(key) or old.specs[key], name, sides) for name in names]
    return found


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

    def presets(self) -> tuple[str, ...]:
        return self._trees.presets() if self._trees is not None else ()

    def has(self, variant: str | None) -> bool:
        return self.is_there and (variant is None or variant in self.presets())

    def compile(self, variant: str | None) -> tuple[Graph | None, tuple[Diagnostic, ...]]:
        """Rule 2: the graph, or the errors."""
        if self._trees is None:
            return None, self._sink.diagnostics()
        sink = Sink()
        graph = compile_variant(
            self._trees, variant, self._overrides, sink, NO_WARNINGS, budgets=False
        )
        errors = tuple(one for one in sink.diagnostics() if one.severity == "error")
        return graph, errors


def _compared(path: str, variant: str | None, sides: list[_Opened]) -> Compared:
    there = [side.has(variant) for side in sides]
    found = [side.compile(variant) for side, has in zip(sides, there, strict=True) if has]
    errors = tuple(error for graph, findings in found if graph is None for error in findings)
    graphs = [graph for graph, _ in found if graph is not None]
    if len(graphs) < len(found) or not found:
        return Compared(path, variant, "broken", findings=errors)
    if len(graphs) == 1:
        return Compared(path, variant, "removed" if there[0] else "added", graph=graphs[0])
    comparison = compare(*graphs)
    is_same = comparison.is_same and not comparison.renamed
    return Compared(path, variant, "same" if is_same else "changed", comparison)


def differs(compared: Iterator[Compared] | list[Compared]) -> bool:
    """Whether any network is not the same."""
    return any(one.status != "same" for one in compared)
