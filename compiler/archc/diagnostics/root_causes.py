"""Leaves out findings that follow from a key which stands twice, as its second value is not read.

1. A block that is not there may be the one whose name was taken.
2. A merge of one branch may have had two of the same name.
"""

from __future__ import annotations

from collections.abc import Iterable

from archc.diagnostics import codes
from archc.diagnostics.diagnostic import Diagnostic
from archc.source.source_file import Span


def root_causes(findings: Iterable[Diagnostic]) -> list[Diagnostic]:
    """The findings without those that may be gone when the key has a name of its own."""
    found = list(findings)
    twice = [one.span for one in found if one.code is codes.YAML_DUPLICATE_KEY and one.span]
    parents = [_parent_line(span) for span in twice]
    return [finding for finding in found if not any(_follows(finding, p) for p in parents)]


def _follows(finding: Diagnostic, parent: Span) -> bool:
    if finding.code is codes.UNKNOWN_BLOCK:
        return parent.text.strip().startswith("blocks:")  # Rule 1.
    is_merge = finding.code is codes.WRONG_VALUE_COUNT and finding.span is not None
    return is_merge and finding.span is not None and finding.span.line == parent.line  # Rule 2.


def _parent_line(key: Span) -> Span:
    """The line that holds the key of the mapping which a key stands in; its own, within braces."""
    start, text = key.start, key.file.text
    line = text.rfind("\n", 0, start) + 1
    indent = start - line
    if text[line:start].strip():
        return Span(key.file, line, start)
    while line > 0:
        end, line = line - 1, text.rfind("\n", 0, line - 1) + 1
        content = text[line:end]
        if content.strip() and len(content) - len(content.lstrip(" ")) < indent:
            return Span(key.file, line, end)
    return Span(key.file, start, start)
