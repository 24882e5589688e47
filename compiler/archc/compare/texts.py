"""Words for values and parts, as a spec would write them, on one line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from archc.compare.part import Part
from archc.spec.model import Entry, LayerStep

_MAX_TEXT = 60
_MAX_PARTS = 6
_COUNTS = ("filters", "units")
_TELLING = (*_COUNTS, "kernel", "size", "rate", "stride", "factor", "interpolation")
"""The keys that tell a layer from others of its kind, where they are not as by default."""


def entry_text(entry: Entry | None) -> str:
    """What the spec says for a key; empty for a key that is not there."""
    if entry is None:
        return ""
    text = " ".join(entry.span.text.split())
    return text if len(text) <= _MAX_TEXT else f"{text[: _MAX_TEXT - 3]}..."


def value_text(value: Any) -> str:
    """A value of a layer: `3` for two equal numbers, `[1, 7]` for others."""
    if isinstance(value, tuple):
        if len(value) == 2 and value[0] == value[1]:
            return value_text(value[0])
        return f"[{', '.join(map(value_text, value))}]"
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _inside(parts: Sequence[Part]) -> str:
    found = [part_text(part) if part.sort in ("call", "loop") else _word(part) for part in parts]
    more = ", ..." if len(found) > _MAX_PARTS else ""
    return ", ".join(found[:_MAX_PARTS]) + more


def _word(part: Part) -> str:
    """What a spec most likely calls a part: `relu` rather than `activation`."""
    return part.node.word if part.sort == "layer" and part.node is not None else part.word


def part_text(part: Part) -> str:
    """A part in a few words: `conv 64, kernel 3`, `block unit`, `stage of 3 x block unit`."""
    if part.sort == "call":
        return f"block {part.block}"
    if part.sort == "loop":
        inside = f"block {part.block}" if part.block else _inside(next(iter(part.lists), ()))
        return f"{len(part.lists):,} x {inside}"
    if part.sort != "layer":
        inside = ", ".join(filter(None, map(_inside, part.lists)))
        return f"{part.word} of {inside}" if inside else part.word
    return f"{_word(part)} {', '.join(_telling(part))}".rstrip()


def _telling(part: Part) -> Iterator[str]:
    fields = part.node.op.fields if part.node is not None and part.node.op is not None else ()
    defaults = {field.name: field.default for field in fields}
    for key in _TELLING:
        if key in part.values and part.values[key] != defaults[key]:
            text = said_value(part, key)
            yield text if key in _COUNTS else f"{key} {text}"


def said_value(part: Part, key: str) -> str:
    """The value of a layer's key as the spec says it: an expression as it is written, else the value."""
    entry = part.step.entries.get(key) if isinstance(part.step, LayerStep) else None
    if entry is not None and entry.dynamic:
        return entry_text(entry)
    return value_text(part.values.get(key))
