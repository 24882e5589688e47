"""What a check found, for every renderer alike."""

from __future__ import annotations

from typing import NamedTuple

from archc.diagnostics.diagnostic import Diagnostic


class Verdict(NamedTuple):
    """What was found of one network: a spec as it is (`variant` is None), or one of its presets.

    `layers` and `parameters` are those of a network that is right; `findings` are all that concern it.
    """

    path: str
    variant: str | None
    right: bool
    layers: int | None
    parameters: int | None
    findings: tuple[Diagnostic, ...]

    @property
    def label(self) -> str:
        """The path, and the preset in brackets."""
        return f"{self.path} ({self.variant})" if self.variant is not None else self.path

    def without_notes(self) -> Verdict:
        """The same without what is neither an error nor a warning."""
        kept = tuple(finding for finding in self.findings if finding.severity != "note")
        return self._replace(findings=kept)


class Report(NamedTuple):
    """A whole check. `findings` are all findings, each once, those without a network among them."""

    verdicts: tuple[Verdict, ...]
    findings: tuple[Diagnostic, ...]


def make_report(verdicts: list[Verdict], others: tuple[Diagnostic, ...]) -> Report:
    """The report of a check; `others` are findings that concern no network, such as a missing file."""
    found = {finding.key(): finding for finding in others}
    for verdict in verdicts:
        for finding in verdict.findings:
            found.setdefault(finding.key(), finding)
    return Report(tuple(verdicts), tuple(found.values()))
