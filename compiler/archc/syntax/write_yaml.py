"""Writes a short value as YAML does in one line."""

from __future__ import annotations

from typing import Any


def write_yaml(value: Any) -> str:
    """The text of a value: `[3, {conv: 64}]`."""
    match value:
        case None:
            return ""
        case bool():
            return str(value).lower()
        case list() | tuple():
            return f"[{', '.join(write_yaml(item) for item in value)}]"
        case dict():
            return f"{{{', '.join(f'{key}: {write_yaml(item)}' for key, item in value.items())}}}"
    return str(value)


def show_example(key: str, example: Any, description: str) -> str:
    """A help line for a key that is missing: what it looks like, and what it means."""
    meaning = description[:1].lower() + description[1:].rstrip(".")
    return f"for example `{key}: {write_yaml(example)}` ({meaning})"
