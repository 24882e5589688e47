"""Tells what a layer is, and what its keys hold: the words of the op, with the values that are in force."""

from __future__ import annotations

from typing import Any

from archc.ops.activation import ACTIVATION_WORDS
from archc.ops.layer_table import layers
from archc.ops.op import Field, Op
from archc.schema.steps import plain_default

_CONSTRUCTS = {
    "residual": "A sum of a branch and a shortcut.",
    "block": "Runs a block of this spec.",
    "repeat": "Runs steps several times.",
}


def describe_layer(word: str, op: Op | None = None) -> str:
    """What a word of a step is, and the values of its keys, those from `defaults` among them."""
    kind = layers().ops.get(word)
    if kind is None:
        known = f"The activation function {word}." if word in ACTIVATION_WORDS else ""
        return known or _CONSTRUCTS.get(word, "")
    text = " ".join((kind.__doc__ or "").strip().split("\n\n")[0].split())
    if type(op) is not kind:
        return text
    given = [field for field in kind.fields if getattr(op, field.name) != field.default]
    values = ", ".join(f"{f.name} {_value(getattr(op, f.name))}" for f in given)
    return f"{text}  \n`{values}`" if values else text


def describe_key(word: str, key: str, op: Op | None = None) -> str:
    """What a key of a layer holds, its default, and its value in force."""
    kind = layers().ops.get(word)
    fields = {field.name: field for field in kind.fields} if kind is not None else {}
    if key not in fields:
        return ""
    text = f"**{key}**: {fields[key].description}\n\n{_kind(fields[key])}"
    if kind is not None and type(op) is kind:
        text += f"  \nHere: `{_value(getattr(op, key))}`"
    return text


def _kind(field: Field) -> str:
    default = plain_default(field.default)
    name = field.kind.name
    name = name[0].upper() + name[1:]
    if field.required:
        return f"{name}; it must be given."
    return f"{name}; {_value(default)} when left out." if default is not None else f"{name}."


def _value(value: Any) -> str:
    plain = plain_default(value)
    if isinstance(plain, bool):
        return str(plain).lower()
    return str(plain if plain is not None else value)
