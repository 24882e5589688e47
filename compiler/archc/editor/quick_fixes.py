"""Finds the fixes for findings: those that they carry, and those that are found by trying.

1. What is beyond doubt is preferred; the others are offered.
2. "Fix all" makes the fixes that are beyond doubt, round by round, as `archc check --fix` does. That compiles
   the spec several times: an editor that asks at every move of the cursor gets the first round of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from archc.diagnostics.apply_fixes import choose_edits
from archc.diagnostics.diagnostic import Diagnostic, Edit, Fix
from archc.fixes.drafts import Drafts
from archc.fixes.fix_spec import Request, fix_spec, with_fixes
from archc.source.source_file import SourceFile, Span
from archc.syntax.read_source import ReadSource


class QuickFix(NamedTuple):
    """A fix, and the finding that is gone with it."""

    finding: Diagnostic
    fix: Fix


def find_quick_fixes(
    path: str, findings: Sequence[Diagnostic], wanted: Sequence[Diagnostic], read: ReadSource
) -> list[QuickFix]:
    """The fixes for those of the findings of a spec that are wanted."""
    keys = {finding.key() for finding in wanted}
    asked = [f if f.key() in keys else f._replace(proposals=()) for f in findings]
    if any(finding.proposals and finding.fix is None for finding in asked):
        asked = with_fixes(asked, Request(path), Drafts(read))
    fixed = (QuickFix(f, f.fix) for f in asked if f.fix is not None and f.key() in keys)
    return sorted(fixed, key=lambda quick: not quick.fix.safe)


def fix_all(path: str, read: ReadSource) -> list[Edit]:
    """What mends a spec as far as that is beyond doubt: one edit for each file that changes."""
    drafts = fix_spec(Request(path), Drafts(read))
    return [_difference(before, after.text) for before, after in drafts.changed()]


def first_round(findings: Sequence[Diagnostic]) -> list[Edit]:
    """The fixes that are beyond doubt of what has been found, those that can be made together."""
    safe = [finding.fix for finding in findings if finding.fix is not None and finding.fix.safe]
    return [edit for edits in choose_edits(safe).values() for edit in edits]


def _difference(before: SourceFile, text: str) -> Edit:
    """The edit between the first and the last character in which two texts differ."""
    old, shorter = before.text, min(len(before.text), len(text))
    start = next((i for i in range(shorter) if old[i] != text[i]), shorter)
    end = 0
    while end < shorter - start and old[-1 - end] == text[-1 - end]:
        end += 1
    return Edit(Span(before, start, len(old) - end), text[start : len(text) - end])
