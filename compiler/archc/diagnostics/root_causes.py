"""Leaves out findings that follow from a key which stands twice: the second value is not read."""

from __future__ import annotations

import re
from collections.abc import Iterable

from archc.diagnostics import codes
from archc.diagnostics.diagnostic import Diagnostic

_HIDDEN = (codes.UNKNOWN_BLOCK, codes.UNKNOWN_NAME, codes.WRONG_VALUE_COUNT)
"""What is not found, or not there, where a list or a mapping was left out."""
_OPENS = re.compile(r"[\"']?[ ]*:[ ]*[\[{#\n]")


def root_causes(findings: Iterable[Diagnostic]) -> list[Diagnostic]:
    """The findings without those that may be gone when the key has a name of its own."""
    found = list(findings)
    if not any(map(_hides, found)):
        return found
    return [finding for finding in found if finding.code not in _HIDDEN]


def _hides(finding: Diagnostic) -> bool:
    """Whether a list or a mapping is left out."""
    place = finding.span
    if finding.code is not codes.YAML_DUPLICATE_KEY or place is None:
        return False
    return _OPENS.match(place.file.text, place.end) is not None
