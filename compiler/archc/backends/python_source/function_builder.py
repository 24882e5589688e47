"""One generated function while it is written: its instances, its parameters and its names.

A function stands for all instances of a block that have the same structure. What differs between them
becomes a parameter.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from archc.backends.python_source.code import Function
from archc.backends.python_source.names import Names
from archc.ir.regions import CallItem, Frame
from archc.spec.model import Block


@dataclass(slots=True, eq=False)
class Row:
    """One way in which a piece of code runs: an instance of its function, and an iteration of its loops.

    `values` are the variables of the block as they turned out, sums resolved.
    """

    instance: int
    frame: Frame
    values: dict[str, Any]


@dataclass(slots=True, eq=False)
class Param:
    """A parameter: its name, its value for each instance, and where it comes from.

    `origin` is `block` (a parameter of the block), `argument` (an argument of the spec) or `value` (what
    else differs). `source` is the name there.
    """

    name: str
    origin: str
    source: str
    values: list[Any]
    default: str = ""


@dataclass(slots=True, eq=False)
class FunctionBuilder:
    """A function with its instances, in the order of the graph."""

    name: str
    block: Block | None
    names: Names
    calls: list[CallItem] = field(default_factory=list)
    params: list[Param] = field(default_factory=list)
    is_main: bool = False
    takes_name: bool = True
    function: Function | None = None

    @property
    def instances(self) -> int:
        """How many instances the function has; one where it stands for a section of the network."""
        return len(self.calls) or 1

    def argument(self, name: str) -> str:
        """The name under which the function knows an argument of the spec."""
        return name if self.is_main else self._param("argument", name, name, [])

    def block_param(self, name: str, values: list[Any]) -> str:
        """The name under which the function knows a parameter of its block."""
        return self._param("block", name, name, values)

    def value_param(self, hint: str, values: list[Any]) -> str:
        """A parameter for something that differs between instances; equal columns share one."""
        for param in self.params:
            if param.origin == "value" and param.values == values:
                return param.name
        return self._param("value", "", hint, values)

    def _param(self, origin: str, source: str, hint: str, values: list[Any]) -> str:
        for param in self.params:
            if source and param.origin == origin and param.source == source:
                return param.name
        param = Param(self.names.claim(hint), origin, source, values)
        self.params.append(param)
        return param.name

    def ordered_params(self) -> list[Param]:
        """The parameters as the function lists them: those of the block in its order, then the rest."""
        order = list(self.block.params) if self.block is not None else []

        def rank(param: Param) -> tuple[bool, int, int]:
            place = order.index(param.source) if param.origin == "block" else len(order)
            return bool(param.default), place, self.params.index(param)

        return sorted(self.params, key=rank)
