"""`archc build`: writes what specs compile to, and reports on each.

1. A spec with errors does not keep the others from being built.
2. A file that holds the right text already is not touched.
3. Two specs that lead to one file are a finding: the first is written, the second is not.
4. `--check` compares in place of writing.
"""

from __future__ import annotations

from argparse import Namespace
from collections import Counter
from pathlib import Path
from time import perf_counter

from archc.backends.write_atomically import write_atomically, write_bytes_atomically
from archc.cli.compare_output import compare_output
from archc.cli.counted import counted
from archc.cli.find_specs import FoundSpec, find_specs
from archc.cli.misuse import Misuse
from archc.cli.output_path import Destination, destination
from archc.cli.print_findings import count_errors, print_findings, print_notes
from archc.cli.print_report import print_report
from archc.diagnostics import codes
from archc.diagnostics.diagnostic import Diagnostic, Sink
from archc.diagnostics.render_text import printable
from archc.driver import compile_path
from archc.ir.graph import Graph

FINE, FINDINGS = 0, 1
_FAILED = "failed"


def build(arguments: Namespace) -> int:
    """Runs the command; 1 when a spec has errors, a file cannot be written, or one is stale."""
    if arguments.check and arguments.emit == "keras":
        raise Misuse("--check compares source: a Keras model has other weights every time")
    search = Sink()
    specs = find_specs(arguments.specs, search)
    target = destination(arguments.output, arguments.emit, len(specs))
    if arguments.emit == "keras":
        _require_keras(search)
    print_findings(search.diagnostics())
    if any(d.code is codes.KERAS_MISSING for d in search.diagnostics()):
        return FINDINGS
    builder = _Builder(arguments, target)
    for spec in specs:
        builder.build(spec)
    if len(specs) > 1:
        print(f"{counted(len(specs), 'spec')}: {builder.totals()}")
    return FINDINGS if search.failed or builder.failed else FINE


def _require_keras(sink: Sink) -> None:
    """Says that Keras is missing once, before any work is done."""
    from archc.backends.keras_model import KerasMissingError, import_keras

    try:
        import_keras()
    except KerasMissingError:
        help_text = "pip install 'archc[keras]'"
        message = "--emit keras needs Keras, which is not installed"
        sink.add(Diagnostic(codes.KERAS_MISSING, message, help=help_text))


class _Builder:
    """Builds specs one after the other, and remembers what became of each."""

    def __init__(self, arguments: Namespace, target: Destination) -> None:
        self._arguments = arguments
        self._target = target
        self._claimed: dict[Path, str] = {}
        self._counts: Counter[str] = Counter()

    @property
    def failed(self) -> bool:
        """Whether any spec failed, or any file is stale or missing."""
        return any(self._counts[word] for word in (_FAILED, "stale", "missing"))

    def totals(self) -> str:
        """What became of the specs, in words: `5 written, 1 unchanged`."""
        return ", ".join(f"{count:,} {word}" for word, count in self._counts.items())

    def build(self, spec: FoundSpec) -> None:
        """Builds one spec, prints its report, and prints its findings."""
        started = perf_counter()
        sink = Sink()
        graph = compile_path(spec.path, dict(self._arguments.overrides), sink)
        outcome = _FAILED
        if graph is not None:
            path = self._target.path_of(spec, graph.spec.name)
            if self._claim(path, spec, graph, sink):
                outcome = self._produce(graph, path, sink)
            seconds = perf_counter() - started
            if outcome in ("written", "unchanged"):
                print_report(graph, spec.path, f"{outcome} {path}", seconds)
        self._counts[outcome] += 1
        found = sink.diagnostics()
        if outcome == _FAILED:
            print(f"FAIL  {printable(spec.path)}  {counted(count_errors(found), 'error')}")
        print_findings(found)
        print_notes(found)

    def _claim(self, path: Path, spec: FoundSpec, graph: Graph, sink: Sink) -> bool:
        """Rule 3."""
        owner = self._claimed.setdefault(path, spec.path)
        if owner == spec.path:
            return True
        message = f"{path} is written for {owner} already"
        help_text = "give one of the two another `name`"
        place = graph.spec.origin
        sink.add(Diagnostic(codes.OUTPUT_COLLISION, message, place, help=help_text))
        return False

    def _produce(self, graph: Graph, path: Path, sink: Sink) -> str:
        """Writes or compares the output; the word for what was done."""
        if self._arguments.emit == "keras":
            return _save_model(graph, path, sink)
        from archc.backends.python_source import python_source

        content = python_source(graph).encode()
        if self._arguments.check:
            return compare_output(path, content, sink)
        if _holds(path, content):
            return "unchanged"  # Rule 2.
        return "written" if write_bytes_atomically(path, content, sink) else _FAILED


def _save_model(graph: Graph, path: Path, sink: Sink) -> str:
    from archc.backends.keras_model import build_keras_model

    model = build_keras_model(graph)
    return "written" if write_atomically(path, model.save, sink) else _FAILED


def _holds(path: Path, content: bytes) -> bool:
    try:
        return path.read_bytes() == content
    except OSError:
        return False
