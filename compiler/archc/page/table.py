"""A table in which every value stands once: columns hold its numbers in place of the values."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Generic, TypeVar

_Value = TypeVar("_Value", bound=Hashable)


class Table(Generic[_Value]):
    """Values in the order in which they were first met."""

    def __init__(self) -> None:
        self._numbers: dict[_Value, int] = {}

    def number(self, value: _Value) -> int:
        """The number of a value, which is added if it is new."""
        return self._numbers.setdefault(value, len(self._numbers))

    def values(self) -> list[_Value]:
        """All values, in the order of their numbers."""
        return list(self._numbers)
