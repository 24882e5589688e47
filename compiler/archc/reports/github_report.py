"""Renders a report as the workflow commands of GitHub: each becomes an annotation of its line.

    ::error file=specs/a.yaml,line=3,col=5,endLine=3,endColumn=9,title=E0201 unknown-key::message

Text is escaped as the runner wants it: `%` and ends of lines everywhere, `:` and `,` in properties.
"""

from __future__ import annotations

from archc.diagnostics.cells import printable
from archc.diagnostics.diagnostic import Diagnostic
from archc.diagnostics.fix_line import tried_fix
from archc.reports.places import place_of
from archc.reports.report import Report

_COMMANDS = {"error": "error", "warning": "warning", "note": "notice"}


def render_github(report: Report) -> str:
    """A line for each finding."""
    return "".join(_command(finding) + "\n" for finding in report.findings)


def _command(finding: Diagnostic) -> str:
    properties = {}
    if finding.span is not None:
        place = place_of(finding.span)
        properties = {
            "file": place.path,
            "line": str(place.line),
            "col": str(place.column),
            "endLine": str(place.end_line),
            "endColumn": str(place.end_column),
        }
    properties["title"] = f"{finding.code.id} {finding.code.slug}"
    given = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
    return f"::{_COMMANDS[finding.severity]} {given}::{_data(_text(finding))}"


def _text(finding: Diagnostic) -> str:
    """The sentences of a finding; places elsewhere in words, because an annotation has one place."""
    lines = [finding.message, finding.hint]
    for label in finding.labels:
        place = place_of(label.span)
        lines.append(f"{place.path}:{place.line}: {label.text}")
    lines += finding.notes
    remarks = (("help", finding.help), ("fix", tried_fix(finding)))
    lines += [f"{kind}: {text}" for kind, text in remarks if text]
    return "\n".join(printable(line) for line in lines if line)


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(printable(text)).replace(":", "%3A").replace(",", "%2C")
