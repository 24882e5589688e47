"""Turns a graph into a file of Python source or a Keras model, or compares it with the file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from archc.backends.write_atomically import write_atomically, write_bytes_atomically
from archc.diagnostics import codes
from archc.diagnostics.diagnostic import Diagnostic, Sink
from archc.ir.graph import Graph

FAILED = "failed"
WRITTEN = ("written", "unchanged")
STALE = ("stale", "missing")

Emitter = Callable[[Graph, Path, Sink], str]
"""Emits a graph to a path; the word for what was done."""


def emitter(kind: str, compare: bool, sink: Sink) -> Emitter | None:
    """What emits this kind of output; None, with a diagnostic, when Keras is needed and missing.

    It is imported here, before the work on a spec begins, and only if it is asked for.
    """
    if kind == "keras":
        return _keras_emitter(sink)
    from archc.backends.python_source import python_source

    def emit(graph: Graph, path: Path, sink: Sink) -> str:
        content = python_source(graph).encode()
        if compare:
            from archc.cli.compare_output import compare_output

            return compare_output(path, content, sink)
        return _write(path, content, sink)

    return emit


def _keras_emitter(sink: Sink) -> Emitter | None:
    from archc.backends.keras_model import KerasMissingError, build_keras_model, import_keras

    try:
        import_keras()
    except KerasMissingError:
        message = "--emit keras needs Keras, which is not installed"
        help_text = "pip install 'archc[keras]'"
        sink.add(Diagnostic(codes.KERAS_MISSING, message, help=help_text))
        return None

    def emit(graph: Graph, path: Path, sink: Sink) -> str:
        model = build_keras_model(graph)
        return WRITTEN[0] if write_atomically(path, model.save, sink) else FAILED

    return emit


def _write(path: Path, content: bytes, sink: Sink) -> str:
    if _holds(path, content):
        return WRITTEN[1]
    return WRITTEN[0] if write_bytes_atomically(path, content, sink) else FAILED


def _holds(path: Path, content: bytes) -> bool:
    try:
        return path.is_file() and path.read_bytes() == content
    except OSError:
        return False
