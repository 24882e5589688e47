"""Turns what archc found into what the protocol carries: positions, diagnostics, symbols, edits."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from urllib.request import url2pathname

from lsprotocol import types

from archc.diagnostics.codes import Code
from archc.diagnostics.diagnostic import Diagnostic, Edit
from archc.editor.completions import Completion
from archc.editor.outline import Symbol
from archc.editor.positions import Encoding, position_of
from archc.source.source_file import SourceFile, Span

_SEVERITIES = {
    "error": types.DiagnosticSeverity.Error,
    "warning": types.DiagnosticSeverity.Warning,
    "note": types.DiagnosticSeverity.Information,
}
_SYMBOLS = {
    "section": types.SymbolKind.Module,
    "variable": types.SymbolKind.Variable,
    "block": types.SymbolKind.Function,
    "stage": types.SymbolKind.Class,
    "step": types.SymbolKind.Field,
    "branch": types.SymbolKind.Array,
    "preset": types.SymbolKind.Object,
}
_COMPLETIONS = {
    "variable": types.CompletionItemKind.Variable,
    "function": types.CompletionItemKind.Function,
    "block": types.CompletionItemKind.Class,
    "value": types.CompletionItemKind.Reference,
    "parameter": types.CompletionItemKind.Field,
    "path": types.CompletionItemKind.Property,
    "preset": types.CompletionItemKind.EnumMember,
}
_PAGE = Path(__file__).parents[3] / "docs" / "errors.md"
"""In a checkout, the page that explains every code."""


def path_of(uri: str) -> str:
    """The path of a file; what has none keeps its URI, which no file on the disk has."""
    parts = urlsplit(uri)
    return url2pathname(parts.path) if parts.scheme == "file" else uri


def uri_of(path: str) -> str:
    """The URI of a file."""
    if "://" in path or path.startswith("untitled:"):
        return path
    return Path(os.path.abspath(path)).as_uri()  # noqa: PTH100 (folds `..`)


class Converter:
    """Knows how the editor counts characters."""

    def __init__(self, encoding: Encoding) -> None:
        self._encoding = encoding

    def range_of(self, span: Span) -> Any:
        """The range that a span covers."""
        start, end = (self._position(span.file, o) for o in (span.start, span.end))
        return types.Range(start, end)

    def location(self, span: Span) -> Any:
        """The place of a span."""
        return types.Location(uri_of(span.file.name), self.range_of(span))

    def _position(self, file: SourceFile, offset: int) -> Any:
        return types.Position(*position_of(file, offset, self._encoding))

    def diagnostic(self, finding: Diagnostic) -> Any:
        """A finding that has a place."""
        assert finding.span is not None
        related = [
            types.DiagnosticRelatedInformation(self.location(label.span), label.text)
            for label in finding.labels
        ]
        unused = finding.code.slug.startswith("unused-")
        return types.Diagnostic(
            range=self.range_of(finding.span),
            message=message_of(finding),
            severity=_SEVERITIES[finding.severity],
            code=finding.code.id,
            code_description=_link(finding.code),
            source="archc",
            tags=[types.DiagnosticTag.Unnecessary] if unused else None,
            related_information=related or None,
        )

    def edits(self, edits: list[Edit]) -> Any:
        """Edits of one or several files."""
        changes: dict[str, list[Any]] = {}
        for edit in edits:
            made = types.TextEdit(self.range_of(edit.span), edit.text)
            changes.setdefault(uri_of(edit.span.file.name), []).append(made)
        return types.WorkspaceEdit(changes=changes)

    def symbol(self, symbol: Symbol) -> Any:
        """A part of a spec, with its parts."""
        return types.DocumentSymbol(
            name=symbol.name,
            kind=_SYMBOLS[symbol.kind],
            range=self.range_of(symbol.span),
            selection_range=self.range_of(symbol.name_span),
            detail=symbol.detail or None,
            children=[self.symbol(part) for part in symbol.parts] or None,
        )

    def completion(self, found: Completion) -> Any:
        """A name to put in the place of what is typed."""
        return types.CompletionItem(
            label=found.name,
            kind=_COMPLETIONS[found.kind],
            detail=found.detail or None,
            text_edit=types.TextEdit(self.range_of(found.span), found.name),
        )


def message_of(finding: Diagnostic) -> str:
    """All that is said of a finding, without the places of its labels."""
    text = f"{finding.message} ({finding.hint})" if finding.hint else finding.message
    help_lines = [f"help: {finding.help}"] if finding.help else []
    return "\n".join([text, *finding.notes, *help_lines])


def _link(code: Code) -> Any:
    if not _PAGE.is_file():
        return None
    return types.CodeDescription(f"{_PAGE.as_uri()}#{code.id.lower()}-{code.slug}")
