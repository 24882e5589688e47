"""One generated function while it is written: its instances, its parameters and its names.

A function stands for all instances of a block that have the same structure. What differs between them
becomes a parameter.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from archc.backends.python_source.code import Copy, Function, Statement
from archc.backends.python_source.literals import literal
from archc.backends.python_source.names import Names
from archc.ir.regions import CallItem, Frame
from archc.spec.model import Block


@dataclass(slots=True, eq=False)
class Row:
    """One way in which a piece of code runs: an instance of its function, and an iteration of its loops.

    `values` are the variables of the block as they turned out, sums resolved; `places` are the numbers of
    the iterations, outermost first.
    """

    instance: int
    frame: Frame
    values: dict[str, Any]
    places: tuple[int, ...] = ()


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
    rows: list[Row] = field(default_factory=list)
    params: list[Param] = field(default_factory=list)
    inputs: list[str] = field(default_factory=list)
    is_main: bool = False
    takes_name: bool = True
    function: Function | None = None
    _wanted: dict[str, str] = field(default_factory=dict)
    _sizes: dict[str, str] = field(default_factory=dict)
    _tables: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Keeps the names of the block's parameters for them."""
        for name in self.block.params if self.block is not None else ():
            self._wanted[name] = self.names.claim(name)

    @property
    def instances(self) -> int:
        """How many instances the function has; one where it stands for a section of the network."""
        return len(self.calls) or 1

    def argument(self, name: str) -> str:
        """The name under which the function knows an argument of the spec."""
        return name if self.is_main else self._param("argument", name, name, [])

    def block_param(self, name: str) -> str:
        """The name under which the function knows a parameter of its block."""
        return self._param("block", name, name, [row.values.get(name) for row in self.rows])

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
        wanted = self._wanted.get(source) if origin == "block" else None
        param = Param(wanted or self.names.claim(hint), origin, source, values)
        self.params.append(param)
        return param.name

    def size(self, word: str) -> str:
        """A variable for a size of the function's first input: its channels, height or width."""
        if word not in self._sizes:
            self._sizes[word] = self.names.claim(word)
        return self._sizes[word]

    def table(self, hint: str, values: list[Any]) -> str:
        """A variable, or a parameter, for values that differ in each iteration of several loops."""
        if self.calls:
            return self.value_param(hint, values)
        name = self.names.claim(hint)
        self._tables[name] = literal(values[0])
        return name

    def opening(self) -> list[Statement]:
        """The statements that give the sizes and tables their variables."""
        sizes = [(v, size_text(self.inputs[0], word)) for word, v in self._sizes.items()]
        return [Copy(name, text) for name, text in (*self._tables.items(), *sizes)]

    def ordered_params(self) -> list[Param]:
        """The parameters as the function lists them: those of the block in its order, then the rest."""
        order = list(self.block.params) if self.block is not None else []

        def rank(param: Param) -> tuple[bool, int, int]:
            place = order.index(param.source) if param.origin == "block" else len(order)
            return bool(param.default), place, self.params.index(param)

        return sorted(self.params, key=rank)


def size_text(variable: str, word: str) -> str:
    """The text for a size of a value, whatever the data format."""
    axis = "channel_axis()" if word == "channels" else f'image_axis("{word}")'
    return f"{variable}.shape[{axis}]"
