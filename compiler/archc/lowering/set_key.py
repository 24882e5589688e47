"""Makes the fixes that give a layer another value for a key, at each place of the spec that can say it.

1. A number that stands in the step is replaced; a key that it lacks is added.
2. What the step reads from a parameter is changed in the call of the block, or in the call around that.
3. Last, an expression makes room for the value.
4. What holds for all layers of a kind is said in the defaults.

    {conv_bn: 96, kernel: 3}  ->  {conv_bn: 96, kernel: 3, stride: 2}      the block has `stride: $stride`
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from archc.diagnostics.diagnostic import Edit, Fix
from archc.diagnostics.edit_keys import add_key, give_word_a_key, remove_key
from archc.ir.graph import Node
from archc.ir.regions import Frame
from archc.source.source_file import Span
from archc.spec.decode_steps import MAIN
from archc.spec.model import CallStep, Entry, LayerStep
from archc.syntax.write_yaml import write_yaml

_NAME = re.compile(r"""["']?\$(?:(\w+)|\{ *(\w+) *\})["']?""")

_Place = tuple[Frame, Callable[[str], Iterator[Fix]]]
"""Where a value can be said: whose variables an expression reads there, and what makes the fixes."""


def set_key(node: Node, key: str, value: Any) -> Iterator[Fix]:
    """The fixes that write a value."""
    for _, write in _places(node, key):
        yield from write(write_yaml(value))


def set_expression(node: Node, key: str, text: str) -> Iterator[Fix]:
    """The fixes that write an expression, which is read where the layer stands."""
    for frame, write in _places(node, key):
        if frame is node.frame:
            yield from write(text)


def copy_key(node: Node, key: str, model: Node, model_key: str) -> Iterator[Fix]:
    """The fixes that write what gives another layer its value, where both read the same variables."""
    texts = list(_expressions(model, model_key))
    for frame, write in _places(node, key):
        for known, text in texts:
            if known is frame:
                yield from write(text)


def set_parameter_of(node: Node, key: str, value: int) -> Iterator[Fix]:
    """The fixes that write a parameter of the block which has the value already: `$filters`."""
    block = node.frame.block
    for name in block.params if block is not None else ():
        found = node.frame.variables.get(name)
        if found == value and not isinstance(found, bool):
            yield from set_expression(node, key, f"${name}")


def set_default(node: Node, key: str, value: Any, nodes: Sequence[Node]) -> Iterator[Fix]:
    """Rule 4: the fix that writes a value for all layers of a kind, if they have defaults."""
    for other in nodes:
        if isinstance(other.step, LayerStep) and type(other.op) is type(node.op):
            place = _default_place(other.step)
            if place is not None:
                yield from _in_defaults(place, other.step, key, write_yaml(value))
                return


def remove_step(node: Node) -> Iterator[Fix]:
    """The fix that removes a step which is a bare word."""
    if not isinstance(node.step, LayerStep):
        return
    word = node.step.site.span
    text = word.file.text
    line = text.rfind("\n", 0, word.start) + 1
    end = re.compile(r"[ ]*(#[^\n]*)?(\n|\Z)").match(text, word.end)
    if end is not None and re.fullmatch(r"[ ]*- ", text[line : word.start]):
        edit = Edit(Span(word.file, line, end.end()), "")
    elif text[word.start - 1 : word.start] in ("[", " ") and text[word.end : word.end + 1] in ",]":
        edit = remove_key(word, Span(word.file, word.end, word.end))
    else:
        return
    yield Fix(f"remove `{word.text}`", (edit,), safe=False)


def _places(node: Node, key: str) -> Iterator[_Place]:
    """Rules 1 to 3."""
    step = node.step
    if not isinstance(step, LayerStep):
        return
    place, entry = step.site.span, step.entries.get(key)
    if entry is None or not _is_own(entry.span, place):
        yield node.frame, lambda text: _added(place, key, text)
        return
    if _is_expression(entry):
        yield from _passed(node.frame, _name_in(entry))
    yield node.frame, lambda text: _replaced(entry.span, _word(step, key), text)


def _word(step: LayerStep, key: str) -> str:
    """The word that a value stands behind: the layer for its main key, `conv` for `filters`."""
    main = step.op.main_field()
    return step.op.key if main is not None and main.name == key else key


def _passed(frame: Frame, name: str | None) -> Iterator[_Place]:
    """Rule 2."""
    if name is None or frame.block is None or frame.call is None or frame.parent is None:
        return
    if name not in frame.block.params:
        return
    entry = _given(frame).get(name)
    if entry is None:
        beside = _beside(frame.call)
        yield frame.parent, lambda text: _added(beside, name, text)
    elif not _is_expression(entry):
        yield frame.parent, lambda text: _replaced(entry.span, name, text)
    else:
        yield from _passed(frame.parent, _name_in(entry))


def _expressions(node: Node, key: str) -> Iterator[tuple[Frame, str]]:
    """The expressions that give a layer a value: its own, and those of the calls that hand it on."""
    entry = node.step.entries.get(key) if isinstance(node.step, LayerStep) else None
    frame: Frame | None = node.frame
    while entry is not None and frame is not None and _is_expression(entry):
        if entry.span.text.startswith(("$", '"$', "'$")):
            yield frame, entry.span.text
        name = _name_in(entry)
        entry, frame = (_given(frame).get(name) if name else None), frame.parent


def _given(frame: Frame) -> dict[str, Entry]:
    """What the call of a block gives for its parameters."""
    given = dict(frame.entries)
    if MAIN in given and frame.block is not None:
        given[next(iter(frame.block.params), MAIN)] = given.pop(MAIN)
    return given


def _beside(call: CallStep) -> Span:
    """A key that what is passed to a block stands beside."""
    return next((span for name, span in call.keys.items() if name != MAIN), call.site.span)


def _is_own(span: Span, place: Span) -> bool:
    """Whether a value stands in the step itself, not among the defaults or the edits of a variant."""
    if span.file is not place.file:
        return False
    return span.start > place.start or span.line == place.line


def _added(beside: Span, key: str, text: str) -> Iterator[Fix]:
    edit = add_key(beside, key, text) or give_word_a_key(beside, key, text)
    if edit is not None:
        yield Fix(f"write `{key}: {text}`", (edit,), safe=False)


def _replaced(span: Span, key: str, text: str) -> Iterator[Fix]:
    if "\n" not in span.text and span.text != text:
        yield Fix(f"write `{key}: {text}`", (Edit(span, text),), safe=False)


def _default_place(step: LayerStep) -> Span | None:
    """The place of a key that a layer has from the defaults, if it has any."""
    place = step.site.span
    for name, entry in step.entries.items():
        span = entry.span
        before = span.file.text[max(0, span.start - 80) : span.start]
        named = re.search(rf"(?<![\w.]){re.escape(name)}: *\Z", before)
        if named and span.file is place.file and not _is_own(span, place):
            start = span.start - len(named.group())
            return Span(span.file, start, start + len(name))
    return None


def _in_defaults(beside: Span, step: LayerStep, key: str, text: str) -> Iterator[Fix]:
    title, entry = f"write `{key}: {text}` in the defaults", step.entries.get(key)
    if entry is not None and not _is_own(entry.span, step.site.span):
        yield Fix(title, (Edit(entry.span, text),), safe=False)
        return
    edit = add_key(beside, key, text)
    if edit is not None:
        yield Fix(title, (edit,), safe=False)


def _is_expression(entry: Entry) -> bool:
    return entry.dynamic or entry.span.text.startswith(("$", "*", '"$', "'$"))


def _name_in(entry: Entry) -> str | None:
    """The name that an entry reads, if it reads nothing else."""
    match = _NAME.fullmatch(entry.span.text)
    return (match.group(1) or match.group(2)) if match else None
