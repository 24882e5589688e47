"""Finds the arguments that switch parts of a network on and off, and opens the spec under their other values.

Layers that keep the shape of their input, whatever it is, can come and go without a trace in the rest of the
network. Anything else may change what follows, in combination: every combination is opened.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from archc.diagnostics.diagnostic import Sink
from archc.ir.graph import Condition, Graph, Node
from archc.lowering.argument_use import arguments_of
from archc.lowering.expand_spec import expand_spec
from archc.lowering.infer_shape import infer_sizes
from archc.lowering.read_sizes import with_read_sizes
from archc.lowering.symbolic_size import symbol
from archc.ops.shape import AXES

MAX_SWITCHES = 6
MAX_LAYERS_OPENED = 50_000
"""How many layers the combinations of switches may have in all."""


def find_switches(graph: Graph) -> list[str]:
    """The arguments, true or false, that switch anything on whose shape the rest may notice."""
    found: set[str] = set()
    for condition in graph.conditions:
        if not _is_harmless(graph, condition):
            found |= arguments_of(condition.entry, condition.frame, graph.spec)
    return sorted(name for name in found if isinstance(graph.arguments[name], bool))


def open_settings(
    graph: Graph, switches: list[str]
) -> Iterator[tuple[dict[str, bool], Graph | None, Sink]]:
    """Every other combination of values for the switches, what the spec is under it, and the findings."""
    for flips in product((False, True), repeat=len(switches)):
        if any(flips):
            pairs = zip(switches, flips, strict=True)
            setting = {name: flip != graph.arguments[name] for name, flip in pairs}
            sink = Sink()
            yield setting, expand_spec(graph.spec, {**graph.arguments, **setting}, sink), sink


def other_graphs(graph: Graph) -> Iterator[Graph]:
    """The graphs under every other combination of switches, of a spec that has been checked."""
    for _, opened, _ in open_settings(graph, find_switches(graph)):
        if opened is not None:
            yield opened


def _is_harmless(graph: Graph, condition: Condition) -> bool:
    """Whether what stands under a condition keeps any shape, or is read by nothing else."""
    if condition.leaves_trunk:
        return True
    after = condition.opened
    while after > condition.before:
        node = graph.nodes[after]
        if not _keeps_any_shape(node):
            return False
        after = node.inputs[0]
    return after == condition.before


def _keeps_any_shape(node: Node) -> bool:
    """Whether a layer keeps any shape; margins that are 0 here may be more on another input."""
    if node.op is None or node.op.merges:
        return False
    sizes = tuple(symbol(name, size) for name, size in zip(AXES, node.shape, strict=False))
    following = with_read_sizes(node, sizes)
    op = node.op if following is None else following[0]
    found: object = infer_sizes(op, (sizes,))
    return found == sizes
