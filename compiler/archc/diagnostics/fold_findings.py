"""Folds findings that one mistake causes in several calls, repeats or rows of a table.

They stand at the same place and differ in numbers alone: the first is kept, and says where the others are.

    the input of conv is 256  (in stage conv2)    ->    the input of conv is 256  (in stage conv2)
    the input of conv is 512  (in stage conv3)            = note: the same in stage conv3
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from archc.diagnostics.diagnostic import Diagnostic

_NUMBERS = re.compile(r"\d[\dx.,]*")
_SHOWN = 6
_STAGE = "stage "


def fold_findings(findings: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """The findings in their order, those of one mistake as one."""
    folded: dict[tuple[object, ...], list[Diagnostic]] = {}
    for number, finding in enumerate(findings):
        key: tuple[object, ...] = (number,)
        if finding.severity == "error" and finding.span is not None and _context(finding):
            skeleton = _NUMBERS.sub("#", finding.message)
            key = (finding.code.id, finding.span.key(), skeleton)
        folded.setdefault(key, []).append(finding)
    return tuple(_one(found) for found in folded.values())


def _one(found: list[Diagnostic]) -> Diagnostic:
    if len(found) == 1:
        return found[0]
    places = list(dict.fromkeys(_context(finding) for finding in found[1:]))
    shown = _listed(places[:_SHOWN])
    more = f" and {len(places) - _SHOWN} more places" if len(places) > _SHOWN else ""
    return found[0].with_note(f"the same in {shown}{more}")


def _listed(places: list[str]) -> str:
    """`stages conv3, conv4`; places of several sorts as they are."""
    names = [place.removeprefix(_STAGE) for place in places]
    if len(places) > 1 and all(place.startswith(_STAGE) for place in places):
        return f"stages {', '.join(names)}"
    return ", ".join(places)


def _context(finding: Diagnostic) -> str:
    """Where in the network a finding is: the outermost call, stage or repeat that led there."""
    texts = [
        label.text.removeprefix("in ") for label in finding.labels if label.text.startswith("in ")
    ]
    return texts[-1].partition(", repeat")[0] if texts else ""
