"""Checks how the class of a layer says that it is written in Keras.

1. The call names a layer, and passes every key of the op once.
2. A layer of a module is one of its classes, and the module is one that can stand in generated source.
3. The constructor of such a class takes the arguments of the call, with the defaults that the call states: an
   argument is left out where it has that value.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any, NamedTuple

from archc.backends.layer_module import LayerModule
from archc.backends.layer_plan import plan_value
from archc.ops.keras_call import KerasCall, Keyword
from archc.ops.op import Op
from archc.plugins.problem import Problem

_OPEN = object()
"""A default that is not a plain value, or none."""


def call_problems(op: type[Op]) -> Iterator[Problem]:
    """What is wrong with the call of a layer."""
    call = op.keras
    if not isinstance(call, KerasCall):
        yield Problem("it needs `keras`: a KerasCall that says which Keras layer it is", "keras")
        return
    texts = [*_parts(call), *_reach(op, call)] if _is_plain(call) else [_NOT_PLAIN]
    for text in texts[:1]:
        yield Problem(text, "keras")


_NOT_PLAIN = (
    "its KerasCall needs a text for `layer` and `module`, a tuple of names for `positional`, "
    "and a tuple of Keyword for `keywords`"
)


def _is_plain(call: KerasCall) -> bool:
    tuples = isinstance(call.positional, tuple) and isinstance(call.keywords, tuple)
    texts = isinstance(call.layer, str) and isinstance(call.module, str)
    return texts and tuples and all(isinstance(word, Keyword) for word in call.keywords)


def _parts(call: KerasCall) -> Iterator[str]:
    """Rule 1."""
    if not call.layer.isidentifier():
        yield f"{call.layer!r} is not the name of a Keras layer"
    if call.derived not in ("", "axis", "noise_shape"):
        yield f"`derived` is axis or noise_shape, not {call.derived!r}"
    if call.composite:
        yield "`composite` is for layers of archc's own"
    for keyword in call.keywords:
        if not isinstance(keyword.keyword, str) or not keyword.keyword.isidentifier():
            yield f"{keyword.keyword!r} is not the name of an argument"


def _reach(op: type[Op], call: KerasCall) -> Iterator[str]:
    """Rule 1, for the keys."""
    reached = [*call.positional, *(keyword.field for keyword in call.keywords)]
    keys = [field.name for field in op.fields]
    for name in reached:
        if name not in keys:
            yield f"its KerasCall passes {name!r}, which is none of its keys"
        if reached.count(name) > 1:
            yield f"its KerasCall passes the key `{name}` twice"
    for name in keys:
        if name not in reached:
            yield f"its KerasCall does not pass the key `{name}`"
    names = [keyword.keyword for keyword in call.keywords] + [call.derived, "name"]
    for name in names:
        if name and names.count(name) > 1:
            yield f"its KerasCall passes the argument `{name}` twice"
    if "axis" in call.positional:
        yield "its KerasCall passes `axis` by position: it is passed by name"


class Constructor(NamedTuple):
    """What a class takes: its parameters in order, with their defaults, and whether it takes any others."""

    positional: dict[str, Any]
    keywords: dict[str, Any]
    others: bool


def class_problem(op: type[Op], module: LayerModule) -> str:
    """Rules 2 and 3; empty when nothing is wrong."""
    call = op.keras
    assert call is not None
    node = module.classes.get(call.layer)
    if node is None:
        return f"{call.module} has no class `{call.layer}`; it has {', '.join(module.classes)}"
    constructor = _constructor(node)
    if constructor is None:
        return ""
    return next(_mismatches(op, call, constructor), "")


def _mismatches(op: type[Op], call: KerasCall, made: Constructor) -> Iterator[str]:
    """Rule 3."""
    kinds = {field.name: field.kind for field in op.fields}
    if len(call.positional) > len(made.positional):
        yield f"`{call.layer}` takes fewer values by position than the KerasCall passes"
    names = [keyword.keyword for keyword in call.keywords] + [call.derived] * bool(call.derived)
    known = {**made.positional, **made.keywords}
    for name in names:
        if name not in known and not made.others:
            yield f"`{call.layer}` has no argument `{name}`"
    if "name" not in known and not made.others:
        yield f"`{call.layer}` must take `**kwargs`, for the name of the layer"
    for keyword in call.keywords:
        theirs = known.get(keyword.keyword, _OPEN)
        ours = plan_value(keyword.default, kinds[keyword.field]) if keyword.field != "axis" else -1
        if theirs is not _OPEN and not _same(theirs, ours):
            yield (
                f"the KerasCall says that `{keyword.keyword}` of `{call.layer}` is {ours!r} when it is "
                f"left out, and the class says {theirs!r}"
            )


def _same(theirs: Any, ours: Any) -> bool:
    return bool(theirs == ours) and isinstance(theirs, bool) == isinstance(ours, bool)


def _constructor(node: ast.ClassDef) -> Constructor | None:
    """What the class takes; None if another class says so."""
    made = next(
        (n for n in node.body if isinstance(n, ast.FunctionDef) and n.name == "__init__"), None
    )
    if made is None:
        return None
    arguments = made.args
    names = [argument.arg for argument in (*arguments.posonlyargs, *arguments.args)]
    defaults = [_literal(value) for value in arguments.defaults]
    defaults = [_OPEN] * (len(names) - len(defaults)) + defaults
    positional = dict(zip(names[1:], defaults[1:], strict=True))
    pairs = zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True)
    keywords = {argument.arg: _literal(value) for argument, value in pairs}
    return Constructor(positional, keywords, arguments.kwarg is not None)


def _literal(node: ast.expr | None) -> Any:
    try:
        return ast.literal_eval(node) if node is not None else _OPEN
    except (ValueError, TypeError):
        return _OPEN
