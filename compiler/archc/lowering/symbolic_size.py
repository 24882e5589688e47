"""A size that remembers how it was computed from the sizes of the input and from arguments.

The shape rules of the ops run on it unchanged, because it has their operators. Two sizes are equal only
if they are equal whatever the input is: those that follow from one symbol have a normal form (`size_form`);
what has none is compared by how it was computed. Order is that of the values.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from archc.lowering.size_form import OPERATIONS, Floor, Periodic, combine


class Opaque(NamedTuple):
    """What an operation gave on some parts; a digest stands for both, because parts have parts of their own.

    Those that one size is made of may be in it again and again: written out they would fill the memory.
    """

    operation: str
    digest: str


def opaque(operation: str, parts: tuple[object, ...]) -> Opaque:
    """The form of what an operation gave on these parts: numbers, words and forms."""
    # Imported here: few specs need it.
    from hashlib import blake2b

    text = f"{operation} {parts!r}"
    return Opaque(operation, blake2b(text.encode(), digest_size=16).hexdigest())


Form = Floor | Periodic | Opaque


class Size:
    """A size with its value for the input of the spec, its form, and the symbols that it depends on."""

    __slots__ = ("form", "symbols", "value")

    def __init__(self, value: int, form: Form, symbols: frozenset[str]) -> None:
        self.value = value
        self.form = form
        self.symbols = symbols

    def __add__(self, other: int | Size) -> Size:
        return self if _is(other, 0) else _computed("+", self, other, type(self))

    __radd__ = __add__

    def __sub__(self, other: int | Size) -> Size:
        return _computed("-", self, other, type(self)) if isinstance(other, Size) else self + -other

    def __rsub__(self, other: int) -> Size:
        return _computed("-", other, self, type(self))

    def __neg__(self) -> Size:
        return 0 - self

    def __mul__(self, other: int | Size) -> Size:
        return self if _is(other, 1) else _computed("*", self, other, type(self))

    __rmul__ = __mul__

    def __floordiv__(self, other: int | Size) -> Size:
        return self if _is(other, 1) else _computed("//", self, other, type(self))

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

    def __repr__(self) -> str:
        return f"{self.value}"


def _is(part: int | Size, number: int) -> bool:
    return not isinstance(part, Size) and part == number


def _computed(operation: str, left: int | Size, right: int | Size, kind: type[Size]) -> Size:
    """The size that an operation gives."""
    sizes = (left, right)
    parts = tuple(part.form if isinstance(part, Size) else part for part in sizes)
    value = OPERATIONS[operation](*(x.value if isinstance(x, Size) else x for x in sizes))
    return kind(value, _form(operation, *parts), symbols_of(sizes))


def _form(operation: str, left: Form | int, right: Form | int) -> Form:
    plain = int | Floor | Periodic
    # The rule of a plugin can compute with anything.
    if isinstance(left, plain) and isinstance(right, plain):
        found = combine(operation, left, right)
        if found is not None:
            return found
    commutes = operation in ("+", "*")
    parts = sorted((left, right), key=repr) if commutes else (left, right)
    return opaque(operation, tuple(parts))


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


def remainder(size: Size, divisor: int) -> Size:
    """What a division leaves over; `size % divisor` is the number that this is for the input of the spec."""
    return _computed("%", size, divisor, Size)


def computed(text: str, value: int, symbols: frozenset[str]) -> Size:
    """A size that an expression gave."""
    return Size(value, opaque(text, (value,)), symbols)


def symbols_of(sizes: tuple[int | Size, ...]) -> frozenset[str]:
    """All symbols that sizes depend on."""
    found: frozenset[str] = frozenset()
    for size in sizes:
        if isinstance(size, Size):
            found |= size.symbols
    return found
