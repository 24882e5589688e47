"""Checks the class of a layer: what a spec, the schema and the back ends rely on.

1. It is a subclass of Op with a word that a spec can write, and a sentence that says what it does.
2. It takes one value: merges need more than a class can say.
3. It leaves to Op what Op does with keys and values: graphs and caches rely on it.
4. Its keys and its call in Keras are right (`check_fields.py`, `check_keras_call.py`).
5. It can be made, and copied with other values, from the examples of its keys.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from archc.diagnostics.describe_foreign import describe_exception, show_value
from archc.ops.op import Field, Op
from archc.plugins.check_fields import field_problems
from archc.plugins.check_keras_call import call_problems
from archc.plugins.problem import Problem
from archc.schema.steps import NAME_PATTERN


def layer_problems(op: type[Op]) -> list[Problem]:
    """What is wrong with the class of a layer, in the order of the rules."""
    found = [*_identity(op), *_overrides(op)]
    if all(isinstance(field, Field) for field in op.fields):
        found += [*field_problems(op), *call_problems(op)]
    return found or list(_making(op))


def _identity(op: type[Op]) -> Iterator[Problem]:
    """Rules 1 and 2."""
    key: object = getattr(op, "key", None)
    channels: object = op.sets_channels
    if not isinstance(key, str) or re.search(NAME_PATTERN, key) is None:
        yield Problem(
            f"it needs a `key`: a word of lower-case letters, not {show_value(key)}", "key"
        )
    text: object = op.__doc__
    if not isinstance(text, str) or not text.strip():
        yield Problem("it needs a docstring: editors show its first line for the word")
    if op.merges:
        yield Problem("`merges` is for layers of archc's own: a plugin's takes one value", "merges")
    if not isinstance(channels, str):
        yield Problem("`sets_channels` must be the name of a key", "sets_channels")
    if op.parts:
        yield Problem("`parts` is for layers of archc's own", "parts")


_OF_OP = frozenset(
    {
        *("__init__", "__new__", "__init_subclass__", "__eq__", "__hash__", "__repr__"),
        *("__setattr__", "__delattr__", "__getattribute__", "__getattr__"),
        *("values", "replace", "given", "main_field"),
    }
)


def _overrides(op: type[Op]) -> Iterator[Problem]:
    """Rule 3."""
    for cls in op.__mro__[: op.__mro__.index(Op)]:
        for name in sorted(_OF_OP & vars(cls).keys()):
            yield Problem(f"it sets `{name}`, which is for Op alone", name)
    if not all(isinstance(field, Field) for field in op.fields):
        yield Problem("it sets `fields`, which follow from its keys", "fields")


def _making(op: type[Op]) -> Iterator[Problem]:
    """Rule 5."""
    try:
        values = {field.name: field.kind.convert(field.example) for field in op.fields}
        made = op(**values)
        copied = made.replace(**values)
        if made.values() != values or copied.values() != values:
            yield Problem("what Op does with the values of keys must be left as it is", "__init__")
    except Exception as error:
        yield Problem(
            f"it cannot be made from the examples of its keys: {describe_exception(error)}"
        )
