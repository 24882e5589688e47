"""`archc check`: says of every spec whether it is right, and what is wrong with it.

Verdicts go to standard output, findings to standard error.
"""

from __future__ import annotations

from argparse import Namespace

from archc.cli.counted import counted
from archc.cli.exit_codes import FINDINGS, FINE
from archc.cli.find_specs import FoundSpec, find_specs
from archc.cli.print_findings import (
    count_errors,
    print_findings,
    print_notes,
    print_resolved_sums,
)
from archc.diagnostics.diagnostic import Sink
from archc.diagnostics.render_text import printable
from archc.driver import compile_path
from archc.ir.graph import Graph


def check(arguments: Namespace) -> int:
    """Runs the command; 1 when any spec has an error."""
    search = Sink()
    specs = find_specs(arguments.paths, search)
    print_findings(search.diagnostics())
    width = max((len(spec.label) for spec in specs), default=0)
    failed = 0
    for spec in specs:
        if not _check_one(spec, arguments, width):
            failed += 1
    if len(specs) > 1:
        wrong = f", {failed:,} with errors" if failed else ", no errors"
        print(f"{counted(len(specs), 'spec')} checked{wrong}")
    return FINDINGS if failed or search.failed else FINE


def _check_one(spec: FoundSpec, arguments: Namespace, width: int) -> bool:
    sink = Sink()
    graph = compile_path(spec.path, dict(arguments.overrides), sink)
    found = sink.diagnostics()
    verdict = "ok  " if graph is not None else "FAIL"
    what = _facts(graph) if graph is not None else counted(count_errors(found), "error")
    # Flushed, so that findings follow their verdict where both streams go to one file.
    print(f"{verdict}  {printable(spec.label):{width}}  {what}", flush=True)
    print_findings(found)
    if graph is not None and not arguments.quiet:
        print_resolved_sums(graph)
        print_notes(found)
    return graph is not None


def _facts(graph: Graph) -> str:
    # Imported here: a wrong spec is not counted.
    from archc.backends.summary import summarize

    summary = summarize(graph)
    text = f"{counted(summary.layers, 'layer')}, {counted(summary.parameters, 'parameter')}"
    sums = len(graph.resolutions)
    return f"{text}, {counted(sums, 'sum')} made to fit" if sums else text
