"""`archc build`: writes what specs compile to, and reports on each.

1. A spec with errors does not keep the others from being built.
2. A file that holds the right text already is not touched.
3. Two specs that lead to one file are a finding: the first is written, the second is not.
4. `--check` compares in place of writing, and finds what no spec in a folder gives any more.
5. `--variant` builds presets of the specs, and only those that it names.
"""

from __future__ import annotations

from argparse import Namespace
from collections import Counter
from pathlib import Path
from time import perf_counter

from archc.cli.counted import counted
from archc.cli.emit_output import FAILED, STALE, WRITTEN, Emitter, emitter
from archc.cli.exit_codes import FINDINGS, FINE
from archc.cli.find_specs import FoundSpec, find_specs
from archc.cli.misuse_error import MisuseError
from archc.cli.output_path import Destination, destination
from archc.cli.print_findings import count_errors, print_findings, print_notes
from archc.cli.print_report import print_report
from archc.diagnostics import codes
from archc.diagnostics.diagnostic import Diagnostic, Sink
from archc.diagnostics.levels import Levels
from archc.diagnostics.render_text import printable
from archc.driver import compile_variant, open_spec
from archc.ir.graph import Graph
from archc.spec.spec_trees import SpecTrees


def build(arguments: Namespace) -> int:
    """Runs the command; 1 when a spec has errors, a file cannot be written, or one is stale."""
    if arguments.check and arguments.emit == "keras":
        raise MisuseError("--check compares source: a Keras model has other weights every time")
    if arguments.weights is not None and arguments.emit != "keras":
        raise MisuseError("--weights goes with --emit keras: generated source loads weights itself")
    search = Sink()
    specs = find_specs(arguments.specs, search, allow_outside=arguments.allow_outside)
    variants: list[str | None] = list(dict.fromkeys(arguments.variants)) or [None]
    if arguments.weights is not None and len(specs) * len(variants) > 1:
        raise MisuseError("--weights is for one spec: a file holds the weights of one network")
    if arguments.output == "-":
        # Imported here: most builds write files.
        from archc.cli.print_source import print_source

        print_findings(search.diagnostics())
        return FINDINGS if search.failed else print_source(arguments, specs, variants)
    target = destination(arguments.output, arguments.emit, len(specs) * len(variants))
    emit = emitter(arguments.emit, arguments.check, arguments.weights, search)
    print_findings(search.diagnostics())
    if emit is None:
        return FINDINGS
    builder = _Builder(arguments, target, emit)
    for spec in specs:
        builder.build(spec, variants)
    if arguments.check and not arguments.variants and not target.is_file:
        builder.find_leftovers(arguments.specs, specs)
    if len(specs) * len(variants) > 1:
        print(f"{counted(len(specs), 'spec')}: {builder.totals()}")
    return FINDINGS if search.failed or builder.failed else FINE


_LEFT_OVER = "left over"


class _Builder:
    """Builds specs one after the other, and remembers what became of each."""

    def __init__(self, arguments: Namespace, target: Destination, emit: Emitter) -> None:
        self._overrides = dict(arguments.overrides)
        self._allow_outside: bool = arguments.allow_outside
        self._levels: Levels = arguments.levels
        self._is_quiet: bool = arguments.quiet
        self._target = target
        self._emit = emit
        self._claimed: dict[Path, str] = {}
        self._outcomes: Counter[str] = Counter()

    @property
    def failed(self) -> bool:
        """Whether any spec failed, or any file is stale or missing."""
        return any(word in self._outcomes for word in (FAILED, *STALE, _LEFT_OVER))

    def totals(self) -> str:
        """What became of the specs, in words: `5 written, 1 unchanged`."""
        return ", ".join(f"{count:,} {word}" for word, count in self._outcomes.items())

    def find_leftovers(self, paths: list[str], specs: list[FoundSpec]) -> None:
        """Reports the files in the output folders that no spec gives."""
        # Imported here: only `--check` needs it.
        from archc.cli.find_leftovers import find_leftovers

        found = tuple(find_leftovers(paths, specs, self._target, set(self._claimed)))
        self._outcomes[_LEFT_OVER] += len(found)
        self._outcomes += Counter()  # Drops a count of nothing.
        print_findings(found)

    def build(self, spec: FoundSpec, variants: list[str | None]) -> None:
        """Builds one spec, or those of its presets, and prints reports and findings."""
        started = perf_counter()
        sink = Sink()
        trees = open_spec(spec.path, sink, allow_outside=self._allow_outside)
        if trees is None:
            self._end(FAILED, spec.label, sink)
            return
        for variant in variants:
            self._build(spec, trees, variant, started)
            started = perf_counter()

    def _build(
        self, spec: FoundSpec, trees: SpecTrees, variant: str | None, started: float
    ) -> None:
        sink, label = Sink(), spec.label_of(variant)
        graph = compile_variant(trees, variant, self._overrides, sink, self._levels)
        outcome = FAILED
        if graph is not None:
            path = self._target.path_of(spec, graph.spec.name)
            is_free = self._claim(path, label, graph, sink)
            if is_free and not self._target.leads_outside(path, sink):
                outcome = self._emit(graph, path, sink)
            if outcome in WRITTEN and self._is_quiet:
                print(f"{outcome:9} {printable(str(path))}")
            elif outcome in WRITTEN:
                print_report(graph, label, (outcome, path), perf_counter() - started)
        self._end(outcome, label, sink)

    def _end(self, outcome: str, label: str, sink: Sink) -> None:
        self._outcomes[outcome] += 1
        found = sink.diagnostics()
        if outcome == FAILED:
            print(f"FAIL  {printable(label)}  {counted(count_errors(found), 'error')}")
        print_findings(found)
        if not self._is_quiet:
            print_notes(found)

    def _claim(self, path: Path, label: str, graph: Graph, sink: Sink) -> bool:
        """Rule 3."""
        owner = self._claimed.setdefault(path, label)
        if owner == label:
            return True
        message = f"{path} is written for {owner} already"
        help_text = "give one of the two another `name`"
        place = graph.spec.origin
        sink.add(Diagnostic(codes.OUTPUT_COLLISION, message, place, help=help_text))
        return False
