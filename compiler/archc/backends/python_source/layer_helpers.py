"""Gives layers that a module calls often a helper function, as a person would.

1. A layer that is called at three places or more, and with some keyword, gets a helper.
2. Keywords that have the same value at every place go into the helper.
3. The others become parameters of the helper, with the most frequent value for a default: of several equally
   frequent ones that of Keras.
4. A default cannot be a call, which would be made once and for all when the module is imported: where a
   call is the most frequent value it goes into the helper, and the other places call the layer themselves.
"""

from __future__ import annotations

import ast
import re
from collections import Counter
from dataclasses import replace

from archc.backends.keras_calls import keras_call
from archc.backends.layer_plan import plan_value
from archc.backends.python_source.code import (
    CallFunction,
    CallLayer,
    For,
    Function,
    Given,
    If,
    Parameter,
    Statement,
)
from archc.backends.python_source.custom_layers import layer_calls
from archc.backends.python_source.literals import literal
from archc.backends.python_source.names import Names
from archc.ops.op import Op
from archc.ops.table import OPS

_PLACES = 3
_KERAS_NAMES = {
    "kernel": "kernel_size",
    "size": "pool_size",
    "factor": "scale",
    "margins": "padding",
}


def extract_helpers(functions: list[Function], names: Names) -> list[Function]:
    """The functions with helpers for their frequent layers in front; `names` are those of the module."""
    sites: dict[type[Op], list[CallLayer]] = {}
    for function in functions:
        for call in layer_calls(function.body):
            sites.setdefault(call.op, []).append(call)
    helpers = {}
    for op, found in sites.items():
        calls = _alike(op, found)
        if len(calls) >= _PLACES and any(a.keyword for call in calls for a in call.arguments):
            helpers[op] = _Helper(names.claim(op.key), op, calls)
    rewritten = [replace(f, body=_rewrite(f.body, helpers)) for f in functions]
    return [*(helpers[op].function() for op in _in_order(helpers)), *rewritten]


def _in_order(helpers: dict[type[Op], _Helper]) -> list[type[Op]]:
    """The layers in the order of the table; those of plugins after them, by their words."""
    places = {op: place for place, op in enumerate(OPS.values())}
    return sorted(helpers, key=lambda op: (places.get(op, len(places)), op.key))


def _rewrite(
    body: tuple[Statement, ...], helpers: dict[type[Op], _Helper]
) -> tuple[Statement, ...]:
    result: list[Statement] = []
    for statement in body:
        match statement:
            case CallLayer() if statement.op in helpers and helpers[statement.op].covers(statement):
                result.append(helpers[statement.op].call(statement))
            case For() | If():
                result.append(replace(statement, body=_rewrite(statement.body, helpers)))
            case _:
                result.append(statement)
    return tuple(result)


def _alike(op: type[Op], calls: list[CallLayer]) -> list[CallLayer]:
    """The places that agree on the keywords whose most frequent value is a call (rule 4)."""
    for keyword in sorted({a.keyword for call in calls for a in call.arguments if a.keyword}):
        texts = [_text(op, call, keyword) for call in calls]
        common = Counter(texts).most_common(1)[0][0]
        if _CALL.match(common):
            calls = [call for call, text in zip(calls, texts, strict=True) if text == common]
    return calls


def _text(op: type[Op], call: CallLayer, keyword: str) -> str:
    """The text of an argument: Keras's default where a place leaves it out."""
    found = next((a.text for a in call.arguments if a.keyword == keyword), None)
    return found if found is not None else _keras_default(op, keyword)


class _Helper:
    """A helper for a layer, from all the places that call it."""

    def __init__(self, name: str, op: type[Op], calls: list[CallLayer]) -> None:
        self._name = name
        self._op = op
        self._first = calls[0]
        self._keywords = _order(op, {a.keyword for c in calls for a in c.arguments if a.keyword})
        self._baked: dict[str, str] = {}
        self._defaults: dict[str, str] = {}
        for keyword in self._keywords:
            texts = [_text(op, call, keyword) for call in calls]
            if len(set(texts)) == 1 and (_is_literal(texts[0]) or _CALL.match(texts[0])):
                self._baked[keyword] = texts[0]
            else:
                self._defaults[keyword] = _most_frequent(texts, _keras_default(op, keyword))

    def covers(self, site: CallLayer) -> bool:
        """Whether a place can call the helper."""
        baked = self._baked.items()
        return all(_text(self._op, site, keyword) == text for keyword, text in baked)

    def call(self, site: CallLayer) -> CallFunction:
        """A place that calls the layer, rewritten to call the helper."""
        given = [Given("", site.value)]
        given += [argument for argument in site.arguments if not argument.keyword]
        for keyword in self._defaults:
            text = _text(self._op, site, keyword)
            if text != self._defaults[keyword]:
                given.append(Given(keyword, text))
        return CallFunction(site.target, self._name, (*given, Given("name", site.name)))

    def function(self) -> Function:
        """The helper itself."""
        names = [_KERAS_NAMES.get(name, name) for name in self._first.positional_names]
        value = "values" if self._op.merges else "x"
        arguments = [Given("", name) for name in names]
        for keyword in self._keywords:
            arguments.append(Given(keyword, self._baked.get(keyword, keyword)))
        defaults = [Parameter(keyword, text) for keyword, text in self._defaults.items()]
        plain = [Parameter(name) for name in (value, *names)]
        call = replace(
            self._first, target="return", arguments=tuple(arguments), name="name", value=value
        )
        keyword_only = (Parameter("name"),) if defaults else ()
        if not defaults:
            plain.append(Parameter("name"))
        doc = (f"{self._first.layer} with the settings of this network.",)
        return Function(self._name, (*plain, *defaults), keyword_only, doc, (call,))


_CALL = re.compile(r"(channel_axis|image_axis|image_shape|shared_along|keras\.[\w.]+)\(")


def _most_frequent(texts: list[str], default: str) -> str:
    """The literal that stands at most places, by rule 3."""
    found = Counter(text for text in texts if _is_literal(text))
    return max(found, key=lambda text: (found[text], text == default), default=default)


def _is_literal(text: str) -> bool:
    """Whether a text holds no variable and no call: it is the same wherever it stands."""
    try:
        ast.literal_eval(text)
    except ValueError:
        return False
    return True


def _order(op: type[Op], keywords: set[str]) -> list[str]:
    call = keras_call(op)
    table = [keyword.keyword for keyword in call.keywords]
    return [keyword for keyword in (*table, call.derived) if keyword in keywords]


def _keras_default(op: type[Op], keyword: str) -> str:
    for entry in keras_call(op).keywords:
        if entry.keyword == keyword:
            kinds = {field.name: field.kind for field in op.fields}
            return literal(plan_value(entry.default, kinds[entry.field]))
    return "-1" if keyword == "axis" else "None"
