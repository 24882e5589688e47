"""Turns a spec into a `Compilation` that Python programs use: counts, findings, a model, source.

network = archc.compile("specs/inception_v4.yaml", arguments={"num_classes": 10})
model = network.keras_model()
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from types import ModuleType
from typing import Any, Literal

from archc.backends.summary import Summary, summarize
from archc.diagnostics import codes
from archc.diagnostics.diagnostic import CompileError, Diagnostic, InternalError, Sink
from archc.diagnostics.levels import DEFAULT_LEVELS, Levels, levels_of
from archc.driver import compile_variant, open_spec
from archc.ir.graph import Graph
from archc.ops.layer_table import LayerTable, layers_in_force, table_with
from archc.source.limits import MAX_FILE_BYTES
from archc.source.record import record
from archc.source.source_file import SourceFile
from archc.spec.spec_trees import SpecTrees


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
    """Warnings and notes, at their levels: a sum whose operands did not fit, say, and what was done to it."""

    def keras_model(self, weights: str | os.PathLike[str] | None = None) -> Any:
        """A new `keras.Model`; `weights` is a file that Keras wrote, all of which must fit.

        Its images have the shape of the spec's input, in the data format that Keras is set to.

        Raises:
            ImportError: Keras is not installed; `pip install 'archc[keras]'` installs it.
            ValueError: the network needs the channels last, or the weights do not fit.
            CompileError: the Keras layer of a plugin is not what the plugin says of it.
        """
        # Imported here: only this method needs Keras.
        from archc.backends.keras_model import build_keras_model
        from archc.backends.load_weights import load_weights

        model = build_keras_model(self.graph)
        path = os.fspath(weights) if weights is not None else ""
        if weights is not None and (problem := load_weights(model, path)):
            raise ValueError(f"the weights in {path} do not fit: {problem}")
        return model

    def python_source(self) -> str:
        """The text of a Python module with a function `create_<name>` that builds the network."""
        # Imported here: the templates need jinja2, which takes 40 ms to import.
        from archc.backends.python_source import python_source

        return python_source(self.graph)

    def svg(
        self,
        *,
        depth: int | Literal["all"] = 1,
        stage: str = "",
        direction: Literal["tb", "lr"] = "tb",
    ) -> str:
        """A figure of the network, as `archc plot` draws it: the text of an SVG file.

        Args:
            depth: How deep blocks are opened: 0 for the stages alone, "all" for every layer.
            stage: A stage to be drawn alone.
            direction: "tb" from top to bottom, "lr" from left to right.

        Raises:
            ValueError: there is no such stage, depth or direction, or the picture would have too many boxes.
        """
        # Imported here: most programs draw nothing.
        from archc.pictures.picture import ALL, View, render

        view = View(ALL if depth == "all" else depth, stage, direction)
        return render(self.graph, view, "svg").decode()

    def _repr_svg_(self) -> str | None:
        """What notebooks show; nothing where it would be too large, so that they show the text."""
        try:
            return self.svg()
        except ValueError:
            return None

    def __repr__(self) -> str:
        return f"<archc.Compilation {self.summary.headline()}>"


def compile(
    source: str | os.PathLike[str],
    *,
    variant: str | None = None,
    arguments: Mapping[str, Any] | None = None,
    allow_outside: bool = False,
    plugins: Sequence[str | ModuleType] = (),
    levels: Mapping[str, str] | None = None,
) -> Compilation:
    """Compiles the spec at a path.

    Args:
        source: The path of a spec.
        variant: One of the presets of the spec, its `variants`; without it, the spec as it is.
        arguments: Values for arguments of the spec, in place of its defaults.
        allow_outside: Whether the spec may extend files outside of its project: the nearest folder
            above it that has a `pyproject.toml` or a `.git`, else the current folder.
        plugins: Modules, or the names of modules, with layers of your own: docs/plugins.md. No file
            is asked for more.
        levels: Levels of warnings and notes, `allow`, `note`, `warn` or `deny`, by their codes or names, or
            by the groups `warnings` and `all`; a later one counts: docs/warnings.md. No file is asked.

    Raises:
        CompileError: the spec, a plugin, or what was given for its arguments, has mistakes, or a
            warning that `levels` denies; its `diagnostics` say which and where.
        ValueError: `levels` names what is no warning, or no level; or the path is the text of a spec.
    """
    path, sink = os.fspath(source), Sink()
    if "\n" in path:
        raise ValueError("compile takes the path of a spec: compile_text takes its text")
    with layers_in_force(_table(plugins)):
        trees = open_spec(path, sink, allow_outside=allow_outside)
        return _compile(trees, variant, arguments, _levels(levels), sink)


def compile_text(
    text: str,
    name: str = "<text>",
    *,
    variant: str | None = None,
    arguments: Mapping[str, Any] | None = None,
    allow_outside: bool = False,
    root: str | os.PathLike[str] | None = None,
    plugins: Sequence[str | ModuleType] = (),
    levels: Mapping[str, str] | None = None,
) -> Compilation:
    """Compiles the text of a spec.

    Args:
        text: The spec.
        name: What messages call it. `extends` is read relative to the folder of this path.
        variant: One of the presets of the spec; without it, the spec as it is.
        arguments: Values for arguments of the spec, in place of its defaults.
        allow_outside: Whether the spec may extend files outside of its project.
        root: The folder of the project: what the spec extends must lie in it, and a `name` without a
            folder lies there.
        plugins: Modules, or the names of modules, with layers of your own: docs/plugins.md.
        levels: Levels of warnings and notes by their codes: docs/warnings.md.

    Raises:
        CompileError: the spec, a plugin, or what was given for its arguments, has mistakes, or a
            warning that `levels` denies.
        ValueError: `levels` names what is no warning, or no level.
    """
    sink = Sink()
    folder = os.fspath(root) if root is not None else ""
    name = name if os.path.dirname(name) else os.path.join(folder, name)  # noqa: PTH118, PTH120 (any text)
    file = SourceFile(name, text.removeprefix("\ufeff").replace("\r\n", "\n"))
    trees: SpecTrees | None = SpecTrees(file, allow_outside=allow_outside, root=folder)
    if len(text) > MAX_FILE_BYTES:
        message = f"{name} is larger than the limit of {MAX_FILE_BYTES:,} bytes"
        sink.add(Diagnostic(codes.FILE_TOO_LARGE, message))
        trees = None
    with layers_in_force(_table(plugins)):
        return _compile(trees, variant, arguments, _levels(levels), sink)


def _levels(given: Mapping[str, str] | None) -> Levels:
    return levels_of(given.items()) if given else DEFAULT_LEVELS


def _table(plugins: Sequence[str | ModuleType]) -> LayerTable:
    """The layers of archc and of plugins."""
    if isinstance(plugins, str):
        raise TypeError(f"plugins is a list of modules: plugins=[{plugins!r}]")
    if not plugins:
        return table_with(())
    # Imported here: most specs need no plugin.
    from archc.plugins.load_plugins import load_plugins
    from archc.plugins.request import Request

    sink = Sink()
    table = load_plugins([Request(plugin) for plugin in plugins], "", sink)
    if table is None:
        raise CompileError(sink.diagnostics())
    return table


def _compile(
    trees: SpecTrees | None,
    variant: str | None,
    arguments: Mapping[str, Any] | None,
    levels: Levels,
    sink: Sink,
) -> Compilation:
    overrides = {str(name): value for name, value in (arguments or {}).items()}
    graph = compile_variant(trees, variant, overrides, sink, levels) if trees is not None else None
    if sink.failed:
        raise CompileError(sink.diagnostics())
    if graph is None:
        raise InternalError("compile: there is no graph, and no diagnostic says why")
    return Compilation(graph.spec.name, graph, summarize(graph), sink.diagnostics())
