"""Finds a code by its number or its slug, and the group that it belongs to."""

from __future__ import annotations

import re

from archc.diagnostics import codes
from archc.diagnostics.codes import Code
from archc.diagnostics.suggest import closest

GROUPS = {
    "00": "Files",
    "01": "YAML",
    "02": "The language",
    "03": "Names, parameters and expressions",
    "04": "Shapes and merges",
    "05": "Variants",
    "06": "Limits",
    "07": "Plugins",
    "08": "Budgets and locks",
}
"""What the codes speak of, by the first two digits of their numbers."""


def all_codes() -> dict[str, Code]:
    """Every code by its number, in their order."""
    found = [value for value in vars(codes).values() if isinstance(value, Code)]
    return {code.id: code for code in sorted(found, key=lambda code: (code.id[1:3], _rank(code)))}


def grouped_codes() -> dict[str, list[Code]]:
    """Every code, by the titles of their groups."""
    found: dict[str, list[Code]] = {title: [] for title in GROUPS.values()}
    for code in all_codes().values():
        found[GROUPS[code.id[1:3]]].append(code)
    return {title: group for title, group in found.items() if group}


def find_code(word: str) -> Code | None:
    """The code that has this number or slug, in letters of either case."""
    wanted = word.lower()
    return next((c for c in all_codes().values() if wanted in (c.id.lower(), c.slug)), None)


def suggest_code(word: str) -> Code | None:
    """The code that a word which is none may have been meant for: `e401`, `401`, `merge-mismatch`."""
    found = all_codes()
    number = re.fullmatch(r"([A-Z]?)(\d{1,4})", word.upper())
    if number is not None:
        letters = number[1] or "EWN"
        exact = (found.get(f"{letter}{number[2]:0>4}") for letter in letters)
        return next((code for code in exact if code is not None), None)
    near = closest(word, [code.slug for code in found.values()])
    return find_code(near) if near is not None else None


def _rank(code: Code) -> tuple[int, str]:
    """Errors come first in a group, notes last."""
    return "EWN".index(code.id[0]), code.id
