"""Writes the call of a generated function, in place of all the calls of its block that it stands for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from archc.backends.python_source.code import CallFunction, Given
from archc.backends.python_source.function_builder import FunctionBuilder, Param
from archc.backends.python_source.place import Place
from archc.ir.graph import Graph
from archc.ir.regions import CallItem, Frame, Region
from archc.lowering.argument_use import binding
from archc.spec.decode_values import expressions_in
from archc.spec.model import Entry, Site

FunctionFor = Callable[[CallItem], tuple[FunctionBuilder, int]]
"""The function that stands for a call, and which of its instances the call is."""


class CallWriter:
    """Writes calls of the functions of one module."""

    def __init__(self, graph: Graph, function_for: FunctionFor) -> None:
        self._graph = graph
        self._function_for = function_for

    def write(
        self,
        items: list[CallItem],
        regions: list[Region],
        place: Place,
        current: str,
        used: frozenset[str],
    ) -> str:
        """Adds the call; gives the variable of its first result. `used` are names that are read."""
        site = items[0].step.site
        callee, _ = self._function_for(items[0])
        instances = [self._function_for(item)[1] for item in items]
        given = [place.names[str(entry.value)] for entry in site.sources] or [current]
        arguments = [Given("", value) for value in given]
        arguments += self._arguments(callee, instances, items[0].region.frame, place)
        if callee.takes_name:
            names = [item.region.prefix for item in items]
            arguments.append(Given("name", place.layer_name(names, regions)))
        targets = _targets(items[0], site, place, used)
        place.statements.append(CallFunction(", ".join(targets), callee.name, tuple(arguments)))
        return targets[0]

    def _arguments(
        self, callee: FunctionBuilder, instances: list[int], frame: Frame, place: Place
    ) -> list[Given]:
        found = []
        for param in callee.ordered_params():
            text = self._argument(param, instances, frame, place)
            if not param.default:
                found.append(Given("", text))
            elif text != param.default:
                found.append(Given(param.name, text))
        return found

    def _argument(self, param: Param, instances: list[int], frame: Frame, place: Place) -> str:
        if param.origin == "argument":
            return place.writer.function.argument(param.source)
        entry = self._entry(param.source, frame) if param.origin == "block" else None
        values: list[Any] = [param.values[i] if param.values else None for i in instances]
        return place.writer.text(values, entry, param.name, _as_given)

    def _entry(self, name: str, frame: Frame) -> Entry | None:
        """What the caller gave for a parameter, if it can be read where the caller is."""
        found = binding(name, frame)
        if found is None:
            return None
        entry, where = found
        if where is not frame:
            return entry
        everywhere = {*self._graph.spec.arguments, *self._graph.spec.constants}
        names = {name for e in expressions_in(entry.value) for name in e.names}
        return entry if names <= everywhere else None


def _as_given(raw: Any) -> Any:
    return raw


def _targets(item: CallItem, site: Site, place: Place, used: frozenset[str]) -> list[str]:
    """A variable for each value that the block gives: its name where one is asked for and read."""
    targets = [place.chain, *("_" for _ in item.outputs[1:])]
    for position, entry in enumerate(site.alias):
        name = str(entry.value)
        if name in used:
            targets[position] = place.names[name] = place.local(name)
    return targets
