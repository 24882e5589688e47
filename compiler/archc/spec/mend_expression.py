"""Writes an expression as the language has it, where it was written as another language has it.

1. `||`, `&&` and `!` are `or`, `and` and `not`; `^` is `**`, `=` is `==`, `True` is `true`.
2. A `$` within `${...}` is not needed.
3. `a ? b : c` is `b if a else c`.
4. A parenthesis or a brace that is missing at the end is added.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from archc.source.limits import MAX_EXPRESSION_CHARS
from archc.source.source_file import SourceFile, Span
from archc.spec.expression_value import ExpressionError
from archc.spec.expressions import parse_expression

_WORDS = (
    (r"\s*\|\|\s*", " or "),
    (r"\s*&&\s*", " and "),
    (r"!(?!=)\s*", "not "),
    (r"\^", "**"),
    (r"(?<![=<>!])=(?!=)", "=="),
    (r"\$\{?(\w+)\}?", r"\1"),
    (r"\bAND\b", "and"),
    (r"\bOR\b", "or"),
)
_CHOICE = re.compile(r"(.+?)\s*\?\s*(.+?)\s*:\s*(.+)")


def mend_expression(text: str) -> str | None:
    """The text of an expression, quotes included, as it was meant; None if that is not clear."""
    quote = text[0] if text[:1] in ("'", '"') and text[-1:] == text[0] else ""
    bare = text.strip(quote) if quote else text
    if (
        len(text) > MAX_EXPRESSION_CHARS
        or "\n" in bare
        or "\\" in bare
        or not bare.startswith("${")
    ):
        return None
    nowhere = Span(SourceFile("", ""), 0, 0)
    for candidate in _candidates(bare[2:].rstrip()):
        try:
            parse_expression(candidate, nowhere)
        except ExpressionError:
            continue
        return f"{quote}{candidate}{quote}" if candidate != bare else None
    return None


def _candidates(inner: str) -> Iterator[str]:
    inner = inner.removesuffix("}").strip()
    for pattern, word in _WORDS:
        inner = re.sub(pattern, word, inner)
    if choice := _CHOICE.fullmatch(inner):
        condition, first, second = choice.groups()
        inner = f"{first} if {condition} else {second}"
    missing = inner.count("(") - inner.count(")")
    yield f"${{{inner}{')' * max(0, missing)}}}"
