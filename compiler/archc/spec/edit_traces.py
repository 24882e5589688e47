"""Says of a finding which edit has caused it: one that took away what the rest of the spec still names."""

from __future__ import annotations

from archc.diagnostics import codes
from archc.diagnostics.diagnostic import Diagnostic, Label

Traces = dict[str, Label]
"""Names that edits have removed or replaced, and where."""
_CODES = (
    codes.UNKNOWN_BLOCK,
    codes.UNKNOWN_LAYER,
    codes.UNKNOWN_NAME,
    codes.UNKNOWN_VARIABLE,
    codes.UNKNOWN_PARAMETER,
    codes.MISSING_PARAMETER,
)
"""Findings about a name that is not there, or is not what it was."""


def with_trace(finding: Diagnostic, traces: Traces) -> Diagnostic:
    """The finding, with the place of the edit that has taken away what it speaks of."""
    if finding.code not in _CODES:
        return finding
    said = finding.message.replace("`$", "`")
    labels = [label for name, label in traces.items() if f"`{name}`" in said]
    return finding._replace(labels=(*labels[:1], *finding.labels))
