"""Finds the word that a misspelt one was meant to be."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice


def closest(word: str, candidates: Iterable[str]) -> str | None:
    """The candidate nearest to a word, if one is near enough to be meant."""
    # Imported here: only a wrong spec needs it.
    from difflib import get_close_matches

    word, names = word.lower()[:100], sorted(set(islice(candidates, _MAX_CANDIDATES)))
    found = get_close_matches(word, names, n=1, cutoff=_CUTOFF)
    return found[0] if found else next((name for name in names if _is_short_for(word, name)), None)


_CUTOFF = 0.65
_MAX_CANDIDATES = 1000
_MIN_SHORT = 3


def _is_short_for(word: str, name: str) -> bool:
    """Whether one is the begin of the other: `eps` of `epsilon`, `conv` of `convolution`."""
    short, long = sorted((word, name), key=len)
    return len(short) >= _MIN_SHORT and long.startswith(short)


def did_you_mean(word: str, candidates: Iterable[str], *, known: str = "") -> str:
    """A help line: the nearest candidate, else what there is."""
    names = sorted(set(islice(candidates, _MAX_CANDIDATES)))
    near = closest(word, names)
    if near is not None:
        return f"did you mean `{near}`?"
    if not names or not known:
        return ""
    shown = ", ".join(names[:12]) + (", ..." if len(names) > 12 else "")
    return f"{known}: {shown}"
