"""Turns a graph into a file of Python source or a Keras model, or compares it with the file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from archc.backends.write_atomically import write_atomically, write_bytes_atomically
from archc.diagnostics import codes
from archc.diagnostics.diagnostic import CompileError, Diagnostic, Sink
from archc.ir.graph import Graph

FAILED = "failed"
WRITTEN = ("written", "unchanged")
STALE = ("stale", "missing")

Emitter = Callable[[Graph, Path, Sink], str]
"""Emits a graph to a path; the word for what was done."""


def emitter(kind: str, compare: bool, weights: str | None, sink: Sink) -> Emitter | None:
    """What emits this kind of output; None, with a diagnostic, when Keras is needed and missing.

    It is imported here, before the work on a spec begins, and only if it is asked for. A Keras model gets the
    `weights` of a file, or new ones.
    """
    if kind == "keras":
        return _keras_emitter(weights, sink)
    from archc.backends.python_source import python_source

    def emit(graph: Graph, path: Path, sink: Sink) -> str:
        content = python_source(graph).encode()
        if compare:
            from archc.cli.compare_output import compare_output

            return compare_output(path, content, sink)
        return write_output(path, content, sink)

    return emit


def _keras_emitter(weights: str | None, sink: Sink) -> Emitter | None:
    from archc.backends.keras_model import KerasMissingError, build_keras_model, import_keras
    from archc.backends.load_weights import load_weights

    try:
        import_keras()
    except KerasMissingError:
        message = "--emit keras needs Keras, which is not installed"
        help_text = "pip install 'archc[keras]'"
        sink.add(Diagnostic(codes.KERAS_MISSING, message, help=help_text))
        return None

    def emit(graph: Graph, path: Path, sink: Sink) -> str:
        try:
            model = build_keras_model(graph)
        except CompileError as error:
            for finding in error.diagnostics:
                sink.add(finding)
            return FAILED
        problem = load_weights(model, weights) if weights is not None else ""
        if problem:
            message = f"the weights in {weights} do not fit {graph.spec.name}: {problem}"
            help_text = "the file must come from a model with the same layers in the same order"
            sink.add(Diagnostic(codes.WEIGHTS_DO_NOT_FIT, message, help=help_text))
            return FAILED
        return WRITTEN[0] if write_atomically(path, model.save, sink) else FAILED

    return emit


def write_output(path: Path, content: bytes, sink: Sink) -> str:
    """Makes a file hold the content, if it does not; the word for what was done."""
    if _holds(path, content):
        return WRITTEN[1]
    return WRITTEN[0] if write_bytes_atomically(path, content, sink) else FAILED


def _holds(path: Path, content: bytes) -> bool:
    try:
        return path.is_file() and path.read_bytes() == content
    except OSError:
        return False
