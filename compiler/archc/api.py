"""Turns a spec into a `Compilation` that Python programs use: counts, findings, a model, source.

network = archc.compile("specs/inception_v4.yaml", arguments={"num_classes": 10})
model = network.keras_model()
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

from archc.backends.summary import Summary, summarize
from archc.diagnostics import codes
from archc.diagnostics.diagnostic import CompileError, Diagnostic, InternalError, Sink
from archc.driver import compile_source
from archc.ir.graph import Graph
from archc.source.limits import MAX_FILE_BYTES
from archc.source.record import record
from archc.source.source_file import SourceFile
from archc.syntax.read_source import read_source


@record
class Compilation:
    """A network that was compiled without mistakes."""

    name: str
    """The name that the spec gives the network."""
    graph: Graph
    """Every layer, with its shape and its place in the spec."""
    summary: Summary
    """Counts of layers, parameters and multiply-adds; `str()` of it is a short report."""
    diagnostics: tuple[Diagnostic, ...]
    """Notes: a sum whose operands did not fit, say, and what was done to it."""

    def keras_model(self, weights: str | os.PathLike[str] | None = None) -> Any:
        """A new `keras.Model`; `weights` is a file that `Model.load_weights` reads.

        Its images have the shape of the spec's input, in the data format that Keras is set to.

        Raises:
            ImportError: Keras is not installed; `pip install 'archc[keras]'` installs it.
            ValueError: the network needs the channels last, or the weights do not fit.
        """
        # Imported here: only this method needs Keras.
        from archc.backends.keras_model import build_keras_model

        model = build_keras_model(self.graph)
        if weights is not None:
            model.load_weights(os.fspath(weights))
        return model

    def python_source(self) -> str:
        """The text of a Python module with a function `create_<name>` that builds the network."""
        # Imported here: the templates need jinja2, which takes 40 ms to import.
        from archc.backends.python_source import python_source

        return python_source(self.graph)

    def __repr__(self) -> str:
        return f"<archc.Compilation {self.summary.headline()}>"


def compile(
    source: str | os.PathLike[str], *, arguments: Mapping[str, Any] | None = None
) -> Compilation:
    """Compiles the spec at a path.

    Args:
        source: The path of a spec.
        arguments: Values for arguments of the spec, in place of its defaults.

    Raises:
        CompileError: the spec, or what was given for its arguments, has mistakes; its `diagnostics`
            say which and where.
    """
    sink = Sink()
    file = read_source(os.fspath(source), sink)
    return _compile(file, arguments, sink)


def compile_text(
    text: str, name: str = "<text>", *, arguments: Mapping[str, Any] | None = None
) -> Compilation:
    """Compiles the text of a spec.

    Args:
        text: The spec.
        name: What messages call it. `extends` is read relative to the folder of this path.
        arguments: Values for arguments of the spec, in place of its defaults.

    Raises:
        CompileError: the spec, or what was given for its arguments, has mistakes.
    """
    sink = Sink()
    file: SourceFile | None = SourceFile(name, text.removeprefix("\ufeff").replace("\r\n", "\n"))
    if len(text) > MAX_FILE_BYTES:
        message = f"{name} is larger than the limit of {MAX_FILE_BYTES:,} bytes"
        sink.add(Diagnostic(codes.FILE_TOO_LARGE, message))
        file = None
    return _compile(file, arguments, sink)


def _compile(
    file: SourceFile | None, arguments: Mapping[str, Any] | None, sink: Sink
) -> Compilation:
    overrides = {str(name): value for name, value in (arguments or {}).items()}
    graph = compile_source(file, overrides, sink) if file is not None else None
    if sink.failed:
        raise CompileError(sink.diagnostics())
    if graph is None:
        raise InternalError("compile: there is no graph, and no diagnostic says why")
    return Compilation(graph.spec.name, graph, summarize(graph), sink.diagnostics())
