"""Knows which findings an editor shows in which file: those of a variant may lie in its base.

1. A finding that has no place is shown at the begin of the spec that was checked.
2. What several specs find in a file they share is shown once.
"""

from __future__ import annotations

from collections.abc import Sequence

from archc.diagnostics.diagnostic import Diagnostic
from archc.source.source_file import SourceFile, Span


class FindingsByFile:
    """The findings of all specs that are open."""

    def __init__(self) -> None:
        self._found: dict[str, dict[str, list[Diagnostic]]] = {}
        """By the spec that was checked, and then by the file that they lie in."""

    def put(self, spec: str, findings: Sequence[Diagnostic]) -> list[str]:
        """Takes what a check has found; the files in which something else is to be shown now."""
        found: dict[str, list[Diagnostic]] = {spec: []}
        for finding in findings:
            placed = finding if finding.span is not None else _at_begin(finding, spec)  # Rule 1.
            assert placed.span is not None
            found.setdefault(placed.span.file.name, []).append(placed)
        before = self._found.get(spec, {})
        self._found[spec] = found
        return sorted({*found, *before})

    def forget_in(self, file: str) -> None:
        """A file has another text: what other specs found in it stands elsewhere, or is gone."""
        for spec, found in self._found.items():
            if spec != file:
                found[file] = []

    def drop(self, spec: str) -> list[str]:
        """Forgets a spec that was closed; the files in which something else is to be shown now."""
        return sorted({spec, *self._found.pop(spec, {})})

    def of(self, file: str) -> list[Diagnostic]:
        """What is to be shown in a file."""
        every = (one for found in self._found.values() for one in found.get(file, []))
        return list({finding.key(): finding for finding in every}.values())  # Rule 2.

    def of_spec(self, spec: str) -> list[Diagnostic]:
        """What the last check of a spec has found."""
        return [one for found in self._found.get(spec, {}).values() for one in found]


def _at_begin(finding: Diagnostic, spec: str) -> Diagnostic:
    return finding._replace(span=Span(SourceFile(spec, ""), 0, 0))
