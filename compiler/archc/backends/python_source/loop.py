"""A loop of the generated code while its body is written: its variable, and columns of values."""

from __future__ import annotations

from typing import Any

from archc.backends.python_source.literals import literal
from archc.backends.python_source.names import Names


class Loop:
    """`for i in range(start, start + length)`; `places` is the iteration of each row of the body."""

    def __init__(
        self, variable: str, start: int, length: int, stop: str, places: list[int], names: Names
    ) -> None:
        self.start = start
        self.length = length
        self.places = places
        self._variable = variable
        self._stop = stop
        self._names = names
        self._columns: list[tuple[str, list[Any]]] = []

    def use_index(self) -> str:
        """The loop variable, which counts as `$index` does."""
        return self._variable

    def use_column(self, hint: str, values: list[Any]) -> str:
        """A further loop variable that takes these values in turn."""
        for name, column in self._columns:
            if column == values:
                return name
        self._columns.append((self._names.claim(hint), values))
        return self._columns[-1][0]

    def header(self) -> tuple[str, str]:
        """What stands between `for` and `in`, and after it."""
        numbers = f"range({self.start}, {self._stop})"
        if not self._columns:
            return self._variable, numbers
        names = ", ".join([self._variable, *(name for name, _ in self._columns)])
        columns = [literal(tuple(values)) for _, values in self._columns]
        if len(columns) == 1:
            return names, f"enumerate({columns[0]}, {self.start})"
        return names, f"zip({numbers}, {', '.join(columns)}, strict=True)"
