"""The stages of the compiler, in order: from the text of a spec to its graph.

SourceFile -> tree -> (variants) -> valid tree -> Spec -> Graph -> checked Graph
"""

from __future__ import annotations

from typing import Any

from archc.diagnostics import codes
from archc.diagnostics.diagnostic import Diagnostic, InternalError, Label, Sink, SinkFullError
from archc.diagnostics.suggest import did_you_mean
from archc.ir.graph import Graph
from archc.lowering.check_arguments import check_arguments
from archc.lowering.check_layer_names import check_layer_names
from archc.lowering.expand_spec import expand_spec
from archc.ops.shape import render_shape
from archc.schema.validate import validate
from archc.source.limits import MAX_ERRORS, MAX_FILE_BYTES, MAX_TEXT_ARGUMENT
from archc.source.source_file import SourceFile, Span
from archc.spec.check_blocks import check_blocks
from archc.spec.decode_spec import decode_spec
from archc.spec.expressions import FAILED
from archc.spec.model import Spec
from archc.spec.variants import apply_extends
from archc.syntax.parse_yaml import parse_yaml
from archc.syntax.read_source import STANDARD_INPUT, read_source
from archc.syntax.scalars import resolve_scalar
from archc.syntax.tree import Tree, describe_value


def compile_path(path: str, overrides: dict[str, Any], sink: Sink) -> Graph | None:
    """The graph of the spec at a path; None, with errors in the sink, when it has mistakes."""
    file = read_source(path, sink)
    return compile_source(file, overrides, sink) if file is not None else None


def compile_source(file: SourceFile, overrides: dict[str, Any], sink: Sink) -> Graph | None:
    """The graph of a spec; `overrides` are values for its arguments, of the types of the defaults."""
    found = Sink(limit=MAX_ERRORS)
    try:
        graph = _compile(file, overrides, found)
    except SinkFullError:
        graph = None
    for finding in found.diagnostics():
        sink.add(finding)
    return graph


def _compile(file: SourceFile, overrides: dict[str, Any], sink: Sink) -> Graph | None:
    spec = load_spec(file, sink)
    if spec is None:
        return None
    arguments = bind_arguments(spec, overrides, sink)
    graph = expand_spec(spec, arguments, sink)
    if graph is None or sink.failed or not check_graph(graph, sink):
        return None
    report_resolutions(graph, sink)
    return graph


def check_graph(graph: Graph, sink: Sink) -> bool:
    """Whether a graph, sound in its shapes, can be built under every value of its arguments."""
    check_layer_names(graph, sink)
    check_arguments(graph, sink)
    return not sink.failed


def load_spec(file: SourceFile, sink: Sink) -> Spec | None:
    """The typed spec of a file, its bases merged in.

    A spec with mistakes is given as far as it makes sense, so that one run finds them all; the sink
    knows of them. None when nothing of it makes sense.
    """
    tree = parse_yaml(file, sink)
    sources = [file]
    merged = (
        apply_extends(tree, lambda path, span: _load(path, span, sources, sink), sink)
        if tree
        else None
    )
    valid = validate(merged, sink) if merged is not None else None
    if valid is None:
        return None
    return check_blocks(decode_spec(tuple(sources), valid, sink), sink)


def _load(
    path: str, span: Span, sources: list[SourceFile], sink: Sink
) -> tuple[SourceFile, Tree] | None:
    """A spec that another extends, by a path that stands at `span`."""
    found = Sink()
    # A spec cannot name standard input.
    file = read_source(f"./{path}" if path == STANDARD_INPUT else path, found)
    for problem in found.diagnostics():
        message = f"the base {problem.message}"
        sink.add(Diagnostic(codes.EXTENDS_NOT_FOUND, message, span, help=_BASE_HELP))
    if file is not None and sum(len(source.text) for source in (*sources, file)) > MAX_FILE_BYTES:
        message = f"with this base the spec is larger than the limit of {MAX_FILE_BYTES:,} bytes"
        sink.add(Diagnostic(codes.FILE_TOO_LARGE, message, span))
        return None
    tree = parse_yaml(file, sink) if file is not None else None
    if file is None or tree is None:
        return None
    sources.append(file)
    return file, tree


_BASE_HELP = "the path of the base is relative to the folder of this file"


def bind_arguments(spec: Spec, overrides: dict[str, Any], sink: Sink) -> dict[str, Any]:
    """A value for every argument: the override where there is one, else the default."""
    values = {name: entry.value for name, entry in spec.arguments.items()}
    for name, given in overrides.items():
        if name not in values:
            help_text = did_you_mean(name, values, known="the arguments are")
            message = f"{spec.name} has no argument `{name}`"
            sink.add(Diagnostic(codes.UNKNOWN_ARGUMENT, message, help=help_text))
            continue
        default = values[name]
        value = resolve_scalar(given) if _is_text_of_value(given, default) else given
        if default is FAILED or _same_type(value, default):
            values[name] = value
        else:
            span = spec.arguments[name].span
            message = f"the argument `{name}` cannot be {describe_value(given)}"
            labels = (Label(span, f"its default is {describe_value(default)}"),)
            sink.add(Diagnostic(codes.WRONG_TYPE, message, labels=labels))
    return values


def _is_text_of_value(given: Any, default: Any) -> bool:
    """Whether a value was given as the text of a number or truth value, as on a command line."""
    return isinstance(given, str) and not isinstance(default, str)


def _same_type(value: Any, default: Any) -> bool:
    if isinstance(default, bool) or isinstance(value, bool):
        return isinstance(default, bool) and isinstance(value, bool)
    if isinstance(default, int | float):
        return isinstance(value, int | float) and abs(value) <= 1e9
    return isinstance(value, str) and len(value) <= MAX_TEXT_ARGUMENT


def report_resolutions(graph: Graph, sink: Sink) -> None:
    """A note for every sum that was resolved, with the place of the sum and of both operands."""
    for found in graph.resolutions:
        merge, target = graph.nodes[found.merge], graph.nodes[found.target]
        if merge.step is None:
            raise InternalError(f"report_resolutions: {merge.name} has no step")
        place = target.step.site.span if target.step is not None else target.context.span
        labels = [
            Label(place, f"to fit this `{target.kind}`, which gives {render_shape(target.shape)}")
        ]
        so = "so this " if found.policy == "adjust" else ""
        labels.insert(0, Label(found.changed, f"{so}{found.text}"))
        message = f"a sum was made to fit ({found.policy}): {found.text}"
        sink.add(
            Diagnostic(codes.MERGE_RESOLVED, message, merge.step.site.span, labels=tuple(labels))
        )
