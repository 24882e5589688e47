"""Makes the fixes for steps that are written in one pair of braces, and say in them what belongs elsewhere.

two layers       {conv: 16, avg_pool: 2}      ->  {conv: 16}, {avg_pool: 2}
a repeat         {conv: 16, repeat: 2}        ->  {repeat: 2, steps: [{conv: 16}]}
a main value     {conv: , filters: 16}        ->  {conv: 16}
"""

from __future__ import annotations

import re

from archc.diagnostics.apply_fixes import edited_text
from archc.diagnostics.diagnostic import Edit, Fix
from archc.diagnostics.edit_keys import remove_key
from archc.source.source_file import Span
from archc.syntax.tree import Mapping, Scalar


def split_step(step: Mapping, second: str) -> Fix | None:
    """The fix that makes a step of its own of all keys from the second layer on."""
    key, text = step.keys[second], step.span.file.text
    comma = re.search(r",[ ]*\Z", text[step.span.start : key.start])
    if comma is None or not _is_flow(step):
        return None
    line = text.rfind("\n", 0, step.span.start) + 1
    item = re.fullmatch(r"[ ]*- ", text[line : step.span.start])
    between = f"}}\n{item.group()}{{" if item else "}, {"
    place = Span(key.file, step.span.start + comma.start(), key.start)
    return Fix(f"make `{second}` a step of its own", (Edit(place, between),), safe=False)


def repeat_step(step: Mapping) -> Fix | None:
    """The fix that puts a step with a repeat into a loop."""
    if not _is_flow(step):
        return None
    span, count = step.span, step.values["repeat"].span
    edit = remove_key(step.keys["repeat"], count)
    moved = Span(span.file, edit.span.start - span.start, edit.span.end - span.start)
    once = edited_text(span.text, [Edit(moved, edit.text)])
    title = "repeat the step by `repeat` and `steps`"
    return Fix(title, (Edit(span, f"{{repeat: {count.text}, steps: [{once}]}}"),), safe=False)


def move_to_front(step: Mapping, layer: str, key: str) -> Fix | None:
    """The fix that writes the main value of a layer right after its name, where nothing stands."""
    if not lacks_main_value(step, layer) or not isinstance(step.values[key], Scalar):
        return None
    name, value = step.keys[layer], step.values[key].span
    colon = re.compile(r"[\"']?[ ]*:([ ]*)").match(name.file.text, name.end)
    if colon is None:
        return None
    front = Edit(Span(name.file, *colon.span(1)), f" {value.text}")
    return Fix(f"write `{layer}: {value.text}`", (front, remove_key(step.keys[key], value)))


def lacks_main_value(step: Mapping, layer: str) -> bool:
    """Whether nothing stands after the name of the layer."""
    main = step.values[layer]
    return isinstance(main, Scalar) and main.value is None


def _is_flow(step: Mapping) -> bool:
    return step.span.text.startswith("{") and "\n" not in step.span.text
