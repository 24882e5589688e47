"""Checks the keys that the class of a layer declares.

1. A key has a name that a spec can write and that means nothing else in a step or to an op.
2. It has a kind of value, a description, and an example and a default of that kind.
3. `padding`, `axis`, `activation` and `groups` mean the same in every layer, and have the kinds of that.
4. Only the first key stands behind the word; the one that sets the channels is that one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from archc.backends.layer_plan import plan_value
from archc.diagnostics.describe_foreign import describe_exception, show_value
from archc.ops.initializers import Named
from archc.ops.kinds import ACTIVATION, AXIS, PADDING, POSITIVE, WINDOW_PADDING, Kind
from archc.ops.op import Field, Op
from archc.plugins.problem import Problem
from archc.schema.conforms import conforms
from archc.schema.dispatch import CONSTRUCT_KEYS, WIRE_KEYS
from archc.schema.steps import NAME_PATTERN, plain_default

TAKEN = frozenset({*WIRE_KEYS, *CONSTRUCT_KEYS, "steps", "with", "on_mismatch"})
"""Words that mean something in a step already."""
_KINDS: dict[str, tuple[Kind, ...]] = {
    "padding": (PADDING, WINDOW_PADDING),
    "axis": (AXIS,),
    "activation": (ACTIVATION,),
    "groups": (POSITIVE,),
}
_KIND_NAMES = {
    "padding": "PADDING or WINDOW_PADDING",
    "axis": "AXIS",
    "activation": "ACTIVATION",
    "groups": "POSITIVE",
}


def field_problems(op: type[Op]) -> Iterator[Problem]:
    """What is wrong with the keys of a layer, the first thing of each."""
    for field in op.fields:
        text = _name(op, field) or _kind(field) or _example(field) or _default(field)
        text = text or _place(op, field)
        if text:
            yield Problem(f"its key `{field.name}` {text}", field.name)
    yield from _setting_problems(op)


def _name(op: type[Op], field: Field) -> str:
    """Rule 1."""
    if re.search(NAME_PATTERN, field.name) is None:
        return "is not a name: use lower-case letters, digits and _, a letter first"
    if field.name in TAKEN:
        return "means something else in a step"
    if hasattr(Op, field.name) or field.name == "key":
        return "is a name that every Op has: use another"
    return "has the name of the layer" if field.name == op.key and not field.is_main else ""


def _kind(field: Field) -> str:
    """Rules 2 and 3."""
    kind: object = field.kind
    if not isinstance(kind, Kind):
        return f"needs a kind of value, such as POSITIVE, and has {show_value(kind)}"
    if field.name in _KINDS and not any(field.kind is kind for kind in _KINDS[field.name]):
        return f"means the same in all layers: its kind is {_KIND_NAMES[field.name]}"
    if field.kind is AXIS and field.name != "axis":
        return "is an axis, which must be called `axis`"
    text: object = field.description
    return "" if isinstance(text, str) and text.strip() else "needs a description"


def _example(field: Field) -> str:
    """Rule 2."""
    try:
        if conforms(field.example, field.kind.schema, {}):
            plan_value(field.kind.convert(field.example), field.kind)
            return ""
    except Exception as error:
        return f"cannot have the example {show_value(field.example)}: {describe_exception(error)}"
    return f"has the example {show_value(field.example)}, which is not {field.kind.name}"


def _default(field: Field) -> str:
    """Rule 2. An op holds values in their converted form, so a default is written in that."""
    default = field.default
    if field.required or isinstance(default, Named):
        return ""
    if default is None:
        return "needs a number for its default" if field.name == "groups" else ""
    plain = plain_default(default)
    try:
        if plain is not None and conforms(plain, field.kind.schema, {}):
            converted = field.kind.convert(plain)
            same = converted == default and isinstance(converted, type(default) | int | float)
            written = f"has the default {show_value(default)}, which is written {converted!r}"
            return "" if same else written
    except Exception as error:
        return f"cannot have the default {show_value(default)}: {describe_exception(error)}"
    return f"has the default {show_value(default)}, which is not {field.kind.name}"


def _place(op: type[Op], field: Field) -> str:
    """Rule 4."""
    if field.is_main and field is not op.fields[0]:
        return "is a `main` after another key: the one behind the word comes first"
    return ""


def _setting_problems(op: type[Op]) -> Iterator[Problem]:
    """Rule 4, for the key that sets the channels."""
    key, main = op.sets_channels, op.main_field()
    if not key:
        return
    if main is None or main.name != key or main.kind is not POSITIVE or main.default is None:
        text = f"`sets_channels` must name its `main` key, of the kind POSITIVE; it is {key!r}"
        yield Problem(text, "sets_channels")
