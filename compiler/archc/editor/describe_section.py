"""Tells what a key of a spec is that belongs to no layer: of a section, a stage, a block, or any step."""

from __future__ import annotations

from typing import Any

from archc.editor.trail import Crumb
from archc.schema.language import spec_schema
from archc.schema.steps import WIRES

_STAGE_KEY = 4
_ENTRIES = {"stages": "items", "blocks": "additionalProperties", "variants": "additionalProperties"}
"""Sections with entries of which the schema knows the keys."""


def describe_section(trail: list[Crumb]) -> str:
    """What the key at the end of a trail means; nothing where the schema does not say."""
    keys = [crumb.key for crumb in trail[1:]]
    schema = _schema_at(keys) if keys else None
    if schema is None and keys and keys[-1] in WIRES:
        schema = WIRES[str(keys[-1])]
    text = schema.get("description", "") if schema is not None else ""
    return f"**{keys[-1]}**: {text}" if text else ""


def _schema_at(keys: list[str | int]) -> dict[str, Any] | None:
    section: Any = spec_schema()["properties"].get(keys[0])
    if section is None or len(keys) == 1:
        return section if isinstance(section, dict) else None
    if len(keys) == _STAGE_KEY - 1 and keys[0] in _ENTRIES:
        section = section[_ENTRIES[str(keys[0])]]
    elif len(keys) > 2:
        return None
    found = section.get("properties", {}).get(keys[-1])
    return found if isinstance(found, dict) else None
