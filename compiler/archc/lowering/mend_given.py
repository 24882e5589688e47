"""Proposes what a value that turned out to be of the wrong kind was meant to be.

1. A number or truth value in quotes, `yes` for `true`, and what else the schema would have mended.
2. The name of a value without its `$`.
3. A division that leaves a fraction where a whole number belongs.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from archc.diagnostics.diagnostic import Edit, Fix
from archc.ops.kinds import Kind
from archc.schema.mend_value import mend_value
from archc.source.source_file import Span
from archc.syntax.tree import Scalar


def mend_given(span: Span, value: Any, kind: Kind, names: Sequence[str]) -> tuple[Fix, ...]:
    """The fixes for a value that stands at a place, best first; which helps is found out by trying."""
    return tuple(_fixes(span, value, kind, names)) if "\n" not in span.text else ()


def _fixes(span: Span, value: Any, kind: Kind, names: Sequence[str]) -> Iterator[Fix]:
    text = span.text
    if text.strip("\"'").startswith("$"):
        if isinstance(value, float) and "/" in text and "//" not in text:
            whole = text.replace("/", "//")  # Rule 3.
            yield Fix(f"write `{whole}`", (Edit(span, whole),), safe=False)
        return
    if isinstance(value, str) and value in names:
        yield Fix(f"write `${value}`", (Edit(span, f"${value}"),), safe=False)  # Rule 2.
    fix = mend_value(Scalar(value, span), kind.schema)
    if fix is not None:
        yield fix._replace(safe=False)
