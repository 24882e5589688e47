"""Turns the schema of specs into the one that editors read: the same verdicts, with more to show.

1. What a hover begins with is the layer or the section around the key, not the name of the whole schema.
2. A hover says what a key holds, and its default; backticks are code in it.
3. A key is completed with its example, to be typed over; a layer with its main value and the keys it needs.
4. The words that can stand alone as a step say what they are.
5. Values of several forms are one schema (`one_form.py`): of alternatives, editors show each.

The compiler does not read this: a spec is checked by the plain schema, which is made in less time.
"""

from __future__ import annotations

import json
from typing import Any

from archc.ops.kinds import JsonSchema
from archc.ops.layer_table import layers
from archc.schema.language import spec_schema
from archc.schema.one_form import one_form

_TITLES = {"stages": "stage", "blocks": "block", "variants": "preset", "inputs": "input"}
"""What one entry of a section is called."""
_WHOLE = ("conv", "conv_transpose", "separable_conv", "residual", "concat", "block")
"""Steps that are proposed with all that they need."""


def editor_schema() -> JsonSchema:
    """The JSON Schema of a spec for editors, made of the layers in force."""
    schema: JsonSchema = json.loads(json.dumps(spec_schema()))
    for name, definition in schema["definitions"].items():
        if name != "step":
            definition |= _shown(definition, name.removeprefix("step_"))
    for name, section in schema["properties"].items():
        shown = _told(_shown(section, _TITLES.get(name, name)))
        schema["properties"][name] = {**shown, "title": name}
    _add_steps(schema["definitions"])
    return schema


def _shown(schema: Any, title: str) -> Any:
    """Rules 1, 2 and 5, for all keys below a schema."""
    if not isinstance(schema, dict):
        return schema
    schema = one_form(schema)
    if schema.get("properties"):
        schema.setdefault("title", title)
        for key, value in schema["properties"].items():
            schema["properties"][key] = _told(_shown(value, key))
    for key in ("items", "additionalProperties"):
        if key in schema:
            schema[key] = _shown(schema[key], title)
    return schema


def _told(schema: JsonSchema) -> JsonSchema:
    """Rule 2, for one key."""
    if "description" not in schema:
        return schema
    lines = [schema["description"].replace("create_<name>", "`create_<name>`")]
    kind = schema.get("x-kind", "nothing")
    if kind != "nothing":
        lines.append(f"Takes {kind}.")
    if "default" in schema:
        lines.append(f"`{_plain(schema['default'])}` when left out.")
    return {**schema, "markdownDescription": "\n\n".join(lines)}


def _add_steps(definitions: dict[str, JsonSchema]) -> None:
    """Rules 3 and 4, for steps."""
    step = definitions["step"]
    step["title"] = "step"
    words = step["anyOf"][0].pop("enum")
    step["anyOf"][0]["anyOf"] = [
        {"const": word, "title": word, "markdownDescription": _summary(definitions, word)}
        for word in words
    ]
    for key, schema in step["properties"].items():
        own = definitions[f"step_{key}"]["properties"][key]
        schema |= {"title": key, "markdownDescription": own["markdownDescription"]}
        example = own.get("examples", [None])[0]
        if key not in words and isinstance(example, int | float | str):
            schema["defaultSnippets"] = [
                {"label": key, "body": f"${{1:{json.dumps(example).strip(chr(34))}}}"}
            ]
        elif key not in words:
            schema["type"] = own["type"]
    step["defaultSnippets"] = [
        {"label": f"{key} ...", "description": _summary(definitions, key), "body": body}
        for key in _WHOLE
        if (body := _whole(key, definitions))
    ]


def _whole(key: str, definitions: dict[str, JsonSchema]) -> dict[str, Any]:
    """Rule 3: a step with its main value and all keys that it needs."""
    properties = definitions[f"step_{key}"]["properties"]
    kind = layers().ops.get(key)
    needed = [field.name for field in kind.fields if field.required] if kind is not None else []
    names = [key, *(name for name in needed if name in properties)]
    return {name: properties[name]["examples"][0] for name in names}


def _summary(definitions: dict[str, JsonSchema], word: str) -> str:
    return str(definitions[f"step_{word}"]["properties"][word].get("description", ""))


def _plain(value: Any) -> str:
    """A value as it stands in YAML."""
    return value if isinstance(value, str) else json.dumps(value)
