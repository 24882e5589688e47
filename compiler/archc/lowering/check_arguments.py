"""Checks that the arguments of a spec can take other values than their defaults."""

from __future__ import annotations

from archc.diagnostics.diagnostic import Sink
from archc.ir.graph import Graph


def check_arguments(graph: Graph, sink: Sink) -> None:
    """Placeholder, replaced below."""
