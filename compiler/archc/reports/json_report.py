"""Renders a report as JSON, by diagnostics-1.schema.json: one document, or one line for each finding."""

from __future__ import annotations

import json
from typing import Any

from archc.diagnostics.diagnostic import Diagnostic, Fix
from archc.reports.places import place_of
from archc.reports.report import Report
from archc.source.source_file import Span

VERSION = 1


def render_json(report: Report) -> str:
    """A document with the verdicts on all networks and all findings; verdicts name findings by index."""
    positions = {finding.key(): index for index, finding in enumerate(report.findings)}
    networks = [
        {
            "path": verdict.path,
            "variant": verdict.variant,
            "right": verdict.right,
            "layers": verdict.layers,
            "parameters": verdict.parameters,
            "findings": sorted({positions[finding.key()] for finding in verdict.findings}),
        }
        for verdict in report.verdicts
    ]
    findings = [finding_json(finding) for finding in report.findings]
    document = {"version": VERSION, "networks": networks, "findings": findings}
    return json.dumps(document, indent=2) + "\n"


def render_jsonl(report: Report) -> str:
    """A line for each finding."""
    return "".join(json.dumps(finding_json(finding)) + "\n" for finding in report.findings)


def finding_json(finding: Diagnostic) -> dict[str, Any]:
    """One finding, as an object."""
    return {
        "code": finding.code.id,
        "slug": finding.code.slug,
        "severity": finding.severity,
        "message": finding.message,
        "place": finding.span and _place_json(finding.span),
        "hint": finding.hint,
        "labels": [
            {"place": _place_json(label.span), "text": label.text} for label in finding.labels
        ],
        "notes": list(finding.notes),
        "help": finding.help,
        "fix": finding.fix and _fix_json(finding.fix),
    }


def _place_json(span: Span) -> dict[str, Any]:
    return place_of(span)._asdict()


def _fix_json(fix: Fix) -> dict[str, Any]:
    edits = [{"place": _place_json(edit.span), "text": edit.text} for edit in fix.edits]
    return {"title": fix.title, "safe": fix.safe, "edits": edits}
