"""Finds counts that `scaling` changed although the task fixes them: the classes of a convolutional head.

1. What leaves the network by its head, or by the output of a stage, has the channels that the task asks for.
   Activations, reshapes and upsampling keep them; the network without its head hands on features.
2. A count that is an argument, `$num_classes`, is the caller's: the network should have that number.
3. A number that the rounding left as it was is not reported, nor is a step that says `scaled` itself.

    scaling: {width: 0.5}    head: [{conv: $n, kernel: 1}]  ->  {conv: $n, scaled: false, kernel: 1}
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from archc.diagnostics import codes
from archc.diagnostics.diagnostic import Diagnostic, Fix
from archc.ir.graph import Node
from archc.lint.add_layer_key import add_layer_key
from archc.lint.count_sources import count_sources, written
from archc.lint.network import Layer, Network, Place
from archc.source.source_file import Span
from archc.spec.scaling import FUNCTION
from archc.syntax.tree import Mapping, Sequence, Tree

_KEPT = frozenset({"activation", "softmax", "reshape", "flatten", "upsample", "dropout", "crop"})
"""Layers that leave what the channels stand for."""


def scaled_outputs(network: Network) -> Iterator[Diagnostic]:
    """W0307."""
    ends: frozenset[int] | None = None
    for layers in network.layers:
        changed = [layer for layer in layers if _is_changed(layer)]  # Rule 3.
        if not changed:
            continue
        ends = _ends(network) if ends is None else ends
        last = [layer for layer in changed if layer.node.index in ends]
        found = {**_of_output(last, len(layers)), **_of_argument(changed, network)}
        for span, (layer, what, text) in found.items():
            if span.key() not in _decided_steps(network):
                yield _finding(layer, span, f"{what}: {_filters(layer, text)}", network)


def _is_changed(layer: Layer) -> bool:
    entry = layer.step.entries.get(layer.op.sets_channels)
    if entry is None or entry.before is None:
        return False
    return bool(written(entry).value != _count(layer))


def _count(layer: Layer) -> int:
    return int(getattr(layer.op, layer.op.sets_channels))


@lru_cache(maxsize=1)
def _decided_steps(network: Network) -> frozenset[Place]:
    """Rule 3."""
    return frozenset(span.key() for span in _decided(network.tree))


def _decided(tree: Tree) -> Iterator[Span]:
    """The keys of the steps that say whether they are scaled."""
    match tree:
        case Mapping():
            if FUNCTION in tree.values:
                yield from tree.keys.values()
            for value in tree.values.values():
                yield from _decided(value)
        case Sequence():
            for item in tree.items:
                yield from _decided(item)


def _ends(network: Network) -> frozenset[int]:
    """Rule 1: the layers that give the outputs."""
    graph, found = network.graph, set()
    has_head = any(one.node != graph.trunk_end for one in graph.outputs)
    for output in graph.outputs if has_head else ():
        node: Node = graph.nodes[output.node]
        while node.kind in _KEPT and len(node.inputs) == 1:
            node = graph.nodes[node.inputs[0]]
        if node.index != graph.trunk_end:
            found.add(node.index)
    return frozenset(found)


_Found = dict[Span, tuple[Layer, str, str]]
"""The layer, what is changed, and what the spec says for its count."""


def _of_argument(layers: list[Layer], network: Network) -> _Found:
    """Rule 2, by the step that reads the argument."""
    found: _Found = {}
    for layer in layers:
        for source in count_sources(layer):
            name = source.expression.text
            if source.is_whole and name in network.spec.arguments:
                found.setdefault(source.step, (layer, f"the argument `{name}`", f"${name}"))
    return found


def _of_output(layers: list[Layer], uses: int) -> _Found:
    """Rule 1, by the step; by the call of the block where other calls make no output."""
    found: _Found = {}
    for layer in layers:
        call = layer.node.frame.call
        is_shared = len(layers) < uses and call is not None
        span = call.site.span if is_shared and call is not None else layer.step.site.span
        text = written(layer.step.entries[layer.op.sets_channels]).span.text.strip("\"'")
        found.setdefault(span, (layer, "an output of the network", text))
    return found


def _filters(layer: Layer, text: str) -> str:
    before = layer.step.entries[layer.op.sets_channels].before
    assert before is not None
    return f"`{layer.op.key}` has {_count(layer):,} filters, {text} x {before.factor:g}"


def _finding(layer: Layer, span: Span, what: str, network: Network) -> Diagnostic:
    is_here = network.is_own(span) and span == layer.step.site.span
    edit = add_layer_key(layer.step, "scaled", "false") if is_here else None
    return Diagnostic(
        codes.SCALED_OUTPUT,
        f"scaling changes {what}",
        span,
        help="`scaled: false` on this step leaves the count as it is written",
        fix=Fix("leave the count as it is", (edit,), safe=False) if edit is not None else None,
    )
