"""Turns what a budget says of a count into the smallest and the largest number that it allows.

1. A whole number, with `,` or `_` between its digits or without, is that number.
2. A number with a prefix is what papers print: the count must round to it. Two digits behind the point of
   `42.74M` are two digits of the count: 42,735,000 to 42,745,000.
3. `<=`, `<`, `>=`, `>` and `==` compare with the number as it stands: `43M` is 43,000,000 there.
4. `a..b` is a range, its ends included.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from archc.schema.expect import NUMBER_PATTERN

_PARTS = re.compile(rf"(<=|>=|==|<|>)? *({NUMBER_PATTERN})(?: *\.\. *({NUMBER_PATTERN}))?")
_POWERS = {"k": 3, "K": 3, "M": 6, "G": 9, "T": 12}


class CountLimit(NamedTuple):
    """The counts from `low` to `high`, both included; None where there is no bound.

    `text` is the limit as messages write it.
    """

    low: int | None
    high: int | None
    text: str

    def allows(self, count: int) -> bool:
        """Whether a count is within the bounds."""
        return self.excess(count) == 0

    def excess(self, count: int) -> int:
        """By how much a count is above the upper bound, or (below 0) under the lower one."""
        if self.high is not None and count > self.high:
            return count - self.high
        if self.low is not None and count < self.low:
            return count - self.low
        return 0


def parse_count_limit(value: int | float | str) -> CountLimit:
    """The limit that a value means, which is a whole number or a text that the schema allows.

    >>> parse_count_limit("<= 43M")
    CountLimit(low=None, high=43000000, text='at most 43,000,000')
    >>> parse_count_limit("42.7M")
    CountLimit(low=42650000, high=42750000, text='42.7M (42,650,000 to 42,750,000)')
    >>> parse_count_limit("40M..43M").allows(43_000_001)
    False
    """
    if not isinstance(value, str):
        return _exactly(int(value))
    found = _PARTS.fullmatch(value)
    if found is None:
        raise ValueError(f"{value!r} is not a limit")
    sign, first, last = found.groups()
    number, unit = _number(first)
    if last is not None:
        end, _ = _number(last)
        return CountLimit(number, end, f"{number:,} to {end:,}")  # Rule 4.
    if sign is not None:
        return _compared(sign, number)
    if unit == 1:
        return _exactly(number)  # Rule 1.
    low, high = max(0, number - unit // 2), number + unit // 2
    return CountLimit(low, high, f"{first} ({low:,} to {high:,})")  # Rule 2.


def _exactly(number: int) -> CountLimit:
    return CountLimit(number, number, f"{number:,}")


def _compared(sign: str, number: int) -> CountLimit:
    """Rule 3."""
    match sign:
        case "<=":
            return CountLimit(None, number, f"at most {number:,}")
        case "<":
            return CountLimit(None, number - 1, f"fewer than {number:,}")
        case ">=":
            return CountLimit(number, None, f"at least {number:,}")
        case ">":
            return CountLimit(number + 1, None, f"more than {number:,}")
    return _exactly(number)


def _number(text: str) -> tuple[int, int]:
    """A number, and what its last digit counts."""
    digits = text.replace("_", "").replace(",", "")
    power = _POWERS.get(digits[-1], 0)
    whole, _, decimals = digits.rstrip("kKMGT ").partition(".")
    unit = 10 ** (power - len(decimals))
    return int(whole + decimals) * unit, unit
