"""Renders a report as the XML of JUnit, which GitLab, Jenkins and others show as tests.

1. Each spec, and each of its presets, is a test; it fails when there is an error.
2. Warnings and notes are the output of the test.
3. Errors that concern no network, such as a missing file, fail a test of their own.
4. What a terminal would act on is replaced: XML has no place for most of it.
"""

from __future__ import annotations

from xml.etree.ElementTree import Element, SubElement, indent, tostring

from archc.diagnostics.cells import printable
from archc.diagnostics.diagnostic import Diagnostic
from archc.diagnostics.render_text import render_text
from archc.reports.report import Report, Verdict


def render_junit(report: Report) -> str:
    """A document with one suite."""
    suites = Element("testsuites", name="archc check")
    suite = SubElement(suites, "testsuite", name="archc check")
    known = {finding.key() for verdict in report.verdicts for finding in verdict.findings}
    others = [f for f in report.findings if f.key() not in known and f.severity == "error"]
    for verdict in report.verdicts:
        _add_test(suite, verdict)
    if others:
        _add_failure(SubElement(suite, "testcase", classname="archc", name="archc check"), others)
    failures = sum(1 for test in suite if test.find("failure") is not None)
    for element in (suite, suites):
        element.set("tests", str(len(suite)))
        element.set("failures", str(failures))
        element.set("errors", "0")
    indent(suites)
    text = tostring(suites, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'


def _add_test(suite: Element, verdict: Verdict) -> None:
    """Rules 1 and 2."""
    test = SubElement(suite, "testcase", classname=_clean(verdict.path), name=_clean(verdict.label))
    test.set("file", _clean(verdict.path))
    errors = [finding for finding in verdict.findings if finding.severity == "error"]
    others = [finding for finding in verdict.findings if finding.severity != "error"]
    if not verdict.right:
        _add_failure(test, errors)
    if others:
        SubElement(test, "system-out").text = _texts(others)


def _add_failure(test: Element, errors: list[Diagnostic]) -> None:
    first = errors[0].message if errors else "the spec cannot be compiled"
    more = f" (and {len(errors) - 1} more)" if len(errors) > 1 else ""
    kind = errors[0].code.id if errors else "error"
    failure = SubElement(test, "failure", message=_clean(f"{first}{more}"), type=kind)
    failure.text = _texts(errors)


def _texts(findings: list[Diagnostic]) -> str:
    return _clean("\n".join(render_text(finding) for finding in findings))


def _clean(text: str) -> str:
    """Rule 4."""
    return "\n".join(map(printable, text.split("\n")))
