"""Finds what breaks the schema, by jsonschema: the authority on what is valid.

The one module that imports jsonschema, which takes some 100 ms: only a spec that does not conform by the
fast verdict gets here. Two short cuts keep a large spec from taking seconds: a step goes straight to the
definition of its layer, past the conditions that say the same, and one that conforms is not looked into.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import islice
from typing import Any, NamedTuple

from archc.ops.kinds import JsonSchema
from archc.schema.conforms import conforms
from archc.schema.dispatch import dispatch
from archc.schema.language import spec_schema


class SchemaError(NamedTuple):
    """A value that breaks a keyword of the schema.

    `keyword` is a word such as `type` or `required`, `expected` what the schema says there, `schema` the
    whole of which the keyword is a part.
    """

    path: tuple[str | int, ...]
    keyword: str
    expected: Any
    value: Any
    schema: JsonSchema


def find_errors(plain: Any, limit: int) -> list[SchemaError]:
    """What is wrong with the plain value of a spec: all of it, or the first `limit` findings."""
    found = _validator_class()(spec_schema()).iter_errors(plain)
    return [
        SchemaError(tuple(e.absolute_path), e.validator, e.validator_value, e.instance, e.schema)
        for e in islice(found, limit)
    ]


@cache
def _validator_class() -> Any:
    from jsonschema import Draft7Validator, validators

    own = {"x-dispatch": _step, "allOf": _all_of}
    return validators.extend(Draft7Validator, own)  # type: ignore[no-untyped-call]  # jsonschema's


def _step(validator: Any, dispatched: bool, step: Any, schema: JsonSchema) -> Iterator[Any]:
    """The errors of a step, by the definition of its layer alone."""
    del dispatched, schema
    if isinstance(step, dict) and step:
        definitions = spec_schema()["definitions"]
        definition = definitions[dispatch(step)]
        if not conforms(step, definition, definitions):
            yield from validator.descend(step, definition)


def _all_of(
    validator: Any, options: list[JsonSchema], value: Any, schema: JsonSchema
) -> Iterator[Any]:
    """`allOf`, but for the conditions of a step, which `_step` stands for."""
    if "x-dispatch" in schema:
        return
    for option in options:
        yield from validator.descend(value, option)
