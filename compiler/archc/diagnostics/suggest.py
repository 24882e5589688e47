"""Finds the word that a misspelt one was meant to be, and puts it in its place."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import islice
from typing import NamedTuple

from archc.diagnostics.diagnostic import Edit, Fix
from archc.source.source_file import Span


class Suggestion(NamedTuple):
    """What to say of a word that is not known, and the fix for it if one is near."""

    help: str
    fix: Fix | None = None


def suggest(word: str, candidates: Iterable[str], span: Span, *, known: str = "") -> Suggestion:
    """The help for a word that stands at a place: the nearest candidate, else what there is."""
    names = sorted(set(islice(candidates, _MAX_CANDIDATES)))
    near = closest(word, names)
    help_text = did_you_mean(word, names, known=known)
    if near is None:
        return Suggestion(help_text)
    return Suggestion(help_text, replace_word(span, word, near, safe=is_sure(word, near, names)))


def replace_word(span: Span, word: str, new: str, *, safe: bool = True) -> Fix | None:
    """The fix that writes another word wherever a span holds this one; None where it does not."""
    whole = re.compile(rf"(?<!\w){re.escape(word)}(?!\w)")
    places = [match.span() for match in whole.finditer(span.text)]
    edits = [Edit(Span(span.file, span.start + a, span.start + b), new) for a, b in places]
    return Fix(f"write `{new}`", tuple(edits), safe) if edits else None


def word_in(span: Span, word: str) -> Span:
    """The first place of a word in a span, after a `$` if it has one; the whole span if it is not there."""
    match = re.search(rf"\$?(?<!\w){re.escape(word)}(?!\w)", span.text) if word else None
    if match is None:
        return span
    return Span(span.file, span.start + match.start(), span.start + match.end())


def is_sure(word: str, near: str, names: list[str]) -> bool:
    """Whether a word can only be a slip for the nearest name: no other is nearly as near.

    Words that differ in their numbers are different words: `branch_1` is no slip for `branch_2`, nor `cell_a`
    for `cell_b`.
    """
    from difflib import SequenceMatcher

    if len(word) > _MAX_WORD:
        return False
    if re.findall(r"\d+|_[a-z]$", word) != re.findall(r"\d+|_[a-z]$", near):
        return False
    if sorted(word) == sorted(near):  # Letters that changed places.
        return sum(sorted(name) == sorted(word) for name in names) == 1
    likeness = {name: SequenceMatcher(None, word.lower(), name).ratio() for name in names}
    best = likeness.pop(near, 0.0)
    return best >= _SURE and max(likeness.values(), default=0.0) <= best - _LEAD


_SURE = 0.8
_LEAD = 0.05


def closest(word: str, candidates: Iterable[str]) -> str | None:
    """The candidate nearest to a word, if one is near enough to be meant."""
    # Imported here: only a wrong spec needs it.
    from difflib import get_close_matches

    word, names = word.lower()[:_MAX_WORD], sorted(set(islice(candidates, _MAX_CANDIDATES)))
    found = get_close_matches(word, names, n=1, cutoff=_CUTOFF)
    return found[0] if found else next((name for name in names if _is_short_for(word, name)), None)


_CUTOFF = 0.65
_MAX_CANDIDATES = 1000
_MAX_WORD = 100
_MIN_SHORT = 3


def _is_short_for(word: str, name: str) -> bool:
    """Whether one is short for the other: `eps` for `epsilon`, `args` for `arguments`."""
    short, long = sorted((word, name), key=len)
    if len(short) < _MIN_SHORT:
        return False
    return long.startswith(short) or (short[-1] == long[-1] and _leaves_out(short, long))


def _leaves_out(short: str, long: str) -> bool:
    """Whether one is the other without some letters, but for the first: `args` of `arguments`."""
    letters = iter(long)
    return short[0] == long[0] and all(letter in letters for letter in short)


def did_you_mean(word: str, candidates: Iterable[str], *, known: str = "") -> str:
    """A help line: the nearest candidate, else what there is."""
    names = sorted(set(islice(candidates, _MAX_CANDIDATES)))
    near = closest(word, names)
    if near is not None:
        return f"did you mean `{near}`?"
    return list_names(names, known) if names and known else ""


def list_names(names: list[str], known: str) -> str:
    """What there is: `there are: a, b, c`."""
    return f"{known}: {', '.join(names[:12])}" + (", ..." if len(names) > 12 else "")
