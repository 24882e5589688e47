"""Prints what `archc check` finds: verdicts on standard output, findings on standard error.

1. What was found at a place of a spec already is not said again of its presets.
2. The last lines say what `--fix` would mend, and which command explains the errors.
3. Nothing is printed where a format for other programs takes the place of the text.
"""

from __future__ import annotations

import sys
from argparse import Namespace

from archc.cli.counted import counted
from archc.cli.print_findings import (
    count_errors,
    count_warnings,
    print_findings,
    print_hint,
    print_notes,
    print_resolved_sums,
)
from archc.diagnostics.diagnostic import Diagnostic
from archc.diagnostics.render_text import printable
from archc.ir.graph import Graph
from archc.reports.report import Verdict


class VerdictPrinter:
    """Prints verdicts as they come, and remembers what was said."""

    def __init__(self, labels: list[str], specs: int, arguments: Namespace) -> None:
        self._width = max(map(len, labels), default=0)
        self._networks, self._specs = len(labels), specs
        self._quiet: bool = arguments.quiet
        self._is_silent = arguments.format != "text" and arguments.output is None  # Rule 3.
        self._is_fixed: bool = arguments.fix
        self._failed = self._warnings = 0
        self._fixes: dict[bool, int] = {True: 0, False: 0}
        """How many findings have a fix that is safe, and one that is not."""
        self._path = ""
        self._found: list[Diagnostic] = []
        self._said: set[object] = set()
        self._notes: set[str] = set()

    def print_others(self, findings: tuple[Diagnostic, ...]) -> None:
        """What is wrong with no network, such as a path that leads nowhere."""
        self._found += findings
        if not self._is_silent:
            print_findings(findings)

    def print_verdict(self, verdict: Verdict, graph: Graph | None) -> None:
        """A line for the network, and what is new about it."""
        if self._is_silent:
            return
        if verdict.path != self._path:
            self._path, self._said, self._notes = verdict.path, set(), set()
        found = verdict.findings
        new = tuple(one for one in found if one.place() not in self._said)
        self._said |= {one.place() for one in new}
        self._found += found
        self._count(verdict, new)
        what = _facts(verdict, graph)
        if warnings := count_warnings(new):
            what += f", {counted(warnings, 'warning')}"
        what += _shown_above(count_errors(found), count_errors(new))
        word = "ok  " if verdict.right else "FAIL"
        # Flushed, so that findings follow their verdict where both streams go to one file.
        print(f"{word}  {printable(verdict.label):{self._width}}  {what}", flush=True)
        print_findings(new)
        if graph is not None and not self._quiet:
            print_resolved_sums(graph, found, self._notes)
            print_notes(new, self._notes)

    def _count(self, verdict: Verdict, new: tuple[Diagnostic, ...]) -> None:
        self._failed += not verdict.right
        self._warnings += count_warnings(new)
        for finding in new:
            # After `--fix`, the safe fixes of errors are made, or would break something.
            is_done = self._is_fixed and finding.severity == "error"
            if finding.fix is not None and not (is_done and finding.fix.safe):
                self._fixes[finding.fix.safe] += 1

    def print_end(self) -> None:
        """How much was checked, where it was more than one network, and what to do next."""
        if self._is_silent:
            return
        if self._networks > 1:
            wrong = f", {self._failed:,} with errors" if self._failed else ", no errors"
            variants = self._networks - self._specs
            more = f" and {counted(variants, 'variant')}" if variants > 0 else ""
            wrong += f", {counted(self._warnings, 'warning')}" if self._warnings else ""
            print(f"{counted(self._specs, 'spec')}{more} checked{wrong}", flush=True)
        self._print_fixes()
        if not self._quiet:
            print_hint(tuple(self._found))

    def _print_fixes(self) -> None:
        """Rule 2."""
        safe, unsafe = self._fixes[True], self._fixes[False]
        texts = [f"{safe:,} can be mended by `--fix`"] if safe else []
        if unsafe:
            texts.append(f"{unsafe:,}{' more' if safe else ''} by `--fix --unsafe-fixes`")
        if texts:
            text = (
                ", ".join(texts) if safe else f"{unsafe:,} can be mended by `--fix --unsafe-fixes`"
            )
            print(f"{text}; `--diff` in place of `--fix` shows how", file=sys.stderr, flush=True)


def _shown_above(errors: int, new: int) -> str:
    """Rule 1: how many of the errors of a network are not said again."""
    if errors == new:
        return ""
    return f" ({errors - new:,} of them shown above)" if new else " (shown above)"


def _facts(verdict: Verdict, graph: Graph | None) -> str:
    if verdict.layers is None or verdict.parameters is None or graph is None:
        return counted(count_errors(verdict.findings), "error")
    text = f"{counted(verdict.layers, 'layer')}, {counted(verdict.parameters, 'parameter')}"
    sums = len(graph.resolutions)
    return f"{text}, {counted(sums, 'sum')} made to fit" if sums else text
