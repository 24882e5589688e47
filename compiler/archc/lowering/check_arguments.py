"""Checks that every argument of a spec can take other values than its default.

1. An argument must not change the operands of a sum, nor a size that an expression reads.
2. A condition (`when`) on arguments reads arguments that are true or false, and every combination of them is
   compiled: the rest of the network must be the same under all.
3. How often something is repeated can be an argument where every iteration is the same.
"""

from __future__ import annotations

from archc.diagnostics import codes
from archc.diagnostics.diagnostic import Diagnostic, Label, Sink
from archc.ir.graph import Graph, Node
from archc.lowering.argument_repeats import find_argument_repeats
from archc.lowering.argument_use import arguments_of, depends_on_argument
from archc.lowering.graph_builder import context_labels
from archc.lowering.read_sizes import follows_sizes
from archc.lowering.size_limits import ArgumentConflict, find_conflicts
from archc.lowering.switches import MAX_LAYERS_OPENED, MAX_SWITCHES, find_switches, open_settings
from archc.spec.model import LayerStep

_CONSTANT_HELP = "make `{}` a constant: move it from `arguments` to `constants`"


def check_arguments(graph: Graph, sink: Sink) -> None:
    """Reports arguments that cannot be arguments."""
    if not graph.arguments:
        return
    _check_conditions(graph, sink)
    _check_repeats(graph, sink)
    for conflict in find_conflicts(graph):
        _report_conflict(conflict, graph, sink)
    switches = find_switches(graph)
    layers = len(graph.nodes) * (2 ** min(len(switches), 64) - 1)
    if len(switches) > MAX_SWITCHES or layers > MAX_LAYERS_OPENED:
        _report_many(switches, graph, sink)
    if not sink.failed:
        _check_switches(switches, graph, sink)


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


def _check_conditions(graph: Graph, sink: Sink) -> None:
    """Rule 2: what conditions read."""
    for condition in graph.conditions:
        for name in sorted(arguments_of(condition.entry, condition.frame, graph.spec)):
            if not isinstance(graph.arguments[name], bool):
                message = f"a condition reads the argument `{name}`, which is not true or false"
                help_text = _CONSTANT_HELP.format(name)
                code = codes.ARGUMENT_CHANGES_STRUCTURE
                sink.add(Diagnostic(code, message, condition.entry.span, help=help_text))


def _check_repeats(graph: Graph, sink: Sink) -> None:
    """Rule 3."""
    for found in find_argument_repeats(graph):
        if found.problem:
            name = min(found.arguments)
            message = (
                f"the argument `{name}` cannot decide how often this is repeated: {found.problem}"
            )
            code, span = codes.ARGUMENT_CHANGES_STRUCTURE, found.entry.span
            sink.add(Diagnostic(code, message, span, help=_CONSTANT_HELP.format(name)))


def _report_many(switches: list[str], graph: Graph, sink: Sink) -> None:
    message = (
        f"{len(switches)} arguments switch parts of the network that change the rest; the limit is "
        f"{MAX_SWITCHES}, and {MAX_LAYERS_OPENED:,} layers in all combinations"
    )
    span = graph.spec.arguments[switches[-1]].span
    help_text = "make some of them constants: move them from `arguments` to `constants`"
    sink.add(Diagnostic(codes.ARGUMENT_CHANGES_STRUCTURE, message, span, help=help_text))


def _check_switches(switches: list[str], graph: Graph, sink: Sink) -> None:
    """Rule 2: every other combination of values."""
    for setting, opened, found in open_settings(graph, switches):
        changed = [name for name, value in setting.items() if value is not graph.arguments[name]]
        words = ", ".join(f"{name}: {str(setting[name]).lower()}" for name in changed)
        for diagnostic in found.diagnostics():
            sink.add(diagnostic.with_note(f"this is so with `{words}`"))
        if opened is None or found.failed or sink.failed:
            return
        for conflict in find_conflicts(opened):
            _report_conflict(conflict, opened, sink)
        pairs = zip(graph.nodes, opened.nodes, strict=False)
        odd = next(((a, b) for a, b in pairs if not _same(a, b, graph)), None)
        if odd is None and len(graph.nodes) != len(opened.nodes):
            shorter = min(len(graph.nodes), len(opened.nodes)) - 1
            odd = graph.nodes[shorter], opened.nodes[shorter]
        if odd is not None:
            _report_switch(changed[0], odd[0], graph, sink)


def _same(first: Node, second: Node, graph: Graph) -> bool:
    """Whether two layers differ in nothing but what arguments and sizes are meant to change."""
    if first.name != second.name or type(first.op) is not type(second.op):
        return False
    if first.op is None or second.op is None:
        return True
    entries = first.step.entries if isinstance(first.step, LayerStep) else {}
    meant = {
        key
        for key, entry in entries.items()
        if key != first.changed
        and (
            depends_on_argument(entry, first.frame, graph.spec)
            or follows_sizes(type(first.op), key, entry)
        )
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
