"""A fast verdict on whether a value follows a schema of ours, without messages.

It reads the very schema that jsonschema reads, as far as `language.py` uses the vocabulary, and takes two
short cuts: a step goes straight to the definition of its layer, and the first failure ends the walk. A
test holds the two verdicts against each other.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from archc.ops.kinds import JsonSchema
from archc.schema.dispatch import dispatch

_TYPES: dict[str, Callable[[Any], bool]] = {
    "object": lambda value: isinstance(value, dict),
    "array": lambda value: isinstance(value, list),
    "string": lambda value: isinstance(value, str),
    "boolean": lambda value: isinstance(value, bool),
    "null": lambda value: value is None,
    "number": lambda value: isinstance(value, int | float) and not isinstance(value, bool),
    "integer": lambda value: (
        isinstance(value, int | float)
        and not isinstance(value, bool)
        and value == value // 1
        and abs(value) != float("inf")
    ),
}


def conforms(value: Any, schema: JsonSchema, definitions: dict[str, JsonSchema]) -> bool:
    """Whether a plain value follows the schema."""
    if "$ref" in schema:
        return conforms(value, definitions[schema["$ref"].rpartition("/")[2]], definitions)
    if "type" in schema and not _has_type(value, schema["type"]):
        return False
    if "enum" in schema and not any(_equal(value, allowed) for allowed in schema["enum"]):
        return False
    if "x-dispatch" in schema:
        return _step(value, definitions)
    if "anyOf" in schema and not any(
        conforms(value, option, definitions) for option in schema["anyOf"]
    ):
        return False
    match value:
        case bool():
            return True
        case str():
            return _text(value, schema)
        case int() | float():
            return _number(value, schema)
        case list():
            return _array(value, schema, definitions)
        case dict():
            return _object(value, schema, definitions)
    return True


def _has_type(value: Any, types: str | list[str]) -> bool:
    if isinstance(types, str):
        return _TYPES[types](value)
    return any(_TYPES[name](value) for name in types)


def _equal(value: Any, allowed: Any) -> bool:
    return bool(value == allowed) and isinstance(value, bool) == isinstance(allowed, bool)


def _step(value: Any, definitions: dict[str, JsonSchema]) -> bool:
    if isinstance(value, str):
        pattern = definitions["step"]["anyOf"][1]["pattern"]
        return _pattern(pattern).search(value) is not None
    if not value:
        return False
    return conforms(value, definitions[dispatch(value)], definitions)


def _text(value: str, schema: JsonSchema) -> bool:
    if "pattern" in schema and _pattern(schema["pattern"]).search(value) is None:
        return False
    return len(value) <= int(schema.get("maxLength", len(value)))


@lru_cache(maxsize=64)
def _pattern(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def _number(value: float, schema: JsonSchema) -> bool:
    # Written so that a NaN passes wherever jsonschema lets it pass.
    if "minimum" in schema and value < schema["minimum"]:
        return False
    if "maximum" in schema and value > schema["maximum"]:
        return False
    if "exclusiveMinimum" in schema and value <= schema["exclusiveMinimum"]:
        return False
    return not ("exclusiveMaximum" in schema and value >= schema["exclusiveMaximum"])


def _array(value: list[Any], schema: JsonSchema, definitions: dict[str, JsonSchema]) -> bool:
    if not schema.get("minItems", 0) <= len(value) <= schema.get("maxItems", len(value)):
        return False
    items = schema.get("items")
    return items is None or all(conforms(item, items, definitions) for item in value)


def _object(value: dict[str, Any], schema: JsonSchema, definitions: dict[str, JsonSchema]) -> bool:
    if not schema.get("minProperties", 0) <= len(value) <= schema.get("maxProperties", len(value)):
        return False
    if any(key not in value for key in schema.get("required", ())):
        return False
    names = schema.get("propertyNames")
    if names is not None and not all(conforms(key, names, definitions) for key in value):
        return False
    properties = schema.get("properties", {})
    others = schema.get("additionalProperties", True)
    return all(_property(key, item, properties, others, definitions) for key, item in value.items())


def _property(
    key: str,
    value: Any,
    properties: dict[str, Any],
    others: Any,
    definitions: dict[str, JsonSchema],
) -> bool:
    if key in properties:
        return conforms(value, properties[key], definitions)
    return others is True or (others is not False and conforms(value, others, definitions))
