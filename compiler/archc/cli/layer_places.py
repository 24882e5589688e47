"""Says in which line each layer stands, and in which file when that is a base of the spec."""

from __future__ import annotations

from pathlib import Path

from archc.ir.graph import Graph


def layer_places(graph: Graph) -> dict[str, str]:
    """The place of every layer, by its name: `53`, or `inception_v4.yaml:53`."""
    own = graph.spec.file.name
    found: dict[str, str] = {}
    for node in graph.layers():
        span = node.step.site.span if node.step is not None else node.context.span
        line = str(span.line)
        name = span.file.name
        found[node.name] = line if name == own else f"{Path(name).name}:{line}"
    return found
