"""Finds what breaks the schema, by jsonschema: the authority on what is valid.

The one module that imports jsonschema, which takes some 100 ms: only a spec that does not conform by the
fast verdict gets here. Two short cuts keep a large spec from taking seconds: a step goes straight to the
definition of its layer, past the conditions that say the same, and what conforms is not looked into.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any, NamedTuple

from archc.ops.kinds import JsonSchema
from archc.schema.conforms import Verdicts
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
    from jsonschema import Draft7Validator, validators

    schema = spec_schema()
    keywords = _Keywords(schema["definitions"], Draft7Validator.VALIDATORS).table()
    extended = validators.extend(Draft7Validator, keywords)  # type: ignore[no-untyped-call]  # jsonschema's
    return [
        SchemaError(tuple(e.absolute_path), e.validator, e.validator_value, e.instance, e.schema)
        for e in islice(extended(schema).iter_errors(plain), limit)
    ]


class _Keywords:
    """Keywords of JSON Schema that pass over what conforms; jsonschema does the rest."""

    def __init__(self, definitions: dict[str, JsonSchema], original: Mapping[str, Any]) -> None:
        self._definitions = definitions
        self._original = original
        self._verdicts = Verdicts(definitions, remember=True)

    def table(self) -> dict[str, Any]:
        """The functions by their keywords, as jsonschema wants them."""
        return {
            "x-dispatch": self._step,
            "allOf": _all_of,
            "items": self._items,
            "properties": self._properties,
            "additionalProperties": self._additional,
        }

    def _step(self, validator: Any, _: bool, step: Any, __: JsonSchema) -> Iterator[Any]:
        """The errors of a step, by the definition of its layer alone."""
        if isinstance(step, dict) and step:
            yield from validator.descend(step, self._definitions[dispatch(step)])

    def _items(self, validator: Any, items: JsonSchema, value: Any, _: JsonSchema) -> Iterator[Any]:
        for index, item in enumerate(value if isinstance(value, list) else ()):
            if not self._verdicts.conforms(item, items):
                yield from validator.descend(item, items, path=index)

    def _properties(
        self, validator: Any, properties: dict[str, JsonSchema], value: Any, _: JsonSchema
    ) -> Iterator[Any]:
        for key, expected in properties.items() if isinstance(value, dict) else ():
            if key in value and not self._verdicts.conforms(value[key], expected):
                yield from validator.descend(value[key], expected, path=key, schema_path=key)

    def _additional(
        self, validator: Any, others: Any, value: Any, schema: JsonSchema
    ) -> Iterator[Any]:
        if not isinstance(others, dict) or not isinstance(value, dict):
            yield from self._original["additionalProperties"](validator, others, value, schema)
            return
        for key in [key for key in value if key not in schema.get("properties", {})]:
            if not self._verdicts.conforms(value[key], others):
                yield from validator.descend(value[key], others, path=key)


def _all_of(
    validator: Any, options: list[JsonSchema], value: Any, schema: JsonSchema
) -> Iterator[Any]:
    """`allOf`, but for the conditions of a step, which `x-dispatch` stands for."""
    for option in () if "x-dispatch" in schema else options:
        yield from validator.descend(value, option)
