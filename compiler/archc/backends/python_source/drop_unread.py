"""Removes the assignments of a function that nothing reads: names for values that were wired to nothing.

1. `skip = x` goes when no statement and no result reads `skip`; so does a layer, which Keras would leave out of
   the model anyway.
2. A loop or a condition that is left without a body goes too.
"""

from __future__ import annotations

import re
from dataclasses import replace

from archc.backends.python_source.code import (
    CallFunction,
    CallLayer,
    Copy,
    For,
    If,
    Line,
    Statement,
)

_WORD = re.compile(r"[A-Za-z_]\w*")


def drop_unread(body: list[Statement], result: str) -> list[Statement]:
    """The statements without those that assign what neither the others nor the result read."""
    while True:
        read = frozenset(_WORD.findall(" ".join([result, *_texts(body)])))
        kept = _keep(body, read)
        if kept == body:
            return kept
        body = kept


def _keep(body: list[Statement], read: frozenset[str]) -> list[Statement]:
    kept: list[Statement] = []
    for statement in body:
        match statement:
            case Copy() | CallLayer() | CallFunction() if not _is_read(statement.target, read):
                continue
            case For() | If():
                inner = tuple(_keep(list(statement.body), read))
                if inner:
                    kept.append(replace(statement, body=inner))
            case _:
                kept.append(statement)
    return kept


def _is_read(target: str, read: frozenset[str]) -> bool:
    return target == "raise" or bool(read.intersection(target.split(", ")))


def _texts(body: list[Statement]) -> list[str]:
    """The texts of all that statements read."""
    found: list[str] = []
    for statement in body:
        match statement:
            case CallLayer():
                found += [statement.name, statement.value, *(a.text for a in statement.arguments)]
            case CallFunction():
                found += [statement.function, *(a.text for a in statement.arguments)]
            case Copy():
                found.append(statement.value)
            case For():
                found += [statement.iterable, *_texts(list(statement.body))]
            case If():
                found += [statement.condition, *_texts(list(statement.body))]
            case Line():
                found.append(statement.text)
    return found
