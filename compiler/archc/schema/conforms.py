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
    return Verdicts(definitions, remember=False).conforms(value, schema)


class Verdicts:
    """Verdicts under the definitions of one schema.

    With `remember`, no list or mapping is looked at twice: for who asks about the parts of a value after
    the whole, and keeps the value alive meanwhile.
    """

    __slots__ = ("_definitions", "_known")

    def __init__(self, definitions: dict[str, JsonSchema], *, remember: bool) -> None:
        self._definitions = definitions
        self._known: dict[tuple[int, int], bool] | None = {} if remember else None

    def conforms(self, value: Any, schema: JsonSchema) -> bool:
        """Whether a plain value follows the schema."""
        if self._known is None or not isinstance(value, list | dict):
            return self._walk(value, schema)
        key = id(value), id(schema)
        if key not in self._known:
            self._known[key] = self._walk(value, schema)
        return self._known[key]

    def _walk(self, value: Any, schema: JsonSchema) -> bool:
        if "$ref" in schema:
            name = schema["$ref"].rpartition("/")[2]
            return self.conforms(value, self._definitions[name])
        if "type" in schema and not _has_type(value, schema["type"]):
            return False
        if "enum" in schema and not any(_equal(value, allowed) for allowed in schema["enum"]):
            return False
        if "x-dispatch" in schema:
            return self._step(value)
        if "anyOf" in schema and not any(self.conforms(value, o) for o in schema["anyOf"]):
            return False
        return self._content(value, schema)

    def _content(self, value: Any, schema: JsonSchema) -> bool:
        match value:
            case bool():
                return True
            case str():
                return _text(value, schema)
            case int() | float():
                return _number(value, schema)
            case list():
                return self._array(value, schema)
            case dict():
                return self._object(value, schema)
        return True

    def _step(self, value: Any) -> bool:
        if isinstance(value, str):
            pattern = self._definitions["step"]["anyOf"][1]["pattern"]
            return _pattern(pattern).search(value) is not None
        return bool(value) and self.conforms(value, self._definitions[dispatch(value)])

    def _array(self, value: list[Any], schema: JsonSchema) -> bool:
        length = len(value)
        if not schema.get("minItems", 0) <= length <= schema.get("maxItems", length):
            return False
        items = schema.get("items")
        return items is None or all(self.conforms(item, items) for item in value)

    def _object(self, value: dict[str, Any], schema: JsonSchema) -> bool:
        length = len(value)
        if not schema.get("minProperties", 0) <= length <= schema.get("maxProperties", length):
            return False
        if any(key not in value for key in schema.get("required", ())):
            return False
        names = schema.get("propertyNames")
        if names is not None and not all(self.conforms(key, names) for key in value):
            return False
        properties = schema.get("properties", {})
        others = schema.get("additionalProperties", True)
        for key, item in value.items():
            expected = properties.get(key, others)
            if expected is False or (expected is not True and not self.conforms(item, expected)):
                return False
        return True


def _has_type(value: Any, types: str | list[str]) -> bool:
    if isinstance(types, str):
        return _TYPES[types](value)
    return any(_TYPES[name](value) for name in types)


def _equal(value: Any, allowed: Any) -> bool:
    return bool(value == allowed) and isinstance(value, bool) == isinstance(allowed, bool)


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
