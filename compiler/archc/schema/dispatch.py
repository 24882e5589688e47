"""Finds the definition that a step is checked against, by its keys: in Python, and as a schema.

1. `block` and `residual` come first.
2. A layer or activation names the step. A word such as `scale` is a layer and a key of other layers: it
   counts as a layer only if no other key of the step is a layer that has it.
3. `repeat` with `steps`, or without anything to repeat, is a loop.
4. Nothing but `as`, `from`, `when`, `scaled` and `renamed_from` is a step without a layer.
5. Everything else is a call of a block in the form of a layer: `{conv_bn: 64, kernel: 3}`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from archc.ops.activation import ACTIVATION_WORDS
from archc.ops.kinds import JsonSchema
from archc.ops.layer_table import layers

WIRE_KEYS = ("as", "from", "when", "scaled", "renamed_from")
CONSTRUCT_KEYS = ("block", "residual", "repeat")
_FIRST = ("block", "residual")
_REPEAT_KEYS = ("repeat", *WIRE_KEYS)


def known_words() -> tuple[str, ...]:
    """Every word that names a step: layers, activations and constructs."""
    return (*_layer_words(), *CONSTRUCT_KEYS)


def _layer_words() -> tuple[str, ...]:
    return (*layers().ops, *ACTIVATION_WORDS)


def dispatch(step: Mapping[str, Any]) -> str:
    """The definition that a step is checked against."""
    for key in _FIRST:
        if key in step:
            return f"step_{key}"
    table = layers()
    found = [key for key in step if key in table.ops or key in ACTIVATION_WORDS]
    if len(found) > 1:
        found = [
            key for key in found if not any(key in table.option_names(o) for o in found if o != key)
        ] or found
    if found:
        return f"step_{found[0]}"
    if "repeat" in step and ("steps" in step or all(key in _REPEAT_KEYS for key in step)):
        return "step_repeat"
    return "step_wires" if all(key in WIRE_KEYS for key in step) else "step_call"


def conditions() -> dict[str, JsonSchema]:
    """For each definition, the schema of the steps that are checked against it: `dispatch` in JSON Schema."""
    found = {f"step_{key}": _having(key, _FIRST[: _FIRST.index(key)]) for key in _FIRST}
    table, words = layers(), _layer_words()
    for key in words:
        owners = [other for other in table.ops if key in table.option_names(other)]
        found[f"step_{key}"] = _having(key, (*_FIRST, *owners))
    loop: JsonSchema = {"anyOf": [{"required": ["steps"]}, _only(_REPEAT_KEYS)]}
    named = [*_FIRST, *words]
    found["step_repeat"] = {**_having("repeat", named), **loop}
    found["step_wires"] = {"type": "object", **_only(WIRE_KEYS)}
    others = [*_any(named), {"required": ["repeat", "steps"]}, _only(_REPEAT_KEYS)]
    found["step_call"] = {"type": "object", "not": {"anyOf": others}}
    return found


def _having(key: str, stronger: tuple[str, ...] | list[str]) -> JsonSchema:
    """Steps that have the key, and none of the stronger ones."""
    condition: JsonSchema = {"type": "object", "required": [key]}
    return {**condition, "not": {"anyOf": _any(stronger)}} if stronger else condition


def _any(keys: tuple[str, ...] | list[str]) -> list[JsonSchema]:
    return [{"required": [key]} for key in keys]


def _only(keys: tuple[str, ...]) -> JsonSchema:
    return {"propertyNames": {"enum": list(keys)}}
