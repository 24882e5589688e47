"""Writes the call of a generated function, in place of all the calls of its block that it stands for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from archc.backends.python_source.code import CallFunction, Given
from archc.backends.python_source.function_builder import FunctionBuilder, Param
from archc.backends.python_source.place import Place
from archc.backends.python_source.value_source import Here, Source
from archc.ir.graph import Graph
from archc.ir.regions import CallItem, Region
from archc.lowering.argument_use import binding
from archc.spec.model import Site

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
        target: str,
    ) -> str:
        """Adds the call; gives the variable of its first result: the target, if that has no name.

        `used` are names that are read.
        """
        site = items[0].step.site
        given = [place.names[str(entry.value)] for entry in site.sources] or [current]
        targets = _targets(items[0], site, place, used, target)
        self.write_wired(items, regions, place, given, targets)
        return targets[0]

    def write_wired(
        self,
        items: list[CallItem],
        regions: list[Region],
        place: Place,
        given: list[str],
        targets: list[str],
    ) -> None:
        """Adds the call with these variables for what the block takes and gives."""
        callee, _ = self._function_for(items[0])
        instances = [self._function_for(item)[1] for item in items]
        arguments = [Given("", value) for value in given]
        arguments += self._arguments(callee, instances, items, place, given[0])
        if callee.takes_name:
            prefixes = [item.region.prefix for item in items]
            arguments.append(Given("name", place.call_name(prefixes, regions)))
        place.statements.append(CallFunction(", ".join(targets), callee.name, tuple(arguments)))

    def _arguments(
        self,
        callee: FunctionBuilder,
        instances: list[int],
        items: list[CallItem],
        place: Place,
        current: str,
    ) -> list[Given]:
        nodes = tuple(item.inputs[0] for item in items)
        here = Here(current, nodes, tuple(self._graph.nodes[node].shape for node in nodes))
        found = []
        for param in callee.ordered_params():
            text = self._argument(param, instances, items, place, here)
            if not param.default:
                found.append(Given("", text))
            elif text != param.default:
                found.append(Given(param.name, text))
        return found

    def _argument(
        self,
        param: Param,
        instances: list[int],
        items: list[CallItem],
        place: Place,
        here: Here,
    ) -> str:
        if param.origin == "argument":
            return place.writer.function.argument(param.source)
        source = _source(param.source, items, place, here) if param.origin == "block" else None
        values: list[Any] = [param.values[i] if param.values else None for i in instances]
        return place.writer.text(values, source, param.name)


def _source(name: str, items: list[CallItem], place: Place, here: Here) -> Source | None:
    """What the caller gave for a parameter, else its default."""
    found = [binding(name, item.region.frame) for item in items]
    if found[0] is None:
        return None
    entry, _ = found[0]
    block = items[0].block
    if entry is not block.params[name]:
        return Source.of_rows(entry, place.writer.rows, here)
    return Source.of_default(entry, [f[1] for f in found if f is not None], here, "callee")


def _targets(
    item: CallItem, site: Site, place: Place, used: frozenset[str], target: str
) -> list[str]:
    """A variable for each value that the block gives: its name where one is asked for and read."""
    targets = [target, *("_" for _ in item.outputs[1:])]
    for position, entry in enumerate(site.alias):
        name = str(entry.value)
        if name in used:
            targets[position] = place.value_variable(name)
    for name, variable in zip((str(entry.value) for entry in site.alias), targets, strict=False):
        if name in used:
            place.bind(name, variable)
    return targets
