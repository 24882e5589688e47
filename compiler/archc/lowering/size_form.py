"""The normal form of a number that is computed from one size of the input.

Windows, strides and fixed margins make `floor((n + a) / b) + c` of a size n. Whatever else sums, differences,
multiples, quotients and remainders make of it, it grows by one and the same number every so many steps of n:
the numbers on the way there say it all.

1. The least such period is kept, and what is a floor is written as one: numbers that are equal for every n
   have one form.
2. With a period beyond a limit, and of two sizes, a number has no form.

    n + n % 2  ->  0, 2, then 2 more every 2 steps      2 * floor((n + 1) / 2)  ->  the same
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from functools import lru_cache
from math import gcd, lcm
from typing import NamedTuple

MAX_PERIOD = 256
"""More than the strides of a network come to, and few enough numbers to list for every layer."""

OPERATIONS: dict[str, Callable[[int, int], int]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "//": operator.floordiv,
    "%": operator.mod,
}


class Floor(NamedTuple):
    """`floor((symbol + a) / b) + c`, with 0 <= a < b."""

    symbol: str
    a: int
    b: int
    c: int

    @property
    def period(self) -> int:
        """After how many steps of the symbol it has grown by a whole number, whatever the symbol is."""
        return self.b

    def at(self, n: int) -> int:
        """Its value for a value of the symbol."""
        return (n + self.a) // self.b + self.c


class Periodic(NamedTuple):
    """`values[symbol % period] + rise * floor(symbol / period)`, where the period is their number."""

    symbol: str
    rise: int
    values: tuple[int, ...]

    @property
    def period(self) -> int:
        """After how many steps of the symbol it has grown by `rise`, whatever the symbol is."""
        return len(self.values)

    def at(self, n: int) -> int:
        """Its value for a value of the symbol."""
        times, place = divmod(n, len(self.values))
        return self.values[place] + self.rise * times


Form = Floor | Periodic


@lru_cache(maxsize=512)
def combine(operation: str, left: Form | int, right: Form | int) -> Form | None:
    """The form of what an operation gives, one of `OPERATIONS`; None if it has none.

    >>> n = Floor("n", 0, 1, 0)
    >>> combine("+", n, combine("%", n, 2))
    Periodic(symbol='n', rise=2, values=(0, 2))
    >>> combine("//", combine("+", n, combine("%", n, 2)), 2)
    Floor(symbol='n', a=1, b=2, c=0)
    """
    match operation, left, right:
        case "+", Floor(symbol, a, b, c), int():
            return Floor(symbol, a, b, c + right)
        case "+", Periodic(symbol, rise, values), int():
            return Periodic(symbol, rise, tuple(value + right for value in values))
        case "//", Floor(symbol, a, b, c), int() if right > 0:
            above, below = a + b * c, b * right
            return Floor(symbol, above % below, below, above // below)
    forms = [part for part in (left, right) if not isinstance(part, int)]
    period = _period(operation, left, right)
    if period > MAX_PERIOD or len({form.symbol for form in forms}) != 1:
        return None
    compute = OPERATIONS[operation]
    numbers = [compute(_at(left, n), _at(right, n)) for n in range(period + 1)]
    return _normal_form(forms[0].symbol, numbers)


def least_value(form: Form) -> int | None:
    """The least that it is where its symbol is a size, 1 or more; None if it falls without end.

    >>> least_value(Floor("n", 0, 1, -8)), least_value(Periodic("n", -1, (0, 0)))
    (-7, None)
    """
    if isinstance(form, Floor):
        return form.at(1)
    if form.rise < 0:
        return None
    return min(form.at(n) for n in range(1, form.period + 1))


def _period(operation: str, left: Form | int, right: Form | int) -> int:
    """A period of what an operation gives, not always the least; beyond the limit if it has none."""
    own = lcm(*(part.period for part in (left, right) if not isinstance(part, int)))
    if operation in ("+", "-"):
        return own
    if operation == "*":
        return own if isinstance(left, int) or isinstance(right, int) else MAX_PERIOD + 1
    if isinstance(left, int) or not isinstance(right, int) or right == 0:
        return MAX_PERIOD + 1
    # After so many periods what is divided has grown by a multiple of the divisor.
    rise = left.at(own) - left.at(0)
    return own * (abs(right) // gcd(rise, right))


def _at(part: Form | int, n: int) -> int:
    return part if isinstance(part, int) else part.at(n)


def _normal_form(symbol: str, numbers: list[int]) -> Form:
    """Rule 1, of the numbers of one period and the first of the next."""
    period = _least_period(numbers)
    rise, values = numbers[period] - numbers[0], tuple(numbers[:period])
    floor = Floor(symbol, sum(values) - period * values[0], period, values[0])
    if rise == 1 and all(floor.at(n) == value for n, value in enumerate(values)):
        return floor
    return Periodic(symbol, rise, values)


def _least_period(numbers: list[int]) -> int:
    """The fewest steps after which the numbers have grown by the same, wherever one begins."""
    whole = len(numbers) - 1
    for length in (length for length in range(1, whole) if whole % length == 0):
        grown = numbers[length] - numbers[0]
        if all(b - a == grown for a, b in zip(numbers, numbers[length:], strict=False)):
            return length
    return whole
