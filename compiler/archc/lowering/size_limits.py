"""Finds out which sizes of the input a graph holds for: what was computed from a size holds for it alone."""

from __future__ import annotations

from dataclasses import dataclass

from archc.ir.graph import Graph


@dataclass(frozen=True, slots=True)
class SizeLimits:
    """The axes of the input (`height`, `width`, `channels`) that must keep their size, and why."""

    pinned: frozenset[str]
    reason: str


def find_size_limits(graph: Graph) -> SizeLimits:
    """The limits of a graph with one input."""
    return SizeLimits(frozenset(), "")
