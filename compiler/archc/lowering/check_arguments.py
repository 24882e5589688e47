"""Checks that every argument of a spec can take other values than its default.

1. An argument must not change the operands of a sum, nor a size that an expression reads.
2. A condition (`when`) on arguments reads arguments that are true or false, and both values are compiled: the
   rest of the network must be the same under both.
"""

from __future__ import annotations

from archc.diagnostics import codes
from archc.diagnostics.diagnostic import Diagnostic, Label, Sink
from archc.ir.graph import Condition, Graph, Node
from archc.lowering.argument_use import arguments_of, depends_on_argument
from archc.lowering.expand_spec import expand_spec
from archc.lowering.graph_builder import context_labels
from archc.lowering.size_limits import ArgumentConflict, find_conflicts
from archc.spec.model import LayerStep

_CONSTANT_HELP = "make `{}` a constant: move it from `arguments` to `constants`"


def check_arguments(graph: Graph, sink: Sink) -> None:
    """Reports arguments that cannot be arguments."""
    if not graph.arguments:
        return
    for conflict in find_conflicts(graph):
        _report_conflict(conflict, graph, sink)
    switches = _switches(graph, sink)
    for name in sorted(switches) if not sink.failed else ():
        _check_switch(name, graph, sink)


def _report_conflict(conflict: ArgumentConflict, graph: Graph, sink: Sink) -> None:
    """Rule 1."""
    node, name = conflict.node, conflict.argument
    code = codes.ARGUMENT_CHANGES_SUM if conflict.is_merge else codes.ARGUMENT_CHANGES_STRUCTURE
    what = (
        f"the operands of `{node.kind}`" if conflict.is_merge else "a size that an expression reads"
    )
    span = node.step.site.span if node.step is not None else node.context.span
    sink.add(
        Diagnostic(
            code,
            f"the argument `{name}` would change {what}",
            span,
            labels=(
                Label(graph.spec.arguments[name].span, "the argument is here"),
                *context_labels(node.context),
            ),
            help=_CONSTANT_HELP.format(name),
        )
    )


def _switches(graph: Graph, sink: Sink) -> set[str]:
    """The arguments whose both values must be compiled (rule 2)."""
    found: set[str] = set()
    for condition in graph.conditions:
        names = arguments_of(condition.entry, condition.frame, graph.spec)
        for name in sorted(names):
            if not isinstance(graph.arguments[name], bool):
                message = f"a condition reads the argument `{name}`, which is not true or false"
                help_text = _CONSTANT_HELP.format(name)
                code = codes.ARGUMENT_CHANGES_STRUCTURE
                sink.add(Diagnostic(code, message, condition.entry.span, help=help_text))
        found |= set() if _harmless(graph, condition) else names
    return found


def _harmless(graph: Graph, condition: Condition) -> bool:
    """Whether what stands under a condition keeps the shape, whatever its channels are."""
    nodes, before, after = graph.nodes, condition.before, condition.opened
    while after > before and not condition.leaves_trunk:
        node = nodes[after]
        if node.op is None or not node.op.keeps_channels or node.shape != nodes[before].shape:
            return False
        after = node.inputs[0]
    return condition.leaves_trunk or after == before


def _check_switch(name: str, graph: Graph, sink: Sink) -> None:
    """Rule 2: the other value of an argument."""
    other = not graph.arguments[name]
    found = Sink()
    flipped = expand_spec(graph.spec, {**graph.arguments, name: other}, found)
    note = f"this is so with `{name}: {str(other).lower()}`"
    for diagnostic in found.diagnostics():
        sink.add(diagnostic.with_note(note))
    if flipped is None or found.failed:
        return
    pairs = zip(graph.nodes, flipped.nodes, strict=False)
    odd = next(((a, b) for a, b in pairs if not _same(a, b, graph)), None)
    if odd is None and len(graph.nodes) != len(flipped.nodes):
        shorter = min(len(graph.nodes), len(flipped.nodes)) - 1
        odd = graph.nodes[shorter], flipped.nodes[shorter]
    if odd is not None:
        _report_switch(name, odd[0], graph, sink)


def _same(first: Node, second: Node, graph: Graph) -> bool:
    """Whether two layers differ in nothing but what arguments are meant to change."""
    if first.name != second.name or type(first.op) is not type(second.op):
        return False
    if first.op is None or second.op is None:
        return True
    entries = first.step.entries if isinstance(first.step, LayerStep) else {}
    meant = {
        key
        for key, entry in entries.items()
        if key != first.changed and depends_on_argument(entry, first.frame, graph.spec)
    }
    values = second.op.values()
    return all(values[key] == value for key, value in first.op.values().items() if key not in meant)


def _report_switch(name: str, node: Node, graph: Graph, sink: Sink) -> None:
    span = node.step.site.span if node.step is not None else node.context.span
    sink.add(
        Diagnostic(
            codes.ARGUMENT_CHANGES_STRUCTURE,
            f"the argument `{name}` changes `{node.kind}` ({node.name}), which is not under its `when`",
            span,
            labels=(Label(graph.spec.arguments[name].span, "the argument is here"),),
            help=_CONSTANT_HELP.format(name),
        )
    )
