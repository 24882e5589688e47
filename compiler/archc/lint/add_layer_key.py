"""Makes the edit that gives a layer a further key, in the manner of the mapping around it.

{conv: 64, kernel: 3}  ->  {conv: 64, kernel: 3, bias: false}
"""

from __future__ import annotations

from archc.diagnostics.diagnostic import Edit
from archc.diagnostics.edit_keys import add_key
from archc.spec.model import LayerStep


def add_layer_key(step: LayerStep, name: str, value: str) -> Edit | None:
    """The edit that writes a key as the last of the step; None where that is written in an unusual way."""
    key, field = step.site.span, step.op.main_field()
    main = step.entries[field.name].span if field is not None else key
    text = key.file.text
    gap = text[key.end : main.start] if main.start >= key.end else ""
    if main.file is not key.file or gap.strip() != ":" or "\n" in text[key.start : main.end]:
        return None
    edit = add_key(key, name, value)
    if edit is None or edit.text.startswith("\n"):
        return edit
    return edit if "#" not in text[key.start : edit.span.start] else None
