"""Finds what a value of the wrong kind was meant to be, among the slips that people make.

1. A number or a truth value in quotes; `yes` and `no`, which YAML 1.2 reads as texts.
2. The name of a value without its `$`.
3. One thing where a list of such things belongs, and a list where one thing does; a list in round brackets.
4. A shape without the mapping around it, or written `224x224x3`.
5. A whole number that is one short of the least, as 0 where counting begins at 1; a share in percent.

A candidate counts only if the schema accepts it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from archc.diagnostics.diagnostic import Edit, Fix
from archc.ops.kinds import JsonSchema
from archc.schema.conforms import conforms
from archc.schema.language import spec_schema
from archc.source.source_file import Span
from archc.syntax.scalars import resolve_scalar
from archc.syntax.tree import Mapping, Scalar, Sequence, Tree
from archc.syntax.write_yaml import write_yaml

TRUTH = {
    **dict.fromkeys(("yes", "on", "y"), True),
    **dict.fromkeys(("no", "off", "n"), False),
}
_NAME = re.compile(r"[a-z_][a-z0-9_]*\Z")
_PERCENT = re.compile(r"(\d{1,2}(?:\.\d{1,4})?) ?%\Z")
_TUPLE = re.compile(r"\([^()\[\]{}:#\"']{1,60}\)\Z")
_SIZES = re.compile(r"(\d+) ?[x*, ] ?(\d+) ?[x*, ] ?(\d+)\Z")


class Candidate(NamedTuple):
    """What a value may have been meant to be: its text, and its plain value."""

    text: str
    plain: Any
    safe: bool = False


def mend_value(place: Tree, schema: JsonSchema) -> Fix | None:
    """The fix that writes what was meant in the place of a value, if anything is likely."""
    definitions = spec_schema()["definitions"]
    for candidate in _candidates(place, schema):
        if conforms(candidate.plain, schema, definitions):
            return _fix(place.span, candidate)
    return None


def name_of_value(place: Tree, schema: JsonSchema) -> Fix | None:
    """Rule 2: the fix that reads the value of that name, which only a compile can judge."""
    if not isinstance(place, Scalar) or not isinstance(place.value, str):
        return None
    candidate = Candidate(f"${place.value}", f"${place.value}")
    fits = _NAME.match(place.value) and conforms(candidate.plain, schema, {})
    return _fix(place.span, candidate) if fits else None


def _fix(span: Span, candidate: Candidate) -> Fix | None:
    if "\n" in span.text.strip():
        return None
    return Fix(f"write `{candidate.text}`", (Edit(span, candidate.text),), candidate.safe)


def _candidates(place: Tree, schema: JsonSchema) -> Iterator[Candidate]:
    text = place.span.text
    match place:
        case Scalar(value=str() as value):
            yield from _of_text(value)
        case Scalar(value=bool()):
            pass
        case Scalar(value=int() | float() as number):
            yield from _of_number(number, schema)
        case Sequence(items=[one]):
            yield Candidate(one.span.text, one.plain())
    if (
        isinstance(place, Sequence)
        and text.startswith("[")
        and "shape" in schema.get("properties", ())
    ):
        yield Candidate(f"{{shape: {text}}}", {"shape": place.plain()})  # Rule 4.
    if isinstance(place, Scalar) or (isinstance(place, Mapping) and text.startswith("{")):
        yield Candidate(f"[{text}]", [place.plain()])  # Rule 3.
    if schema.get("type") == "null":
        yield Candidate("", None)
    if len(words := schema.get("enum", ())) == 1:
        yield Candidate(write_yaml(words[0]), words[0])


def _of_text(value: str) -> Iterator[Candidate]:
    plain = resolve_scalar(value) if value else value
    if not isinstance(plain, str) and plain is not None:
        yield Candidate(value, plain, safe=True)  # Rule 1.
    if value.lower() in TRUTH:
        truth = TRUTH[value.lower()]
        yield Candidate(write_yaml(truth), truth, safe=True)
    if match := _PERCENT.match(value):
        share = float(match.group(1)) / 100
        yield Candidate(write_yaml(share), share)  # Rule 5.
    if _TUPLE.match(value):
        inner = value[1:-1].strip(" ,")
        items = [resolve_scalar(part.strip()) for part in inner.split(",")]
        yield Candidate(f"[{inner}]", items)  # Rule 3.
    if match := _SIZES.match(value):
        sizes = [int(size) for size in match.groups()]
        yield Candidate(write_yaml(sizes), sizes)  # Rule 4.


def _of_number(number: float, schema: JsonSchema) -> Iterator[Candidate]:
    """Rule 5."""
    if _LEAST_PERCENT <= number <= 100:
        yield from (Candidate(write_yaml(n), n) for n in (number / 100,) if _is_share(schema))
    for option in (schema, *schema.get("anyOf", ())):
        if isinstance(number, int) and option.get("minimum") == number + 1:
            yield Candidate(write_yaml(number + 1), number + 1)


_LEAST_PERCENT = 2
"""A number below it is rather a share with a slip than so many percent."""


def _is_share(schema: JsonSchema) -> bool:
    return schema.get("minimum") == 0 and schema.get("exclusiveMaximum", schema.get("maximum")) == 1
