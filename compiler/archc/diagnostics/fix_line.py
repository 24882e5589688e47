"""Says in words what a fix does that was found by trying: the help of a finding cannot know it."""

from __future__ import annotations

from archc.diagnostics.diagnostic import Diagnostic
from archc.source.shown_path import shown_path


def tried_fix(diagnostic: Diagnostic) -> str:
    """`write `stride: 1` at specs/a.yaml:7:39`; empty for a finding without such a fix."""
    if not diagnostic.proposals or diagnostic.fix is None:
        return ""
    span = diagnostic.fix.edits[0].span
    line, column = span.file.position(span.start)
    more = " and elsewhere" if len(diagnostic.fix.edits) > 1 else ""
    return f"{diagnostic.fix.title} at {shown_path(span.file.name)}:{line}:{column}{more}"
