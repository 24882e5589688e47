"""Compiles a mutant as `archc check` does, and holds the verdict against what must be true of every one.

1. There is a graph, or an error; every finding has a place within the text, and can be printed.
2. It takes less than a second, or one for each 5,000 layers where there are so many. To look for fixes
   stops after three. What counts is the time of the processor: the machine may be busy.
3. What compiles has source, which builds the same model as the direct back end, on the stand-in for Keras.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any, NamedTuple

from tests.backends.recording_keras import recording_keras
from tests.mutation.mutants import Mutant
from tests.mutation.refused_calls import Call, recorded_refusals

from archc.backends.keras_model import build_keras_model
from archc.backends.python_source import python_source
from archc.diagnostics import codes
from archc.diagnostics.diagnostic import Diagnostic, Sink
from archc.diagnostics.render_text import render_text
from archc.driver import compile_variant
from archc.fixes.drafts import Drafts
from archc.fixes.fix_spec import Request, with_fixes
from archc.ir.graph import Graph
from archc.source.limits import MAX_LAYERS
from archc.source.source_file import SourceFile
from archc.spec.spec_trees import SpecTrees
from archc.syntax.read_source import read_source

MAX_SECONDS = 1.0
MAX_FIX_SECONDS = 6.0
"""Twice what the work that a search for fixes may do takes on a quiet machine."""
_LAYERS_A_SECOND = 5000


class Verdict(NamedTuple):
    """What archc says of a mutant, how long it took, and which calls of layers it refused."""

    graph: Graph | None
    findings: tuple[Diagnostic, ...]
    check_seconds: float
    fix_seconds: float
    refused: tuple[Call, ...]


def judge(mutant: Mutant) -> Verdict:
    """The verdict; an `AssertionError`, or whatever a bug raises, where something is not as it must be."""
    file, sink = SourceFile(str(mutant.network.path), mutant.text), Sink()
    started = time.process_time()
    with recorded_refusals() as refused:
        graph = compile_variant(SpecTrees(file), mutant.network.variant, {}, sink)
    checked = time.process_time()
    findings = _with_fixes(mutant, file, sink.diagnostics())
    fixed = time.process_time()
    _check_findings(graph, findings, file)
    if graph is not None:
        _check_back_ends(graph)
    found = Verdict(graph, findings, checked - started, fixed - checked, tuple(refused))
    most = MAX_SECONDS * max(1, _layers(found) / _LAYERS_A_SECOND)
    assert found.check_seconds < most, f"checking took {found.check_seconds:.2f} s"
    assert found.fix_seconds < MAX_FIX_SECONDS, f"finding fixes took {found.fix_seconds:.2f} s"
    return found


def _layers(verdict: Verdict) -> int:
    """How many layers were made; the most that there can be, where the limit was met."""
    if verdict.graph is not None:
        return len(verdict.graph.nodes)
    is_limit = any(finding.code is codes.TOO_MANY_LAYERS for finding in verdict.findings)
    return MAX_LAYERS if is_limit else 0


def _with_fixes(
    mutant: Mutant, file: SourceFile, findings: Sequence[Diagnostic]
) -> tuple[Diagnostic, ...]:
    if not any(finding.proposals for finding in findings):
        return tuple(findings)
    request = Request(file.name, (mutant.network.variant,))
    drafts = Drafts(lambda path, sink: file if path == file.name else read_source(path, sink))
    return tuple(with_fixes(findings, request, drafts))


def _check_findings(
    graph: Graph | None, findings: tuple[Diagnostic, ...], file: SourceFile
) -> None:
    """Rule 1."""
    errors = [finding for finding in findings if finding.severity == "error"]
    assert (graph is None) == bool(errors)
    for finding in findings:
        assert render_text(finding)
        place = finding.span
        if place is None:
            assert finding.code.id == "E0507", finding  # The preset that was asked for is gone.
        elif place.file.name == file.name:
            assert 0 <= place.start <= place.end <= len(file.text)


def _check_back_ends(graph: Graph) -> None:
    """Rule 3."""
    source = python_source(graph)
    namespace: dict[str, Any] = {"__name__": "generated"}
    with recording_keras():
        exec(compile(source, "<generated>", "exec"), namespace)
        found = namespace[f"create_{graph.spec.name}"]().text()
    with recording_keras():
        direct: Any = build_keras_model(graph)
    assert found == direct.text()
