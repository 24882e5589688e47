"""The stages of the compiler, in order: from the text of a spec to its graph.

SourceFile -> tree -> (variants) -> valid tree -> Spec -> Graph -> checked Graph
"""

from __future__ import annotations

from collections.abc import Callable, Container
from functools import cache
from typing import Any, TypeVar

from archc.diagnostics import codes
from archc.diagnostics.diagnostic import Diagnostic, InternalError, Label, Sink, SinkFullError
from archc.diagnostics.fold_findings import fold_findings
from archc.diagnostics.levels import DEFAULT_LEVELS, Levels
from archc.diagnostics.root_causes import root_causes
from archc.diagnostics.suggest import did_you_mean
from archc.ir.graph import Graph
from archc.lint.find_warnings import find_warnings
from archc.lint.judge import judge
from archc.lint.network import Network
from archc.lowering.check_arguments import check_arguments
from archc.lowering.check_layer_names import check_layer_names
from archc.lowering.expand_spec import expand_spec
from archc.ops.shape import render_shape
from archc.schema.validate import validate
from archc.source.limits import MAX_ERRORS, MAX_TEXT_ARGUMENT
from archc.source.source_file import SourceFile, Span
from archc.spec.check_blocks import check_blocks
from archc.spec.decode_spec import decode_spec
from archc.spec.expressions import FAILED
from archc.spec.model import Entry, Spec
from archc.spec.scale_network import scale_network
from archc.spec.spec_trees import SpecTrees
from archc.syntax.read_source import ReadSource, read_source
from archc.syntax.scalars import resolve_scalar
from archc.syntax.tree import Mapping, Scalar, describe_value

_Result = TypeVar("_Result")


def compile_path(path: str, overrides: dict[str, Any], sink: Sink) -> Graph | None:
    """The graph of the spec at a path; None, with errors in the sink, when it has mistakes."""
    trees = open_spec(path, sink)
    return compile_variant(trees, None, overrides, sink) if trees is not None else None


def open_spec(
    path: str, sink: Sink, *, allow_outside: bool = False, read: ReadSource = read_source
) -> SpecTrees | None:
    """The spec at a path with its presets, to be compiled; `allow_outside` is for what it extends."""
    file = read(path, sink)
    if file is None:
        return None
    return SpecTrees(file, allow_outside=allow_outside, read=read)


def compile_source(file: SourceFile, overrides: dict[str, Any], sink: Sink) -> Graph | None:
    """The graph of a spec; `overrides` are values for its arguments, of the types of the defaults."""
    return compile_variant(SpecTrees(file), None, overrides, sink)


def compile_variant(
    trees: SpecTrees,
    variant: str | None,
    overrides: dict[str, Any],
    sink: Sink,
    levels: Levels = DEFAULT_LEVELS,
    *,
    budgets: bool = True,
) -> Graph | None:
    """The graph of a spec, or of one of its presets; warnings at the level of an error are errors.

    Without `budgets`, a network that does not meet the `expect` of its spec is one like any other.
    """

    @cache
    def presets() -> list[_Compiled]:
        names = trees.presets() if variant is None else ()
        return [_compiled(trees, name, overrides, levels, list) for name in names]

    graph, found, work = _compiled(trees, variant, overrides, levels, presets)
    sink.work += work
    if graph is not None:
        alone = variant is not None or bool(overrides)
        judged = judge(found, trees.sources, levels, None if alone else lambda: _all(presets()))
        found = tuple(judged)
    for finding in found:
        sink.add(finding)
    if graph is None or any(finding.severity == "error" for finding in found):
        return None
    return graph if not budgets or within_budgets(graph, variant, sink) else None


_Compiled = tuple[Graph | None, tuple[Diagnostic, ...], int]
"""A graph, all findings about it, whatever their levels, and the work that it took."""


def _compiled(
    trees: SpecTrees,
    variant: str | None,
    overrides: dict[str, Any],
    levels: Levels,
    presets: Callable[[], list[_Compiled]],
) -> _Compiled:
    def stage(found: Sink) -> Graph | None:
        graph = _compile(trees, variant, overrides, found)
        if graph is not None:
            find_warnings(Network(graph, trees, variant, lambda: _graphs(presets())), levels, found)
        return graph

    sink = Sink()
    graph = _limited(trees, sink, stage)
    return graph, sink.diagnostics(), sink.work


def _graphs(compiled: list[_Compiled]) -> tuple[Graph, ...]:
    return tuple(graph for graph, *_ in compiled if graph is not None)


def _all(compiled: list[_Compiled]) -> list[Diagnostic]:
    return [finding for _, found, _ in compiled for finding in found]


def expand_variant(
    trees: SpecTrees, variant: str | None, overrides: dict[str, Any], sink: Sink
) -> Mapping | None:
    """The tree of a spec, or of one of its presets, as it is compiled; shapes may be wrong in it."""
    return _limited(trees, sink, lambda found: _expand(trees, variant, overrides, found))


def _limited(
    trees: SpecTrees, sink: Sink, stage: Callable[[Sink], _Result | None]
) -> _Result | None:
    """What a stage gives; it ends when there are too many errors."""
    found = Sink(limit=MAX_ERRORS)
    try:
        result = stage(found)
    except SinkFullError:
        result = None
    sink.work += found.work
    for finding in root_causes(fold_findings(found.diagnostics())):
        sink.add(trees.explained(finding))
    return result


def _expand(
    trees: SpecTrees, variant: str | None, overrides: dict[str, Any], sink: Sink
) -> Mapping | None:
    tree = load_tree(trees, variant, sink)
    if tree is None or sink.failed:
        return None
    # Budgets are for the defaults of the spec, which would be others.
    return set_defaults(tree.without("expect"), overrides, sink) if overrides else tree


def _compile(
    trees: SpecTrees, variant: str | None, overrides: dict[str, Any], sink: Sink
) -> Graph | None:
    spec = load_spec(trees, variant, sink)
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


def within_budgets(graph: Graph, variant: str | None, sink: Sink) -> bool:
    """Whether a network meets the budgets of its spec, or of one of its presets."""
    if not graph.spec.expect:
        return True
    # Imported here: most specs have no budgets.
    from archc.backends.check_budgets import check_budgets

    return check_budgets(graph, variant, sink)


def load_spec(trees: SpecTrees, variant: str | None, sink: Sink) -> Spec | None:
    """The typed spec of a file, or of one of its presets.

    A spec with mistakes is given as far as it makes sense, so that one run finds them all; the sink
    knows of them. None when nothing of it makes sense.
    """
    tree = load_tree(trees, variant, sink)
    if tree is None:
        return None
    return check_blocks(decode_spec(trees.sources, variant or "", tree, sink), sink)


def load_tree(trees: SpecTrees, variant: str | None, sink: Sink) -> Mapping | None:
    """The valid tree of a spec: bases, edits and presets applied, everything scaled."""
    tree = trees.tree(variant, sink)
    valid = validate(tree, sink) if tree is not None else None
    return scale_network(valid, sink) if valid is not None else None


def bind_arguments(spec: Spec, overrides: dict[str, Any], sink: Sink) -> dict[str, Any]:
    """A value for every argument: the override where there is one, else the default."""
    return _bound(spec.name, spec.arguments, spec.constants, overrides, sink)


def set_defaults(tree: Mapping, overrides: dict[str, Any], sink: Sink) -> Mapping:
    """A valid tree in which the defaults of arguments are those that were given for them."""
    if not overrides:
        return tree
    section = tree.get("arguments")
    found = section if isinstance(section, Mapping) else Mapping({}, {}, tree.span)
    entries = {n: Entry(value.plain(), value.span) for n, value in found.items()}
    constants = tree.get("constants")
    fixed = constants.values if isinstance(constants, Mapping) else {}
    bound = _bound(str(tree.values["name"].plain()), entries, fixed, overrides, sink)
    values = {n: Scalar(bound[n], _GIVEN) if n in overrides else v for n, v in found.items()}
    return tree.with_value("arguments", Mapping(found.keys, values, found.span))


_GIVEN = Span(SourceFile("--set", ""), 0, 0)
"""The place of a value that was given on the command line."""


def _bound(
    title: str,
    defaults: dict[str, Entry],
    constants: Container[str],
    overrides: dict[str, Any],
    sink: Sink,
) -> dict[str, Any]:
    values = {name: entry.value for name, entry in defaults.items()}
    for name, given in overrides.items():
        if name not in values:
            help_text = did_you_mean(name, values, known="the arguments are")
            message = f"{title} has no argument `{name}`"
            if name in constants:
                message = f"`{name}` is a constant of {title}, and has no other value"
                help_text = f"move `{name}` from `constants` to `arguments`, to give it one"
            sink.add(Diagnostic(codes.UNKNOWN_ARGUMENT, message, help=help_text))
            continue
        default = values[name]
        value = resolve_scalar(given) if _is_text_of_value(given, default) else given
        if default is FAILED or _same_type(value, default):
            values[name] = value
        else:
            span = defaults[name].span
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
            Label(place, f"to fit this `{target.word}`, which gives {render_shape(target.shape)}")
        ]
        so = "so this " if found.policy == "adjust" else ""
        labels.insert(0, Label(found.changed, f"{so}{found.text}"))
        message = f"a sum was made to fit ({found.policy}): {found.text}"
        sink.add(
            Diagnostic(codes.MERGE_RESOLVED, message, merge.step.site.span, labels=tuple(labels))
        )
