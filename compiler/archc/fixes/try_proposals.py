"""Finds, among the fixes that a finding proposes, the one that helps most, by compiling the spec with each.

1. A fix helps when the finding is gone with it, and what is new stands further down: mistakes hide others
   that come after them. The fewer errors are left, the more it helps; of equals the first counts.
2. A spec is compiled a limited number of times, and fewer times the larger it is: many findings, or those of
   a large network, get no further fixes. What counts is work, not time: a slow machine finds the same fixes.
3. What is proposed for one finding is tried on the spec as it is, with its other mistakes in it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from archc.diagnostics.diagnostic import Diagnostic, Edit, Fix
from archc.fixes.drafts import Drafts

MAX_TRIALS = 60
MAX_WORK = 200_000
"""The work of all trials, in steps that are opened: some three seconds."""

_MAX_NEW = 1000
"""More errors than a spec has: whatever helps is better than nothing."""


class Checked(NamedTuple):
    """The findings of a spec, and the work of finding them."""

    findings: list[Diagnostic]
    work: int


Check = Callable[[Drafts], Checked]
"""What gives the findings of a spec, the texts of some files being drafts."""


def with_tried_fixes(
    findings: Sequence[Diagnostic], drafts: Drafts, check: Check
) -> list[Diagnostic]:
    """The findings, those that propose fixes with the one that helps most, if any does."""
    trials = _Trials(findings, drafts, check)
    return [finding._replace(fix=finding.fix or trials.best(finding)) for finding in findings]


def tried_fixes(findings: Sequence[Diagnostic], drafts: Drafts, check: Check) -> Iterator[Fix]:
    """The fixes of findings that have none but proposals, found one after another."""
    trials = _Trials(findings, drafts, check)
    for finding in findings:
        fix = trials.best(finding) if finding.fix is None else None
        if fix is not None:
            yield fix


class _Trials:
    def __init__(self, findings: Sequence[Diagnostic], drafts: Drafts, check: Check) -> None:
        self._errors = [finding for finding in findings if finding.severity == "error"]
        self._drafts = drafts
        self._check = check
        self._trials = MAX_TRIALS
        self._work = MAX_WORK

    def best(self, finding: Diagnostic) -> Fix | None:
        """The proposal that leaves the fewest errors, of those that help."""
        best, fewest = None, len(self._errors) + _MAX_NEW
        for proposal in finding.proposals:
            if self._trials <= 0 or self._work <= 0:  # Rule 2.
                break
            self._trials -= 1
            left = self._left_by(finding, proposal)
            if left is not None and left < fewest:
                best, fewest = proposal, left
            if not fewest:
                break
        return best

    def _left_by(self, finding: Diagnostic, proposal: Fix) -> int | None:
        """Rule 1: how many errors a proposal leaves; None if it does not help."""
        tried = self._drafts.copy()
        if not tried.apply([proposal]):
            return None
        checked = self._check(tried)
        self._work -= checked.work
        left = {_place(found) for found in checked.findings if found.severity == "error"}
        known = {_place(error, proposal.edits) for error in self._errors}
        place = _place(finding, proposal.edits)
        helps = place not in left and all(new > place for new in left - known)
        return len(left) if helps else None


def _place(finding: Diagnostic, edits: tuple[Edit, ...] = ()) -> tuple[str, int, str]:
    """The file and the offset of a finding, after edits that move it, and its code."""
    span = finding.span
    if span is None:
        return "", 0, finding.code.id
    before = [e for e in edits if e.span.file.name == span.file.name and e.span.end <= span.start]
    moved = sum(len(edit.text) - (edit.span.end - edit.span.start) for edit in before)
    return span.file.name, span.start + moved, finding.code.id
