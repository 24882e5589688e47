"""Compiles what a page is to show, a network or two of them, into the data of the page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from archc.backends.summary import summarize
from archc.compare.compare import compare
from archc.diagnostics.diagnostic import Diagnostic, Sink
from archc.diagnostics.levels import NO_WARNINGS, Levels
from archc.driver import compile_variant, open_spec
from archc.ir.graph import Graph
from archc.page.diff_page import diff_page
from archc.page.network_page import Document, network_page
from archc.syntax.read_source import ReadSource, read_source


class ShownSpec(NamedTuple):
    """A spec, in a preset or as it is, and where it is read from; `label` is what the page calls it."""

    label: str
    path: str
    variant: str | None = None
    read: ReadSource = read_source

    @property
    def is_on_disk(self) -> bool:
        """Whether it can change while somebody looks at it."""
        return self.read is read_source

    @property
    def title(self) -> str:
        """The label, and the preset in brackets."""
        return f"{self.label} ({self.variant})" if self.variant is not None else self.label


class PageRequest(NamedTuple):
    """What to show: a spec, or what changed since `old`."""

    spec: ShownSpec
    old: ShownSpec | None
    overrides: Mapping[str, Any]
    allow_outside: bool
    levels: Levels


class Built(NamedTuple):
    """The data of a page, None where a spec has errors; all findings; and the files that were read."""

    document: Document | None
    findings: tuple[Diagnostic, ...]
    files: tuple[str, ...]
    headline: str = ""


def build_page(request: PageRequest) -> Built:
    """Compiles it, as it is now."""
    files: list[str] = []
    variant = request.spec.variant
    graph, findings = _compiled(request, request.spec, request.levels, files)
    if request.old is None:
        document = network_page(graph, variant, findings) if graph is not None else None
        return Built(document, findings, tuple(files), _headline(graph))
    old, old_findings = _compiled(request, request.old, NO_WARNINGS, files)
    if graph is None or old is None:
        return Built(None, (*(old_findings if old is None else ()), *findings), tuple(files))
    titles = request.old.title, request.spec.title
    document = diff_page(compare(old, graph), titles, variant, findings)
    return Built(document, findings, tuple(files), _headline(graph))


def _compiled(
    request: PageRequest, spec: ShownSpec, levels: Levels, files: list[str]
) -> tuple[Graph | None, tuple[Diagnostic, ...]]:
    """The graph, and the findings; the names of the files that can change are added to `files`."""
    sink = Sink()
    trees = open_spec(spec.path, sink, allow_outside=request.allow_outside, read=spec.read)
    graph = None
    if trees is not None:
        overrides = dict(request.overrides)
        graph = compile_variant(trees, spec.variant, overrides, sink, levels, budgets=False)
    if spec.is_on_disk:
        blamed = [one.span.file.name for one in sink.diagnostics() if one.span is not None]
        known = [source.name for source in trees.sources] if trees is not None else [spec.path]
        files += dict.fromkeys([*known, *blamed])
    return graph, sink.diagnostics()


def _headline(graph: Graph | None) -> str:
    return summarize(graph).headline() if graph is not None else ""
