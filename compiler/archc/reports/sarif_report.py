"""Renders a report as SARIF 2.1.0, which code scanning of GitHub, Azure DevOps and editors read.

1. Regions count lines and columns from 1, in characters (`unicodeCodePoints`), as SARIF allows.
2. The rules are those of the codes that were found, in their order.
3. A fix of several files has a change for each.
4. Messages are plain text: `[a](b)` in one would be a link.
5. The help of a rule is what `archc explain` says; its links lead into the documentation, and are left out.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from archc.diagnostics.cells import printable
from archc.diagnostics.codes import Code
from archc.diagnostics.diagnostic import Diagnostic, Fix
from archc.diagnostics.read_explanation import Explanation, read_explanation
from archc.reports.places import place_of
from archc.reports.report import Report
from archc.source.source_file import Span
from archc.version import __version__

_LINK = re.compile(r"\[([^\]]+)\]\([^)]+\)")
_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def render_sarif(report: Report) -> str:
    """The log of one run."""
    found = {finding.code.id: finding.code for finding in report.findings}
    codes = [found[name] for name in sorted(found)]
    rules = {code.id: index for index, code in enumerate(codes)}
    driver = {
        "name": "archc",
        "fullName": f"archc {__version__}",
        "version": __version__,
        "rules": [_rule(code) for code in codes],
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "invocations": [{"executionSuccessful": True}],
        "results": [_result(finding, rules[finding.code.id]) for finding in report.findings],
    }
    return json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2) + "\n"


def _rule(code: Code) -> dict[str, Any]:
    name = "".join(word.capitalize() for word in code.slug.split("-"))
    explanation = read_explanation(code)
    return {
        "id": code.id,
        "name": name,
        "shortDescription": {"text": code.slug.replace("-", " ")},
        "fullDescription": {"text": explanation.summary},
        "help": {
            "text": f"`archc explain {code.id}` says more.",
            "markdown": "\n\n".join(_help(explanation)),
        },
        "defaultConfiguration": {"level": code.severity},
    }


def _help(explanation: Explanation) -> Iterator[str]:
    """Rule 5."""
    yield _LINK.sub(r"\1", explanation.meaning)
    parts = {"Why": explanation.why, "Wrong": explanation.wrong, "Right": explanation.right}
    for title, text in parts.items():
        yield f"**{title}**"
        yield _LINK.sub(r"\1", text)


def _result(finding: Diagnostic, rule: int) -> dict[str, Any]:
    sentences = [finding.message, finding.hint, *finding.notes, finding.help]
    result: dict[str, Any] = {
        "ruleId": finding.code.id,
        "ruleIndex": rule,
        "level": finding.severity,
        "message": {"text": _plain("\n".join(filter(None, sentences)))},
    }
    if finding.span is not None:
        result["locations"] = [{"physicalLocation": _location(finding.span)}]
    if finding.labels:
        result["relatedLocations"] = [
            {
                "id": number,
                "physicalLocation": _location(label.span),
                "message": {"text": _plain(label.text)},
            }
            for number, label in enumerate(finding.labels, 1)
        ]
    if finding.fix is not None:
        result["fixes"] = [_fix(finding.fix)]
    return result


def _plain(text: str) -> str:
    """Rule 4."""
    return "\n".join(map(printable, text.split("\n"))).replace("](", "] (")


def _location(span: Span) -> dict[str, Any]:
    return {"artifactLocation": _artifact(span), "region": _region(span)}


def _artifact(span: Span) -> dict[str, Any]:
    return {"uri": quote(place_of(span).path, errors="surrogateescape")}


def _region(span: Span) -> dict[str, Any]:
    place = place_of(span)
    return {
        "startLine": place.line,
        "startColumn": place.column,
        "endLine": place.end_line,
        "endColumn": place.end_column,
    }


def _fix(fix: Fix) -> dict[str, Any]:
    changes: dict[str, dict[str, Any]] = {}  # Rule 3.
    for edit in fix.edits:
        artifact = _artifact(edit.span)
        change = changes.setdefault(
            artifact["uri"], {"artifactLocation": artifact, "replacements": []}
        )
        change["replacements"].append(
            {"deletedRegion": _region(edit.span), "insertedContent": {"text": edit.text}}
        )
    return {"description": {"text": fix.title}, "artifactChanges": list(changes.values())}
