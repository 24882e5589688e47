"""Finds what breaks the schema, by jsonschema: the authority on what is valid, and the source of the findings.

The one module that imports jsonschema. Importing it takes some 100 ms, so only a spec that does not conform
by the fast verdict gets here. Two short cuts keep a large spec from taking seconds: a step goes straight to the
definition of its layer, past the conditions that say the same, and a step that conforms is not looked into.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import islice
from typing import TYPE_CHECKING, Any

from archc.ops.kinds import JsonSchema
from archc.schema.conforms import conforms
from archc.schema.dispatch import dispatch
from archc.schema.language import spec_schema

if TYPE_CHECKING:
    from jsonschema.exceptions import ValidationError


def find_errors(plain: Any, limit: int) -> list[ValidationError]:
    """What is wrong with the plain value of a spec: all of it, or the first `limit` findings."""
    return list(islice(_validator_class()(spec_schema()).iter_errors(plain), limit))


@cache
def _validator_class() -> Any:
    from jsonschema import Draft7Validator, validators

    return validators.extend(Draft7Validator, {"x-dispatch": _step, "allOf": _all_of})


def _step(
    validator: Any, dispatched: bool, step: Any, schema: JsonSchema
) -> Iterator[ValidationError]:
    """The errors of a step, by the definition of its layer alone."""
    del dispatched, schema
    if isinstance(step, dict) and step:
        definitions = spec_schema()["definitions"]
        definition = definitions[dispatch(step)]
        if not conforms(step, definition, definitions):
            yield from validator.descend(step, definition)


def _all_of(
    validator: Any, options: list[JsonSchema], value: Any, schema: JsonSchema
) -> Iterator[ValidationError]:
    """`allOf`, but for the conditions of a step, which `_step` stands for."""
    if "x-dispatch" in schema:
        return
    for option in options:
        yield from validator.descend(value, option)
