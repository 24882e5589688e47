"""Turns a graph into lines that say all that a network computes, and into hashes of them.

1. A layer is a line: its name, its kind, the layers that it reads, the keys that are not at their defaults,
   its shape and its weights. The order of the lines is that in which the layers are called.
2. The names are part of it: files of weights find weights by them. The name of the network is not.
3. A layer that the arguments switch off is part of it, and marked.
4. Numbers are written by value, to twelve digits: 1 and 1.0 are the same, and what the last bits of a
   computation are may differ between machines.
5. Places, comments and descriptions are no part of it, nor are blocks and expressions.

    stem_conv = conv(input) kernel=[3, 3] filters=16 -> 30x30x16 kernel:3x3x3x16 bias:16
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from typing import Any

from archc.ir.graph import Graph, Node
from archc.ops.initializers import Named
from archc.ops.shape import render_shape

_FORM = "archc graph 1"
"""Names the form of the lines; a change of the form changes every hash."""


def graph_hash(graph: Graph) -> str:
    """The hash of a whole network: layers, inputs, outputs, and where the head begins."""
    nodes = graph.nodes
    lines = [f"input {given.name} {nodes[index].name}" for given, index in graph.inputs]
    for output in graph.outputs:
        lines.append(f"output {output.name} {nodes[output.node].name}{_mark(output.active)}")
    lines.append(f"trunk {nodes[graph.trunk_end].name}")
    return f"sha256:{_digest([*layer_lines(graph, graph.nodes), *lines])}"


def stage_hash(graph: Graph, nodes: Iterable[Node], stages: dict[int, str]) -> str:
    """A short hash of the layers of a stage: it tells which part of a network has changed.

    Of what they read in other stages, `stages` by the number of the layer, the name of the stage counts.
    """
    nodes = tuple(nodes)
    inside = {node.index for node in nodes}
    outside = {index: stages.get(index) for node in nodes for index in node.inputs}
    names = {
        index: f"<{stage}>" for index, stage in outside.items() if stage and index not in inside
    }
    return _digest(layer_lines(graph, nodes, names))[:12]


def layer_lines(
    graph: Graph, nodes: Iterable[Node], names: dict[int, str] | None = None
) -> Iterator[str]:
    """A line for each layer; `names` are other names for layers that are read."""
    known = names or {}
    for node in nodes:
        sources = ", ".join(known.get(i) or graph.nodes[i].name for i in node.inputs)
        shape = f"-> {render_shape(node.shape)}"
        parts = [f"{node.name} = {node.kind}({sources})", *_values(node), shape]
        if node.op is not None:
            weights = node.op.weights(graph.input_shapes(node))
            parts += [f"{w.name}:{render_shape(w.shape)}{_fixed(w.trainable)}" for w in weights]
        yield f"{' '.join(parts)}{_mark(node.active)}"


def _values(node: Node) -> Iterator[str]:
    """Rules 1 and 4: the keys of a layer, but for those at their defaults."""
    for field in node.op.fields if node.op is not None else ():
        value = canonical(getattr(node.op, field.name))
        if field.required or value != canonical(field.default):
            yield f"{field.name}={value}"


def canonical(value: Any) -> str:
    """The one text of a value; a number, a truth value or a text is so written in TOML too.

    >>> canonical((1.0, 0.1, True, None, "same"))
    '[1, 0.1, true, null, "same"]'
    """
    match value:
        case None:
            return "null"
        case bool():
            return str(value).lower()
        case float():
            return str(int(value)) if value.is_integer() else repr(float(f"{value:.12g}"))
        case str():
            return f'"{"".join(map(_character, value))}"'
        case list() | tuple():
            return f"[{', '.join(map(canonical, value))}]"
        case dict():
            items = sorted((canonical(key), canonical(inner)) for key, inner in value.items())
            return f"{{{', '.join(f'{key}: {inner}' for key, inner in items)}}}"
        case Named():
            return f"{value.name}{canonical(dict(value.arguments))}"
    return repr(value)


def _character(character: str) -> str:
    if character in '"\\':
        return f"\\{character}"
    code = ord(character)
    if code < 0x20 or code == 0x7F:
        return f"\\u{code:04X}"
    return "\ufffd" if 0xD800 <= code < 0xE000 else character


def _digest(lines: Iterable[str]) -> str:
    text = "\n".join([_FORM, *lines])
    return hashlib.sha256(text.encode()).hexdigest()


def _mark(active: bool) -> str:
    """Rule 3."""
    return "" if active else " (off)"


def _fixed(trainable: bool) -> str:
    return "" if trainable else "(fixed)"
