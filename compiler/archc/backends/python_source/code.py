"""The code of a generated module before it is laid out: functions of a few kinds of statement.

Every expression is finished Python text. Only the calls of layers keep their arguments apart, so that
layers that are called often can get a helper function.
"""

from __future__ import annotations

from dataclasses import dataclass

from archc.ops.op import Op


@dataclass(frozen=True, slots=True)
class Given:
    """An argument of a call: its keyword (empty when by position) and its text."""

    keyword: str
    text: str

    def __str__(self) -> str:
        return f"{self.keyword}={self.text}" if self.keyword else self.text


@dataclass(frozen=True, slots=True)
class CallLayer:
    """`target = layers.Conv2D(64, 3, name=...)(value)`; `op` is the class behind the word in a spec."""

    target: str
    op: type[Op]
    layer: str
    positional_names: tuple[str, ...]
    arguments: tuple[Given, ...]
    name: str
    value: str
    module: str = ""
    """Where the class stands if Keras lacks it: the generated module then holds it itself."""

    @property
    def maker(self) -> str:
        """What is called to make the layer."""
        return self.layer if self.module else f"layers.{self.layer}"


@dataclass(frozen=True, slots=True)
class CallFunction:
    """`target = bottleneck(x, 64, name=...)`."""

    target: str
    function: str
    arguments: tuple[Given, ...]


@dataclass(frozen=True, slots=True)
class Copy:
    """`target = value`."""

    target: str
    value: str


@dataclass(frozen=True, slots=True)
class For:
    """`for variable in range(start, stop):`, with further variables that take values in turn."""

    variable: str
    start: int
    stop: str
    columns: tuple[tuple[str, str], ...]
    body: tuple[Statement, ...]

    @property
    def targets(self) -> str:
        """What stands between `for` and `in`."""
        return ", ".join([self.variable, *(name for name, _ in self.columns)])

    @property
    def iterable(self) -> str:
        """What stands after `in`."""
        numbers = f"range({self.start}, {self.stop})"
        if not self.columns:
            return numbers
        if len(self.columns) == 1:
            return f"enumerate({self.columns[0][1]}, {self.start})"
        return f"zip({numbers}, {', '.join(values for _, values in self.columns)}, strict=True)"


@dataclass(frozen=True, slots=True)
class If:
    """`if condition:`."""

    condition: str
    body: tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text that stands as it is: a comment, a `return`, a `raise`."""

    text: str


Statement = CallLayer | CallFunction | Copy | For | If | Line


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of a generated function; `default` is empty when there is none."""

    name: str
    default: str = ""

    def __str__(self) -> str:
        return f"{self.name}={self.default}" if self.default else self.name


@dataclass(frozen=True, slots=True)
class Function:
    """A function of the module."""

    name: str
    parameters: tuple[Parameter, ...]
    keyword_only: tuple[Parameter, ...]
    doc: tuple[str, ...]
    body: tuple[Statement, ...]
    result: str = ""
