"""A loop of the generated code while its body is written: its variable, and columns of values."""

from __future__ import annotations

import ast
from typing import Any

from archc.backends.python_source.code import For, Statement
from archc.backends.python_source.expression_text import expression_text
from archc.backends.python_source.literals import literal
from archc.backends.python_source.names import Names
from archc.backends.python_source.whole_sums import plus


class Loop:
    """`for i in range(start, start + length)`, or an iteration that stands alone and has no variable.

    `count` is the expression for how often the repeat runs, where that is not a fixed number. The last
    index of the loop is then the count.
    """

    is_open: bool = False
    """Whether an argument of the spec decides how often it runs."""
    live: frozenset[str] = frozenset()
    """The columns of the loops around it."""

    def __init__(
        self, variable: str, start: int, length: int, count: ast.expr | None, names: Names
    ) -> None:
        self.variable = variable
        self.start = start
        self.length = length
        self.count = count
        self._names = names
        self._columns: list[tuple[str, list[Any]]] = []

    @property
    def fixed(self) -> bool:
        """Whether it always runs equally often."""
        return self.count is None

    def use_column(self, hint: str, values: list[Any]) -> str:
        """A further loop variable that takes these values in turn."""
        for name, column in self._columns:
            if column == values:
                return name
        own = frozenset(name for name, _ in self._columns)
        self._columns.append((self._names.share(hint, "column", own | self.live), values))
        return self._columns[-1][0]

    def columns(self) -> frozenset[str]:
        """The loop variables besides the index, and those of the loops around."""
        return self.live | {name for name, _ in self._columns}

    def statement(self, body: list[Statement]) -> For:
        """The loop with its body."""
        columns = tuple((name, literal(tuple(values))) for name, values in self._columns)
        return For(self.variable, self.start, self._stop(), columns, tuple(body))

    def _stop(self) -> str:
        """One more than the last index."""
        if self.count is None:
            return str(self.start + self.length)
        return expression_text(plus(self.count, 1))
