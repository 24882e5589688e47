"""Words of a tile, each with what it means, so that tiles can be compared word by word.

A label is read by the rules that it was written by (`diagram/label_layer.py`):

    3x3 conv 64 /2, V  ->  window 3x3, conv, count 64, stride /2, V
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Literal

from archc.source.record import record

Kind = Literal["plain", "window", "count", "stride", "rate", "norm", "function"]


@record
class Word:
    """One word. `text` may be empty: what goes without saying. `value` is what a table says of it."""

    kind: Kind
    text: str
    value: str
    comma: bool = False


def plain(text: str) -> tuple[Word, ...]:
    """Words that mean nothing beyond what they say."""
    return (Word("plain", text, text),)


def say(words: Iterable[Word]) -> str:
    """The text of a tile."""
    text = ""
    for word in words:
        glue = "" if not text else ", " if word.comma else " "
        text += f"{glue}{word.text}" if word.text else ""
    return text


def read_label(label: str, window: bool) -> Iterator[Word]:
    """The words of the label of a layer; one that has a window has a stride, said or not."""
    head, *remarks = label.split(", ")
    stride = Word("stride", "", "1")
    for token in head.split(" "):
        if re.fullmatch(r"[/x]\d+(x\d+)?", token):
            stride = Word("stride", token, token[1:])
        else:
            yield _word(token)
    if window:
        yield stride
    for remark in remarks:
        first, *more = remark.split(" ")
        word = _word(first)
        yield Word(word.kind, word.text, word.value, comma=True)
        yield from (_word(token) for token in more)


def _word(token: str) -> Word:
    if re.fullmatch(r"\d+x\d+", token):
        return Word("window", token, token)
    if re.fullmatch(r"\d+", token):
        return Word("count", token, token)
    if re.fullmatch(r"\d*\.\d+(e-?\d+)?", token):
        rate = f"{float(token):.3g}"
        return Word("rate", rate, rate)
    return Word("plain", token, token)
