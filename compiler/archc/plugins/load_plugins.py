"""Turns the plugins that a caller names into a table of layers: archc's own and theirs.

1. A module is imported, and lists the classes of its layers in `LAYERS`.
2. Every class is checked whole, so that one run finds all that is wrong.
3. No two layers share a word, and no two modules the name of a Keras class: both stand in one module.
"""

from __future__ import annotations

from collections.abc import Sequence
from types import ModuleType
from typing import Any

from archc.backends.keras_calls import KERAS_CALLS
from archc.backends.layer_module import (
    Breach,
    LayerModule,
    find_layer_module,
    layer_module,
    remember_layer_module,
)
from archc.diagnostics import codes
from archc.diagnostics.describe_foreign import describe_exception, show_value
from archc.diagnostics.diagnostic import Diagnostic, Label, Sink
from archc.ops.layer_table import LayerTable, table_with
from archc.ops.op import Op
from archc.ops.table import OPS
from archc.plugins.check_fields import TAKEN
from archc.plugins.check_keras_call import class_problem
from archc.plugins.check_layer import layer_problems
from archc.plugins.import_plugin import import_plugin, importable_from
from archc.plugins.python_places import class_span, line_span
from archc.plugins.request import Request
from archc.schema.dispatch import known_words
from archc.source.source_file import Span


def load_plugins(requests: Sequence[Request], folder: str, sink: Sink) -> LayerTable | None:
    """The table; None, with diagnostics, when a plugin has mistakes.

    `folder` comes first among those that modules are imported from; it may be empty.
    """
    loader = _Loader(sink)
    with importable_from(folder):
        for request in {request.name: request for request in reversed(requests)}.values():
            loader.requests.insert(0, request)
        for request in loader.requests:
            loader.load(request)
    return None if sink.failed else table_with(tuple(loader.ops.values()))


class _Loader:
    def __init__(self, sink: Sink) -> None:
        self.requests: list[Request] = []
        self.ops: dict[str, type[Op]] = {}
        self._sink = sink
        self._classes: dict[str, str] = {}
        """The modules of Keras classes, by the names of the classes."""
        for module in {call.module for call in KERAS_CALLS.values() if call.module}:
            found = layer_module(module)
            if isinstance(found, LayerModule):
                self._classes |= dict.fromkeys(found.classes, module)

    def load(self, request: Request) -> None:
        """Adds the layers of a plugin."""
        module = import_plugin(request, self._sink)
        if module is None:
            return
        for entry in self._listed(module, request):
            if not isinstance(entry, type) or not issubclass(entry, Op) or entry is Op:
                shown = entry.__name__ if isinstance(entry, type) else show_value(entry)
                message = f"`LAYERS` of the plugin `{request.name}` lists {shown}"
                self._without(message, "list subclasses of archc.plugin.Op", request)
            else:
                self._add(entry, request)

    def _listed(self, module: ModuleType, request: Request) -> Sequence[Any]:
        """Rule 1."""
        try:
            listed = getattr(module, "LAYERS", None)
        except Exception as error:
            message = f"`LAYERS` of the plugin `{request.name}` fails: {describe_exception(error)}"
            self._without(message, "", request)
            return ()
        if isinstance(listed, list | tuple) and listed:
            return listed
        message = f"the plugin `{request.name}` lists no layers"
        self._without(message, "list the classes at its end: `LAYERS = (MyLayer,)`", request)
        return ()

    def _without(self, message: str, help_text: str, request: Request) -> None:
        code = codes.PLUGIN_WITHOUT_LAYERS
        self._sink.add(Diagnostic(code, message, request.span, help=help_text))

    def _add(self, op: type[Op], request: Request) -> None:
        """Rules 2 and 3."""
        problems = layer_problems(op)
        for problem in problems:
            message = f"the layer `{op.__name__}` of the plugin `{request.name}`: {problem.text}"
            self._report(codes.PLUGIN_LAYER_INVALID, message, class_span(op, problem.part), request)
        if problems or self._is_taken(op, request) or self._keras_is_wrong(op, request):
            return
        self.ops[op.key] = op

    def _is_taken(self, op: type[Op], request: Request) -> bool:
        """Rule 3, for words."""
        other = self.ops.get(op.key)
        if other is op:
            return False
        owner = f"a layer of {other.__module__}" if other is not None else ""
        if op.key in OPS:
            owner = "a layer of archc"
        elif op.key in (*known_words(), *TAKEN):
            owner = "a word of the language"
        if owner:
            message = f"the plugin `{request.name}` names a layer `{op.key}`, which is {owner}"
            self._report(codes.PLUGIN_WORD_TAKEN, message, class_span(op, "key"), request)
        return bool(owner)

    def _keras_is_wrong(self, op: type[Op], request: Request) -> bool:
        """Whether the module of the Keras layer cannot stand in generated source; it is reported."""
        assert op.keras is not None
        name = op.keras.module
        if not name:
            return False
        found = find_layer_module(name)
        if isinstance(found, Breach):
            span = line_span(found.file, found.text, found.line) if found.file else None
            self._keras_report(op, found.problem, span, request)
            return True
        text = class_problem(op, found) or self._second_class(name, found)
        if text:
            self._keras_report(op, text, None, request)
        remember_layer_module(name, found)
        return bool(text)

    def _second_class(self, name: str, module: LayerModule) -> str:
        """Rule 3, for the classes of Keras layers."""
        for word in module.classes:
            owner = self._classes.setdefault(word, name)
            if owner != name:
                return f"{name} and {owner} both have a class `{word}`: rename one"
        return ""

    def _keras_report(self, op: type[Op], text: str, span: Span | None, request: Request) -> None:
        message = f"the Keras layer of `{op.key}`, from the plugin `{request.name}`: {text}"
        place = span or class_span(op, "keras")
        self._report(codes.PLUGIN_KERAS_INVALID, message, place, request)

    def _report(self, code: codes.Code, message: str, span: Span | None, request: Request) -> None:
        labels = (Label(request.span, "the plugin is named here"),) if request.span else ()
        self._sink.add(Diagnostic(code, message, span or request.span, labels=labels))
