"""Writes the docstring of create_<name>()."""

from __future__ import annotations

from archc.backends.python_source.argument_docs import argument_docs
from archc.backends.python_source.literals import literal, prose
from archc.ir.graph import Graph
from archc.ops.shape import render_shape

_WIDTH = 84


def main_doc(graph: Graph, *, has_top: bool) -> list[str]:
    """The lines of the docstring, the first of which says what is built and in which shapes."""
    outputs = [render_shape(graph.nodes[o.node].shape) for o in graph.outputs if o.active]
    inputs = [render_shape(graph.nodes[index].shape) for _, index in graph.inputs]
    first = f"Builds {graph.spec.name}: {' and '.join(inputs)} -> {' and '.join(outputs)}."
    lines = [*prose(first, _WIDTH - 3), "", "Args:"]
    uses = argument_docs(graph)
    for name, value in graph.arguments.items():
        use = f"{uses[name]}; " if uses[name] else ""
        lines += _entry(name, f"{use}{literal(value)} by default.")
    if has_top:
        lines += _entry("include_top", "whether to add the head and the auxiliary outputs.")
    if len(graph.inputs) == 1:
        lines += _entry("input_shape", "the shape of one input, in Keras's data format.")
    lines += _entry("weights", "the path of a file of weights to load, or None.")
    lines += _entry("name", "the name of the model.")
    return [*lines, "", "Returns:", "    A keras.Model."]


def _entry(name: str, text: str) -> list[str]:
    """The lines for one argument."""
    found = prose(f"{name}: {text}", _WIDTH - 8)
    return [f"    {found[0]}", *(f"        {line}" for line in found[1:])]
