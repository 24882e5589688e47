"""`archc show`: a table of the stages, a table of every layer, or both as JSON."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator

from archc.backends.summary import Summary, render_magnitude, summarize
from archc.cli.counted import counted
from archc.cli.exit_codes import FINDINGS, FINE
from archc.cli.layer_places import layer_places
from archc.cli.print_findings import print_findings, print_notes
from archc.cli.render_table import render_table
from archc.cli.resolved_sums import resolved_sums
from archc.cli.show_json import show_json
from archc.cli.stage_counts import StageCount, stage_counts
from archc.diagnostics.cells import log_line
from archc.diagnostics.diagnostic import Sink
from archc.diagnostics.levels import NO_WARNINGS
from archc.driver import compile_variant, open_spec, within_budgets
from archc.ir.graph import Graph
from archc.lowering.scaled_counts import scaled_counts
from archc.ops.shape import render_shape

_WIDTH = 100


def show(arguments: Namespace) -> int:
    """Runs the command; 1 when the spec has errors, a budget that is not met among them."""
    sink = Sink()
    trees = open_spec(arguments.spec, sink, allow_outside=arguments.allow_outside)
    variant, overrides = arguments.variant, dict(arguments.overrides)
    graph = None
    if trees is not None:
        graph = compile_variant(trees, variant, overrides, sink, NO_WARNINGS, budgets=False)
    print_findings(sink.diagnostics())
    if graph is None or trees is None:
        return FINDINGS
    if arguments.input_sizes:
        return _print_input_sizes(graph, arguments.format == "json")
    summary = summarize(graph)
    if arguments.format == "json":
        print(show_json(graph, summary, variant, trees.presets()))
    else:
        table = _layer_table if arguments.full else _stage_table
        head = _head(graph, summary, variant, trees.presets())
        for line in (*head, *table(graph, summary), *_scaled(graph), *_sums(graph)):
            print(log_line(line))
    return _within_budgets(graph, variant)


def _within_budgets(graph: Graph, variant: str | None) -> int:
    """The exit code: a network over its budget is shown, to be looked at, and has an error."""
    sink = Sink()
    within = within_budgets(graph, variant, sink)
    print_findings(sink.diagnostics())
    print_notes(sink.diagnostics())
    return FINE if within else FINDINGS


def _print_input_sizes(graph: Graph, as_json: bool) -> int:
    # Imported here: the tables do not need it.
    from archc.cli.show_input_sizes import input_size_lines, input_sizes_json

    for line in (input_sizes_json(graph),) if as_json else input_size_lines(graph):
        print(log_line(line))
    return FINE


def _head(
    graph: Graph, summary: Summary, variant: str | None, presets: tuple[str, ...]
) -> Iterator[str]:
    chosen = f", variant {variant}" if variant is not None else ""
    yield f"{summary.name} ({graph.spec.file.name}{chosen})"
    for title, values in (("input", summary.inputs), ("output", summary.outputs)):
        texts = [f"{name} {render_shape(shape)}" for name, shape in values]
        yield f"{title if len(texts) == 1 else title + 's'}: {', '.join(texts)}"
    if presets and variant is None:
        yield f"variants: {', '.join(presets)}"
    yield ""


def _stage_table(graph: Graph, summary: Summary) -> Iterator[str]:
    head = ("stage", "what", "layers", "shape", "parameters", "multiply-adds")
    rows = [_stage_row(stage) for stage in stage_counts(graph, summary)]
    adds = render_magnitude(summary.multiply_adds)
    total = ("total", "", f"{summary.layers:,}", "", f"{summary.parameters:,}", adds)
    yield from render_table(head, rows, total, right=(2, 4, 5), width=_WIDTH, flexible=1)
    yield f"{summary.trainable:,} of the parameters are trainable"


def _stage_row(stage: StageCount) -> tuple[str, ...]:
    return (
        stage.name,
        stage.text,
        f"{len(stage.layers):,}",
        render_shape(stage.shape) if stage.active else "",
        f"{stage.parameters:,}",
        render_magnitude(stage.multiply_adds),
    )


def _layer_table(graph: Graph, summary: Summary) -> Iterator[str]:
    head = ("layer", "kind", "shape", "parameters", "multiply-adds", "line")
    places = layer_places(graph)
    rows: list[tuple[str, ...]] = []
    for stage in stage_counts(graph, summary):
        rows.append((f"{stage.name}: {stage.text}",))
        for layer in stage.layers:
            counts = f"{layer.parameters:,}", f"{layer.multiply_adds:,}"
            shape = render_shape(layer.shape)
            rows.append((f"  {layer.name}", layer.kind, shape, *counts, places[layer.name]))
    total = ("total", "", "", f"{summary.parameters:,}", f"{summary.multiply_adds:,}", "")
    yield from render_table(head, rows, total, right=(3, 4, 5))
    yield f"{counted(summary.layers, 'layer')}, {summary.trainable:,} trainable parameters"


def _scaled(graph: Graph) -> Iterator[str]:
    """What scaling did, and where: the places of a count together."""
    places: dict[str, list[str]] = {}
    for count in scaled_counts(graph):
        places.setdefault(str(count), []).append(str(count.span))
    for text, found in places.items():
        yield f"scaled: {text} at {', '.join(dict.fromkeys(found))}"


def _sums(graph: Graph) -> Iterator[str]:
    for entry in resolved_sums(graph):
        sums = counted(entry.repeats, "sum")
        yield f"{sums} at {entry.place} made to fit ({entry.policy}): {entry.text}"
