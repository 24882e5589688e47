"""Opens a spec that may have mistakes into a graph, as far as it goes: what hovers and hints tell of."""

from __future__ import annotations

from archc.diagnostics.diagnostic import Sink, SinkFullError
from archc.driver import bind_arguments, load_spec, open_spec
from archc.ir.graph import Graph
from archc.lowering.expand_spec import expand_spec
from archc.source.limits import MAX_ERRORS
from archc.syntax.read_source import ReadSource


def open_network(path: str, read: ReadSource, variant: str | None = None) -> Graph | None:
    """The graph of a spec, or of one of its presets; shapes that follow from mistakes are guessed in it."""
    sink = Sink(limit=MAX_ERRORS)
    try:
        trees = open_spec(path, sink, read=read)
        spec = load_spec(trees, variant, sink) if trees is not None else None
        if spec is None:
            return None
        return expand_spec(spec, bind_arguments(spec, {}, sink), sink)
    except SinkFullError:
        return None
