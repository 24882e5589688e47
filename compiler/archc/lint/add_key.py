"""Makes the edit that gives a layer a further key, in the manner of the mapping around it.

{conv: 64, kernel: 3}  ->  {conv: 64, bias: false, kernel: 3}
"""

from __future__ import annotations

from archc.diagnostics.diagnostic import Edit
from archc.source.source_file import Span
from archc.spec.model import LayerStep


def add_key(step: LayerStep, text: str) -> Edit | None:
    """The edit that writes `text` behind the value of the layer's own key; None where that is not simple."""
    key, field = step.site.span, step.op.main_field()
    value = step.entries[field.name].span if field is not None else key
    source = key.file.text
    gap = source[key.end : value.start] if value.start >= key.end else ""
    if value.file is not key.file or gap.strip() != ":" or "\n" in source[key.start : value.end]:
        return None
    start = source.rfind("\n", 0, key.start) + 1
    before = source[start : key.start].strip()
    if before.endswith(("{", ",")):
        return Edit(Span(key.file, value.end, value.end), f", {text}")
    if before.strip("- "):
        return None
    end = source.find("\n", value.end)
    end = len(source) if end < 0 else end
    return Edit(Span(key.file, end, end), f"\n{' ' * (key.start - start)}{text}")
