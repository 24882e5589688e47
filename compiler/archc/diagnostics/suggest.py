"""Finds the word that a misspelt one was meant to be."""

from __future__ import annotations

from collections.abc import Iterable


def closest(word: str, candidates: Iterable[str]) -> str | None:
    """The candidate nearest to a word, if one is near enough to be meant."""
    # Imported here: only a wrong spec needs it.
    from difflib import get_close_matches

    found = get_close_matches(word.lower()[:100], sorted(set(candidates)), n=1, cutoff=0.6)
    return found[0] if found else None


def did_you_mean(word: str, candidates: Iterable[str], *, known: str = "") -> str:
    """A help line: the nearest candidate, else what there is."""
    names = sorted(set(candidates))
    near = closest(word, names)
    if near is not None:
        return f"did you mean `{near}`?"
    if not names or not known:
        return ""
    shown = ", ".join(names[:12]) + (", ..." if len(names) > 12 else "")
    return f"{known}: {shown}"
