"""Prints on standard error what a sink has collected: errors whole, notes in a line each."""

from __future__ import annotations

import sys

from archc.cli.counted import counted
from archc.cli.resolved_sums import resolved_sums
from archc.cli.terminal import terminal_width, wants_colour
from archc.diagnostics import codes
from archc.diagnostics.cells import log_line
from archc.diagnostics.diagnostic import Diagnostic
from archc.diagnostics.render_text import render_text
from archc.ir.graph import Graph
from archc.source.limits import MAX_ERRORS_SHOWN
from archc.source.source_file import Span

_MAX_EXPLAINED = 3
"""How many codes the hint at the end names."""


def print_findings(diagnostics: tuple[Diagnostic, ...]) -> None:
    """The errors and warnings, with the lines of the spec that they speak of."""
    found = [diagnostic for diagnostic in diagnostics if diagnostic.severity != "note"]
    colour, width = wants_colour(), terminal_width()
    texts = [render_text(one, colour=colour, width=width) for one in found[:MAX_ERRORS_SHOWN]]
    if len(found) > MAX_ERRORS_SHOWN:
        texts.append(f"... and {len(found) - MAX_ERRORS_SHOWN:,} more\n")
    if texts:
        _print_on_stderr("\n".join(texts))


def print_notes(diagnostics: tuple[Diagnostic, ...], known: set[str] | None = None) -> None:
    """The notes but those on resolved sums, in a line each, without those that are known; now they are."""
    for diagnostic in diagnostics:
        if diagnostic.severity == "note" and not _is_resolved_sum(diagnostic):
            _print_note(diagnostic.code, diagnostic.span, diagnostic.message, known)


def print_resolved_sums(
    graph: Graph, diagnostics: tuple[Diagnostic, ...], known: set[str] | None = None
) -> None:
    """The resolved sums that are notes, those of a step in one line, without those that are known."""
    notes = {d.span for d in diagnostics if _is_resolved_sum(d) and d.severity == "note"}
    for entry in resolved_sums(graph):
        if entry.place not in notes:
            continue
        message = f"{counted(entry.repeats, 'sum')} made to fit ({entry.policy}): {entry.text}"
        _print_note(codes.MERGE_RESOLVED, entry.place, message, known)


def _print_note(code: codes.Code, span: Span | None, message: str, known: set[str] | None) -> None:
    place = f"{span}: " if span is not None else ""
    text = log_line(f"{place}{code.severity}[{code.id}] {message}")
    if known is None or text not in known:
        _print_on_stderr(text)
    if known is not None:
        known.add(text)


def _is_resolved_sum(diagnostic: Diagnostic) -> bool:
    return diagnostic.code.id == codes.MERGE_RESOLVED.id


def print_hint(diagnostics: tuple[Diagnostic, ...]) -> None:
    """The command that explains the errors, or the first few of them; nothing without errors."""
    found = [diagnostic.code.id for diagnostic in diagnostics if diagnostic.severity == "error"]
    if found:
        several = list(dict.fromkeys(found))[:_MAX_EXPLAINED]
        what = "an error" if len(several) == 1 else "these errors"
        _print_on_stderr(f"for more about {what}: archc explain {' '.join(several)}")


def count_errors(diagnostics: tuple[Diagnostic, ...]) -> int:
    """How many of the findings are errors."""
    return sum(1 for diagnostic in diagnostics if diagnostic.severity == "error")


def count_warnings(diagnostics: tuple[Diagnostic, ...]) -> int:
    """How many of the findings are warnings."""
    return sum(1 for diagnostic in diagnostics if diagnostic.severity == "warning")


def _print_on_stderr(text: str) -> None:
    print(end="", flush=True)  # What was printed before comes first where both go to one place.
    print(text, file=sys.stderr, flush=True)
