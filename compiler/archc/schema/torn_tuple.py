"""Finds a list that is written in round brackets, as in Python: within braces YAML tears it into keys.

{conv: 8, kernel: (3, 3)}   is   {conv: 8, kernel: "(3", "3)": }
"""

from __future__ import annotations

import re
from typing import NamedTuple

from archc.diagnostics import codes
from archc.diagnostics.diagnostic import Diagnostic, Edit, Fix
from archc.source.source_file import Span
from archc.syntax.tree import Mapping, Scalar

_TUPLE = re.compile(r"\(([^()\[\]{}:#\"'\n]{1,60})\)")


class TornTuple(NamedTuple):
    """The key whose value it is, the keys that are parts of it, and where it stands."""

    owner: str
    parts: tuple[str, ...]
    span: Span

    def finding(self) -> Diagnostic:
        """What is wrong, with the fix that writes square brackets."""
        meant = f"[{self.span.text[1:-1].strip(' ,')}]"
        message = f"`{self.owner}` is in round brackets, and a list has square ones"
        fix = Fix(f"write `{meant}`", (Edit(self.span, meant),))
        help_text = f"write `{meant}`"
        return Diagnostic(codes.WRONG_TYPE, message, self.span, help=help_text, fix=fix)


def torn_tuple(place: Mapping, key: str) -> TornTuple | None:
    """The tuple that a key is a part of, if it is one."""
    at = place.keys[key]
    for owner, value in place.values.items():
        match = _TUPLE.match(value.span.file.text, value.span.start)
        if match is None or not isinstance(value, Scalar) or value.span.file is not at.file:
            continue
        span = Span(at.file, *match.span())
        parts = tuple(name for name, one in place.keys.items() if _is_inside(one, span))
        if key in parts:
            return TornTuple(owner, parts, span)
    return None


def _is_inside(key: Span, span: Span) -> bool:
    return key.file is span.file and span.start < key.start < span.end
