"""Writes a number with the noun that it counts."""

from __future__ import annotations


def counted(number: int, noun: str) -> str:
    """A count as text.

    >>> counted(1, "layer"), counted(1465, "layer")
    ('1 layer', '1,465 layers')
    """
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
