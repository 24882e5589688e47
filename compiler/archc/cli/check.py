"""`archc check`: says of every spec whether it is right, and what is wrong with it.

1. A spec with presets is checked as it is and with each of them, unless `--variant` says which to check.
2. What was found in a spec already is not said again of its presets.
3. Verdicts go to standard output, findings to standard error.
"""

from __future__ import annotations

from argparse import Namespace
from typing import NamedTuple

from archc.cli.counted import counted
from archc.cli.exit_codes import FINDINGS, FINE
from archc.cli.find_specs import FoundSpec, find_specs
from archc.cli.print_findings import (
    count_errors,
    count_warnings,
    print_findings,
    print_notes,
    print_resolved_sums,
)
from archc.diagnostics.diagnostic import Diagnostic, Sink
from archc.diagnostics.levels import Levels
from archc.diagnostics.render_text import printable
from archc.driver import compile_variant, open_spec
from archc.ir.graph import Graph
from archc.spec.spec_trees import SpecTrees


class _Opened(NamedTuple):
    """A spec to check, and which of its presets; None stands for the spec as it is."""

    spec: FoundSpec
    trees: SpecTrees | None
    variants: list[str | None]
    findings: tuple[Diagnostic, ...]


def check(arguments: Namespace) -> int:
    """Runs the command; 1 when any spec has an error."""
    written = True
    if arguments.fix or arguments.diff:
        # Imported here: most checks mend nothing.
        from archc.cli.fix import fix_in_place, show_fixes

        if arguments.diff:
            return show_fixes(arguments)
        written = fix_in_place(arguments)
    search = Sink()
    opened = [_open(spec, arguments) for spec in find_specs(arguments.paths, search)]
    print_findings(search.diagnostics())
    labels = [one.spec.label_of(variant) for one in opened for variant in one.variants]
    width = max(map(len, labels), default=0)
    counts = [_check(one, arguments, width) for one in opened]
    failed, warnings = (sum(count) for count in zip(*counts, strict=True)) if counts else (0, 0)
    if len(labels) > 1:
        wrong = f", {failed:,} with errors" if failed else ", no errors"
        variants = len(labels) - len(opened)
        more = f" and {counted(variants, 'variant')}" if variants > 0 else ""
        wrong += f", {counted(warnings, 'warning')}" if warnings else ""
        print(f"{counted(len(opened), 'spec')}{more} checked{wrong}")
    return FINDINGS if failed or search.failed or not written else FINE


def _open(spec: FoundSpec, arguments: Namespace) -> _Opened:
    sink = Sink()
    trees = open_spec(spec.path, sink, allow_outside=arguments.allow_outside)
    variants: list[str | None] = [None]
    if trees is not None:
        variants = list(dict.fromkeys(arguments.variants)) or [None, *trees.presets()]  # Rule 1.
    return _Opened(spec, trees, variants, sink.diagnostics())


def _check(opened: _Opened, arguments: Namespace, width: int) -> tuple[int, int]:
    """Checks a spec with its presets; how many of them have errors, and how many warnings there are."""
    checker = _Checker(opened, arguments, width)
    failed = sum(not checker.check(variant) for variant in opened.variants)
    return failed, checker.warnings


class _Checker:
    """Checks a spec and its presets, and remembers what was said of them."""

    def __init__(self, opened: _Opened, arguments: Namespace, width: int) -> None:
        self._opened = opened
        self._overrides = dict(arguments.overrides)
        self._levels: Levels = arguments.levels
        self._quiet: bool = arguments.quiet
        self._width = width
        self.warnings = 0
        """How many warnings were printed, those of presets once."""
        self._said: set[object] = set()
        self._notes: set[str] = set()

    def check(self, variant: str | None) -> bool:
        """Checks the spec, or a preset, and prints what comes of it; whether it is right."""
        spec, trees, _, findings = self._opened
        sink = Sink()
        for finding in findings:
            sink.add(finding)
        graph = None
        if trees is not None:
            graph = compile_variant(trees, variant, self._overrides, sink, self._levels)
        found = sink.diagnostics()
        verdict = "ok  " if graph is not None else "FAIL"
        what = _facts(graph) if graph is not None else counted(count_errors(found), "error")
        new = count_warnings(tuple(one for one in found if one.key() not in self._said))
        self.warnings += new
        what += f", {counted(new, 'warning')}" if new else ""
        label = printable(spec.label_of(variant))
        # Flushed, so that findings follow their verdict where both streams go to one file.
        print(f"{verdict}  {label:{self._width}}  {what}{self._repeated(found)}", flush=True)
        self._print(found, graph)
        return graph is not None

    def _repeated(self, found: tuple[Diagnostic, ...]) -> str:
        """Rule 2, in words."""
        errors = [one for one in found if one.severity == "error"]
        known = errors and all(one.key() in self._said for one in errors)
        return " (shown above)" if known else ""

    def _print(self, found: tuple[Diagnostic, ...], graph: Graph | None) -> None:
        new = tuple(one for one in found if one.key() not in self._said)
        self._said |= {one.key() for one in new}
        print_findings(new)
        if graph is not None and not self._quiet:
            print_resolved_sums(graph, found, self._notes)
            print_notes(new, self._notes)


def _facts(graph: Graph) -> str:
    # Imported here: a wrong spec is not counted.
    from archc.backends.summary import summarize

    summary = summarize(graph)
    text = f"{counted(summary.layers, 'layer')}, {counted(summary.parameters, 'parameter')}"
    sums = len(graph.resolutions)
    return f"{text}, {counted(sums, 'sum')} made to fit" if sums else text
