"""Finds, among the fixes that a finding proposes, the first that helps, by compiling the spec with it.

1. A fix helps when there are fewer errors with it, and of no kind more than before.
2. A spec is compiled a limited number of times: many findings, or a large network, get no further fixes.
3. What is proposed for one finding is tried on the spec as it is, with its other mistakes in it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from time import monotonic

from archc.diagnostics.diagnostic import Diagnostic, Fix
from archc.fixes.drafts import Drafts

MAX_TRIALS = 60
MAX_SECONDS = 0.5

Check = Callable[[Drafts], Sequence[Diagnostic]]
"""What gives the findings of a spec, the texts of some files being drafts."""


def with_tried_fixes(
    findings: Sequence[Diagnostic], drafts: Drafts, check: Check
) -> list[Diagnostic]:
    """The findings, those that propose fixes with the first that helps, if any does."""
    trials = _Trials(findings, drafts, check)
    return [finding._replace(fix=finding.fix or trials.first(finding)) for finding in findings]


class _Trials:
    def __init__(self, findings: Sequence[Diagnostic], drafts: Drafts, check: Check) -> None:
        self._errors = _errors(findings)
        self._drafts = drafts
        self._check = check
        self._left = MAX_TRIALS
        self._end = monotonic() + MAX_SECONDS

    def first(self, finding: Diagnostic) -> Fix | None:
        """The first of the proposals that helps."""
        for proposal in finding.proposals:
            if self._left == 0 or monotonic() > self._end:  # Rule 2.
                return None
            self._left -= 1
            if self._helps(proposal):
                return proposal
        return None

    def _helps(self, proposal: Fix) -> bool:
        """Rule 1."""
        tried = self._drafts.copy()
        if not tried.apply([proposal]):
            return False
        left = _errors(self._check(tried))
        return left.total() < self._errors.total() and left <= self._errors


def _errors(findings: Sequence[Diagnostic]) -> Counter[str]:
    """Errors by their codes: places move when a text is edited, and shapes in messages change."""
    return Counter(finding.code.id for finding in findings if finding.severity == "error")
