"""Reads the presets of a spec, the `variants` section, and makes the tree of the one that is chosen.

1. A preset holds edits of the spec in whose file it stands, and may have a name and texts of its own.
2. `extends: other` starts it from another preset of the same file.
3. Without a `name` it is called after the spec and itself: `resnet` and `small` make `resnet_small`.
4. Without being chosen it changes nothing, and a spec that extends the file does not have it.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from archc.diagnostics import codes
from archc.diagnostics.diagnostic import Diagnostic, Label, Sink
from archc.diagnostics.suggest import did_you_mean, suggest
from archc.schema.steps import NAME_PATTERN
from archc.schema.variants import EDIT_KEYS
from archc.source.limits import MAX_EXTENDS, MAX_NAMED_VALUES
from archc.source.source_file import Span
from archc.spec.edit_traces import Traces
from archc.spec.edits import apply_edits
from archc.spec.read_edits import Edit, read_edits, within_limit
from archc.syntax.tree import Mapping, Scalar, Tree, describe

TEXT_KEYS = ("name", "description", "reference")
"""Keys that a preset states for itself."""
_KEYS = (*TEXT_KEYS, "extends", *EDIT_KEYS)


class Preset(NamedTuple):
    """A preset: its texts, its edits, and the preset that it starts from, if any."""

    span: Span
    tree: Mapping
    edits: list[Edit]
    start: str


def read_presets(spec: Mapping, sink: Sink) -> dict[str, Preset]:
    """The presets of a spec by name, without those that are not of the right form."""
    section = spec.get("variants")
    if section is None or (isinstance(section, Scalar) and section.value is None):
        return {}
    if not isinstance(section, Mapping):
        message = f"`variants` must be a mapping of names to presets; this is {describe(section)}"
        help_text = "for example `variants: {small: {set: {constants.width: 16}}}`"
        key = spec.keys["variants"]
        sink.add(Diagnostic(codes.WRONG_TYPE, message, key, help=help_text))
        return {}
    if len(section.values) > MAX_NAMED_VALUES:
        message = f"`variants` holds more than {MAX_NAMED_VALUES} presets"
        help_text = "give families of them files of their own, which extend this one"
        sink.add(Diagnostic(codes.WRONG_VALUE, message, spec.keys["variants"], help=help_text))
        return {}
    found = {name: _preset(name, tree, section, sink) for name, tree in section.items()}
    presets = {name: preset for name, preset in found.items() if preset is not None}
    for name, preset in presets.items():
        _check_start(name, preset, presets, sink)
    return presets


def choose_preset(
    tree: Mapping,
    presets: dict[str, Preset],
    name: str,
    span: Span | None,
    traces: Traces,
    sink: Sink,
) -> Mapping | None:
    """The tree of a spec with one of its presets; None, with a diagnostic, when it has none so called.

    `span` is the place where it is chosen, if that is a spec.
    """
    if name not in presets:
        spec = tree.get("name")
        called = f"`{spec.plain()}`" if isinstance(spec, Scalar) else "the spec"
        help_text = did_you_mean(name, presets, known="the variants are") or "it has none"
        message = f"{called} has no variant `{name}`"
        fix = suggest(name, presets, span).fix if span is not None else None
        sink.add(Diagnostic(codes.UNKNOWN_VARIANT, message, span, help=help_text, fix=fix))
        return None
    own = tree.get("name")
    chain = _chain(name, presets)
    for preset in chain:
        if not within_limit(preset.edits, tree, sink):
            return None
        tree = _with_texts(apply_edits(tree, preset.edits, traces, sink), preset)
    if "name" not in chain[-1].tree.values and isinstance(own, Scalar):
        span = chain[-1].span
        made = Scalar(f"{own.value}_{name}", span)  # Rule 3.
        tree = Mapping({**tree.keys, "name": span}, {**tree.values, "name": made}, tree.span)
    return tree


def _preset(name: str, tree: Tree, section: Mapping, sink: Sink) -> Preset | None:
    span = section.keys[name]
    is_name = re.search(NAME_PATTERN, name) is not None
    if not is_name:
        help_text = "a name is made of lower-case letters, digits and _, and begins with a letter"
        message = f"`{name}` is not a name"
        sink.add(Diagnostic(codes.WRONG_VALUE, message, span, help=help_text))
    if isinstance(tree, Scalar) and tree.value is None:
        tree = Mapping({}, {}, span)
    if not isinstance(tree, Mapping):
        message = f"a preset must be a mapping of edits; this is {describe(tree)}"
        help_text = f"for example `{name}: {{set: {{constants.width: 16}}}}`"
        sink.add(Diagnostic(codes.WRONG_TYPE, message, span, help=help_text))
        return None
    for key in [key for key in tree.values if key not in _KEYS]:
        near, span = suggest(key, _KEYS, tree.keys[key], known="the keys are"), tree.keys[key]
        message = f"a preset has no key `{key}`"
        sink.add(Diagnostic(codes.UNKNOWN_KEY, message, span, help=near.help, fix=near.fix))
    preset = Preset(span, tree, read_edits(tree, sink), _start(tree, sink))
    return preset if is_name else None


def _start(tree: Mapping, sink: Sink) -> str:
    """Rule 2: the name of the preset that one starts from."""
    start = tree.get("extends")
    if isinstance(start, Scalar) and isinstance(start.value, str) and start.value:
        return start.value
    if start is not None:
        message = f"`extends` of a preset is the name of another one; this is {describe(start)}"
        sink.add(Diagnostic(codes.WRONG_TYPE, message, tree.keys["extends"]))
    return ""


def _check_start(name: str, preset: Preset, presets: dict[str, Preset], sink: Sink) -> None:
    if not preset.start:
        return
    span = preset.tree.values["extends"].span
    if preset.start not in presets:
        others = [other for other in presets if other != name]
        near = suggest(preset.start, others, span, known="the presets of this file are")
        message = f"this file has no variant `{preset.start}`"
        sink.add(Diagnostic(codes.UNKNOWN_VARIANT, message, span, help=near.help, fix=near.fix))
        return
    chain = _chain(name, presets)
    message = f"the variant `{name}` extends itself"
    closes = chain[0].start in presets and presets[chain[0].start] is preset
    first = next(name for name, other in presets.items() if any(other is one for one in chain))
    closes = closes and presets[first] is preset  # A circle is one mistake.
    if len(chain) > MAX_EXTENDS:
        message = f"presets extend each other more than {MAX_EXTENDS} times"
    if closes or len(chain) > MAX_EXTENDS:
        way = [other.tree.values["extends"].span for other in chain[:-1] if other.start]
        labels = tuple(Label(place, "by way of this") for place in way[:3])
        sink.add(Diagnostic(codes.EXTENDS_CYCLE, message, span, labels=labels))


def _chain(name: str, presets: dict[str, Preset]) -> list[Preset]:
    """The presets that one consists of, the first to be applied first. A cycle ends where it closes."""
    chain: dict[str, Preset] = {}
    while name in presets and name not in chain and len(chain) <= MAX_EXTENDS:
        chain[name] = presets[name]
        name = presets[name].start
    return list(reversed(chain.values()))


def _with_texts(tree: Mapping, preset: Preset) -> Mapping:
    """Rule 1: the tree with the texts that a preset has of its own."""
    own = [key for key in TEXT_KEYS if key in preset.tree.values]
    keys = {**tree.keys, **{key: preset.tree.keys[key] for key in own}}
    return Mapping(keys, {**tree.values, **{k: preset.tree.values[k] for k in own}}, tree.span)
