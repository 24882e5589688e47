"""`archc check`: says of every spec whether it is right, and what is wrong with it.

1. A spec with presets is checked as it is and with each of them, unless `--variant` says which to check.
2. With `--locked` a network that is not what its lock holds is an error like any other.
3. A format for other programs takes the place of the text, or goes to a file beside it.
"""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from archc.cli.exit_codes import FINDINGS, FINE
from archc.cli.find_specs import FoundSpec, find_specs
from archc.cli.misuse_error import MisuseError
from archc.cli.print_verdicts import VerdictPrinter
from archc.cli.put_text import put_text
from archc.diagnostics.diagnostic import Diagnostic, Sink
from archc.driver import compile_variant, open_spec
from archc.ir.graph import Graph
from archc.reports.report import Verdict, make_report
from archc.spec.spec_trees import SpecTrees
from archc.syntax.read_source import SPEC_ENDINGS

if TYPE_CHECKING:
    from archc.lock.check_locks import LockChecker


class _Opened(NamedTuple):
    """A spec to check, and which of its presets; None stands for the spec as it is."""

    spec: FoundSpec
    trees: SpecTrees | None
    variants: list[str | None]
    findings: tuple[Diagnostic, ...]


def check(arguments: Namespace) -> int:
    """Runs the command; 1 when any spec has an error."""
    _refuse_misuse(arguments)
    if not arguments.fix and not arguments.diff:
        return FINE if _check(arguments) else FINDINGS
    # Imported here: most checks mend nothing.
    from archc.cli.fix import fix_in_place, show_fixes

    if arguments.diff:
        return show_fixes(arguments)
    written = fix_in_place(arguments)
    return FINE if _check(arguments) and written else FINDINGS


def _check(arguments: Namespace) -> bool:
    """Checks all specs, and says what it finds; False when there is an error, or a report is not written."""
    search = Sink()
    specs = find_specs(arguments.paths, search, allow_outside=arguments.allow_outside)
    locks = _locks(arguments, specs)
    opened = [_open(spec, arguments) for spec in specs]
    labels = [one.spec.label_of(variant) for one in opened for variant in one.variants]
    printer = VerdictPrinter(labels, len(opened), arguments)
    printer.print_others(search.diagnostics())
    verdicts = []
    for verdict, graph in _verdicts(opened, arguments, locks):
        verdicts.append(verdict)
        printer.print_verdict(verdict, graph)
    gone = _gone(arguments, opened, locks)
    printer.print_others(gone)
    printer.print_end()
    others = (*search.diagnostics(), *gone)
    written = arguments.format == "text" or _write_report(arguments, verdicts, others)
    return written and not others and all(verdict.right for verdict in verdicts)


def _refuse_misuse(arguments: Namespace) -> None:
    if arguments.output is not None and arguments.format == "text":
        raise MisuseError("--output is for a --format other than text")
    if arguments.output is not None and arguments.output.endswith(SPEC_ENDINGS):
        raise MisuseError(f"-o {arguments.output} is a spec, and would be overwritten")
    if arguments.unsafe_fixes and not (arguments.fix or arguments.diff):
        raise MisuseError("--unsafe-fixes is for --fix or --diff")
    if arguments.diff and arguments.format != "text":
        raise MisuseError("--diff has a format of its own: leave out --format")


def _locks(arguments: Namespace, specs: list[FoundSpec]) -> LockChecker | None:
    """Rule 2: what compares with locks, if they are to be compared with."""
    if not arguments.locked and arguments.lock is None:
        return None
    if arguments.overrides:
        raise MisuseError("a lock holds the defaults of a spec: leave out --set")
    if any(spec.path == "-" for spec in specs):
        raise MisuseError("standard input has no lock: name the spec")
    # Imported here: most checks read no lock.
    from archc.lock.check_locks import LockChecker

    return LockChecker(arguments.lock)


def _open(spec: FoundSpec, arguments: Namespace) -> _Opened:
    sink = Sink()
    trees = open_spec(spec.path, sink, allow_outside=arguments.allow_outside)
    variants: list[str | None] = [None]
    if trees is not None:
        variants = list(dict.fromkeys(arguments.variants)) or [None, *trees.presets()]  # Rule 1.
    return _Opened(spec, trees, variants, sink.diagnostics())


def _verdicts(
    opened: list[_Opened], arguments: Namespace, locks: LockChecker | None
) -> Iterator[tuple[Verdict, Graph | None]]:
    """What is found of each network, with its graph."""
    for one in opened:
        known: set[object] = set()
        for variant in one.variants:
            verdict, graph = _verdict(one, variant, arguments, locks, known)
            known |= {finding.place() for finding in verdict.findings}
            yield verdict, graph


def _verdict(
    opened: _Opened,
    variant: str | None,
    arguments: Namespace,
    locks: LockChecker | None,
    known: set[object],
) -> tuple[Verdict, Graph | None]:
    spec, trees, _, findings = opened
    sink = Sink()
    for finding in findings:
        sink.add(finding)
    graph = None
    if trees is not None:
        graph = compile_variant(trees, variant, dict(arguments.overrides), sink, arguments.levels)
    if graph is not None and locks is not None:
        locks.check(graph, spec.path, variant, sink)
    found = sink.diagnostics()
    right = graph is not None and not sink.failed
    if any(finding.proposals and finding.place() not in known for finding in found):
        found = _with_fixes(found, spec.path, variant, arguments)
    layers, parameters = _counts(graph) if graph is not None and right else (None, None)
    return Verdict(spec.label, variant, right, layers, parameters, found), graph


def _with_fixes(
    found: tuple[Diagnostic, ...], path: str, variant: str | None, arguments: Namespace
) -> tuple[Diagnostic, ...]:
    # Imported here: what is right needs no fixes.
    from archc.fixes.drafts import Drafts
    from archc.fixes.fix_spec import Request, with_fixes

    if path == "-":
        return found  # It was read, and cannot be read again.
    request = Request(path, (variant,), dict(arguments.overrides), arguments.allow_outside)
    return tuple(with_fixes(found, request, Drafts()))


def _counts(graph: Graph) -> tuple[int, int]:
    # Imported here: a wrong spec is not counted.
    from archc.backends.summary import summarize

    summary = summarize(graph)
    return summary.layers, summary.parameters


def _gone(
    arguments: Namespace, opened: list[_Opened], locks: LockChecker | None
) -> tuple[Diagnostic, ...]:
    """What locks hold and is gone."""
    if locks is None:
        return ()
    sink = Sink()
    for one in opened:
        # A spec that cannot be read has presets that nobody knows.
        if one.trees is not None and one.trees.tree(None, Sink()) is not None:
            locks.check_presets(one.spec.path, one.trees.presets(), sink)
    locks.check_specs([path for path in arguments.paths if Path(path).is_dir()], sink)
    return sink.diagnostics()


def _write_report(
    arguments: Namespace, verdicts: list[Verdict], others: tuple[Diagnostic, ...]
) -> bool:
    """Rule 3; False when the file cannot be written."""
    # Imported here: people read text.
    from archc.reports.render_report import render_report

    if arguments.quiet:
        verdicts = [verdict.without_notes() for verdict in verdicts]
    return put_text(
        render_report(make_report(verdicts, others), arguments.format), arguments.output
    )
