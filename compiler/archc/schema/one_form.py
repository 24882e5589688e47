"""Turns a schema of a value that has several forms into one without alternatives, for editors.

1. Alternatives that differ in their types are one schema with all the types.
2. Words, and expressions beside them, are one pattern; the words are proposed.
3. What holds of a list or a mapping stands under a condition: otherwise editors complete the key with one.

    before   anyOf: [{type: string, enum: [same, valid]}, {type: [integer, string], pattern: "^\\$"}]
    after    type: [string, integer], pattern: "^(?:same$|valid$|\\$)"
"""

from __future__ import annotations

import re

from archc.ops.kinds import JsonSchema

_OF_LISTS = ("items", "minItems", "maxItems")
_OF_MAPPINGS = ("properties", "required", "additionalProperties", "minProperties", "maxProperties")
_OF_STRINGS = ("enum", "pattern")


def one_form(schema: JsonSchema) -> JsonSchema:
    """The schema, its alternatives and its lists put into one form where they can be."""
    schema = dict(schema)
    parts = schema.get("anyOf")
    conditions: list[tuple[str, tuple[str, ...]]] = [("array", _OF_LISTS)]
    if parts and all("type" in part or "anyOf" in part for part in parts):
        del schema["anyOf"]
        schema = {**_merged([one_form(part) for part in parts]), **schema}
        conditions.append(("object", _OF_MAPPINGS))
    elif "object" in _types(schema):
        return schema  # A list of steps, or a mapping with more: editors show both well.
    for name, keys in conditions:
        if name in _types(schema) and len(_types(schema)) > 1:
            held = {key: schema.pop(key) for key in keys if key in schema}
            rule = {"if": {"type": name}, "then": held}
            schema["allOf"] = [*schema.get("allOf", []), *([rule] if held else [])]  # Rule 3.
    return schema


def _merged(parts: list[JsonSchema]) -> JsonSchema:
    """Rules 1 and 2."""
    merged: JsonSchema = {}
    words: list[str] = []
    patterns: list[str] = []
    for part in parts:
        words += part.get("enum", [])
        patterns += [part["pattern"].removeprefix("^")] if "pattern" in part else []
        conditions = [*merged.get("allOf", []), *part.get("allOf", [])]
        merged |= {key: value for key, value in part.items() if key not in _OF_STRINGS}
        merged |= {"allOf": conditions} if conditions else {}
    merged["type"] = list(dict.fromkeys(name for part in parts for name in _types(part)))
    if words or patterns:
        exact = [f"{re.escape(word)}$" for word in words]
        merged["pattern"] = f"^(?:{'|'.join([*exact, *patterns])})"
    if words:
        merged["defaultSnippets"] = [{"label": word, "body": word} for word in words]
        merged["patternErrorMessage"] = f"This must be one of {', '.join(words)}, or an expression."
    return merged


def _types(schema: JsonSchema) -> list[str]:
    types = schema.get("type", [])
    return types if isinstance(types, list) else [types]
