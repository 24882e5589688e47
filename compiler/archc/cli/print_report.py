"""Prints what became of a spec: counts, outputs, resolved sums, the file and the time."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from archc.backends.summary import render_magnitude, summarize
from archc.cli.counted import counted
from archc.cli.resolved_sums import ResolvedSum, resolved_sums
from archc.diagnostics.render_text import printable
from archc.ir.graph import Graph
from archc.lowering.scaled_counts import scaled_counts
from archc.ops.shape import render_shape


def print_report(graph: Graph, path: str, outcome: tuple[str, Path], seconds: float) -> None:
    """The report on one spec that was built; `outcome` says what was done to which file."""
    summary = summarize(graph)
    outputs = ", ".join(f"{name} {render_shape(shape)}" for name, shape in summary.outputs)
    print(printable(f"{summary.name} ({path})"))
    _print_line("layers", f"{summary.layers:,}")
    _print_line("parameters", f"{summary.parameters:,} ({summary.trainable:,} trainable)")
    _print_line("multiply-adds", render_magnitude(summary.multiply_adds))
    _print_line("outputs", outputs)
    for number, text in enumerate(dict.fromkeys(str(count) for count in scaled_counts(graph))):
        _print_line("scaled" if number == 0 else "", text)
    for entry in resolved_sums(graph):
        _print_sum(entry)
    _print_line(outcome[0], str(outcome[1]))
    _print_line("time", _duration(seconds))


def _print_line(label: str, text: str) -> None:
    print(printable(f"  {label:13}  {text}"))


def _print_sum(entry: ResolvedSum) -> None:
    label = counted(entry.repeats, "sum")
    _print_line(label, f"made to fit ({entry.policy}): {entry.text}")
    for what, place in _places(entry):
        _print_line("", f"  {what:8}  {place}")


def _places(entry: ResolvedSum) -> Iterator[tuple[str, str]]:
    yield "the sum", f"{entry.place}"
    yield "changed", f"{entry.changed}"
    yield "to fit", f"{entry.operand} ({entry.operand_text})"


def _duration(seconds: float) -> str:
    return f"{seconds:.1f} s" if seconds >= 1 else f"{seconds * 1000:.0f} ms"
