"""A size that remembers how it was computed from the sizes of the input and from arguments.

The shape rules of the ops run on it unchanged, because it has their operators. Two sizes are equal only
if they are equal whatever the input is: `floor((n + a) / b) + c` is a normal form for chains of windows,
margins and strides; what leaves that form is compared by how it was computed. Order is that of the values.
"""

from __future__ import annotations

from typing import Any, NamedTuple


class Floor(NamedTuple):
    """`floor((symbol + a) / b) + c`, with 0 <= a < b."""

    symbol: str
    a: int
    b: int
    c: int


class Opaque(NamedTuple):
    """What an operation gave on these parts."""

    operation: str
    parts: tuple[object, ...]


Form = Floor | Opaque


class Size:
    """A size with its value for the input of the spec, its form, and the symbols that it depends on."""

    __slots__ = ("form", "symbols", "value")

    def __init__(self, value: int, form: Form, symbols: frozenset[str]) -> None:
        self.value = value
        self.form = form
        self.symbols = symbols

    def __add__(self, other: int | Size) -> Size:
        if isinstance(other, Size):
            return _combine("+", self, other, self.value + other.value)
        if isinstance(self.form, Floor):
            symbol, a, b, c = self.form
            return type(self)(self.value + other, Floor(symbol, a, b, c + other), self.symbols)
        return self._opaque("+", other, self.value + other) if other else self

    __radd__ = __add__

    def __sub__(self, other: int | Size) -> Size:
        if isinstance(other, Size):
            return _combine("-", self, other, self.value - other.value)
        return self + -other

    def __rsub__(self, other: int) -> Size:
        return self._opaque("r-", other, other - self.value)

    def __neg__(self) -> Size:
        return self._opaque("neg", 0, -self.value)

    def __mul__(self, other: int | Size) -> Size:
        if isinstance(other, Size):
            return _combine("*", self, other, self.value * other.value)
        return self if other == 1 else self._opaque("*", other, self.value * other)

    __rmul__ = __mul__

    def __floordiv__(self, other: int | Size) -> Size:
        if isinstance(other, Size):
            return _combine("//", self, other, self.value // other.value)
        if other == 1:
            return self
        if not isinstance(self.form, Floor):
            return self._opaque("//", other, self.value // other)
        symbol, a, b, c = self.form
        above, below = a + b * c, b * other
        form = Floor(symbol, above % below, below, above // below)
        return type(self)(self.value // other, form, self.symbols)

    def __mod__(self, other: int | Size) -> int:
        return self.value % int(other)

    def __rmod__(self, other: int) -> int:
        return other % self.value

    def __int__(self) -> int:
        return self.value

    __index__ = __int__

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Size) and self.form == other.form

    def __hash__(self) -> int:
        return hash(self.form)

    def __lt__(self, other: int | Size) -> bool:
        return self.value < int(other)

    def __le__(self, other: int | Size) -> bool:
        return self.value <= int(other)

    def __gt__(self, other: int | Size) -> bool:
        return self.value > int(other)

    def __ge__(self, other: int | Size) -> bool:
        return self.value >= int(other)

    def _opaque(self, operation: str, other: int, value: int) -> Size:
        return type(self)(value, Opaque(operation, (self.form, other)), self.symbols)

    def __repr__(self) -> str:
        return f"{self.value}"


def _combine(operation: str, left: Size, right: Size, value: int) -> Size:
    parts = [left.form, right.form]
    if operation in "+*":
        parts.sort(key=repr)
    return type(left)(value, Opaque(operation, tuple(parts)), left.symbols | right.symbols)


class StrictSize(Size):
    """A size for shape rules that are not archc's own: what would lose how it was computed raises."""

    __slots__ = ()

    @classmethod
    def of(cls, size: Any) -> Any:
        """The strict form of a size; numbers stay numbers."""
        return cls(size.value, size.form, size.symbols) if isinstance(size, Size) else size

    def loose(self) -> Size:
        """The size as it was before it was strict."""
        return Size(self.value, self.form, self.symbols)

    def __int__(self) -> int:
        raise TypeError("this size is no number: it depends on the input")

    __index__ = __int__

    def __mod__(self, other: int | Size) -> int:
        raise TypeError("what remains of this size depends on the input")

    __rmod__ = __mod__

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Size):
            return self.form == other.form
        raise TypeError("whether this size is a number depends on the input")

    __hash__ = Size.__hash__


def symbol(name: str, value: int) -> Size:
    """A size that is a symbol itself."""
    return Size(value, Floor(name, 0, 1, 0), frozenset({name}))


def computed(text: str, value: int, symbols: frozenset[str]) -> Size:
    """A size that an expression gave."""
    return Size(value, Opaque(text, (value,)), symbols)


def symbols_of(sizes: tuple[int | Size, ...]) -> frozenset[str]:
    """All symbols that sizes depend on."""
    found: frozenset[str] = frozenset()
    for size in sizes:
        if isinstance(size, Size):
            found |= size.symbols
    return found
