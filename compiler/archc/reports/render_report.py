"""Renders a report in one of the formats for other programs."""

from __future__ import annotations

from archc.reports.report import Report

FORMATS = ("json", "jsonl", "sarif", "github", "junit")


def render_report(report: Report, form: str) -> str:
    """The text of a report in a format of `FORMATS`; it ends with a line break, unless it is empty."""
    # Imported here: each format is a door to libraries of its own.
    match form:
        case "json":
            from archc.reports.json_report import render_json

            return render_json(report)
        case "jsonl":
            from archc.reports.json_report import render_jsonl

            return render_jsonl(report)
        case "sarif":
            from archc.reports.sarif_report import render_sarif

            return render_sarif(report)
        case "github":
            from archc.reports.github_report import render_github

            return render_github(report)
        case "junit":
            from archc.reports.junit_report import render_junit

            return render_junit(report)
    raise ValueError(f"there is no format {form!r}")
