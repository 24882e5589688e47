"""Removes the statements of a function whose result nothing reads.

1. An assignment goes when nothing after it reads its variable: `skip = x`, or a layer, which Keras would
   leave out of the model anyway.
2. What the next iteration of a loop reads counts as read.
3. A loop or a condition that is left without a body goes too.
4. A loop that is left with names for values runs once, if it would do the same every time, and runs at all.
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
Words = frozenset[str]


def drop_unread(body: list[Statement], result: str) -> list[Statement]:
    """The statements that the result needs."""
    return _needed(tuple(body), _words(result))[0]


def _needed(body: tuple[Statement, ...], read: Words) -> tuple[list[Statement], Words]:
    """The statements that are needed where these variables are read after them; what is read before them."""
    kept: list[Statement] = []
    for statement in reversed(body):
        match statement:
            case For():
                inner, read = _loop(statement, read)
                once = not inner or (_runs(statement) and _is_as_good_once(inner, statement))
                kept += inner[::-1] if once else [_with_body(statement, inner)]
            case If():
                inner, before = _needed(statement.body, read)
                if inner:
                    kept.append(replace(statement, body=tuple(inner)))
                    read |= before | _words(statement.condition)
            case CallLayer() | CallFunction() | Copy():
                targets = frozenset(statement.target.split(", "))
                if statement.target == "raise" or targets & read:
                    kept.append(statement)
                    read = (read - targets) | _read_by(statement)
            case Line():
                kept.append(statement)
                read |= _words(statement.text)
    return kept[::-1], read


def _loop(loop: For, read: Words) -> tuple[list[Statement], Words]:
    """Rule 2."""
    while True:
        inner, before = _needed(loop.body, read)
        if before <= read:
            return inner, read | _words(loop.iterable) if inner else read
        read |= before


def _runs(loop: For) -> bool:
    """Whether a loop is known to run; an argument may say that it does not."""
    return loop.stop.isdigit() and int(loop.stop) > loop.start


def _is_as_good_once(body: list[Statement], loop: For) -> bool:
    """Rule 4: nothing but copies, which read nothing that the loop changes, nor their conditions."""
    targets = _copied_to(body)
    return targets is not None and not _all_words(body) & (targets | _words(loop.targets))


def _copied_to(body: list[Statement]) -> Words | None:
    """What statements assign to if they only copy, perhaps under conditions; else None."""
    found: Words = frozenset()
    for statement in body:
        inner = _copied_to(list(statement.body)) if isinstance(statement, If) else None
        if isinstance(statement, Copy):
            inner = frozenset({statement.target})
        if inner is None:
            return None
        found |= inner
    return found


def _with_body(loop: For, body: list[Statement]) -> For:
    """The loop without the variables that its body no longer reads."""
    read = _all_words(body)
    columns = tuple((name, values) for name, values in loop.columns if name in read)
    variable = loop.variable if loop.variable in read else "_"
    return replace(loop, variable=variable, columns=columns, body=tuple(body))


def _all_words(body: list[Statement]) -> Words:
    found: Words = frozenset()
    for statement in body:
        match statement:
            case For():
                found |= _words(statement.iterable) | _all_words(list(statement.body))
            case If():
                found |= _words(statement.condition) | _all_words(list(statement.body))
            case Line():
                found |= _words(statement.text)
            case _:
                found |= _read_by(statement)
    return found


def _read_by(statement: CallLayer | CallFunction | Copy) -> Words:
    match statement:
        case CallLayer():
            given = [argument.text for argument in statement.arguments]
            return _words(" ".join([statement.name, statement.value, *given]))
        case CallFunction():
            return _words(" ".join(argument.text for argument in statement.arguments))
        case Copy():
            return _words(statement.value)


def _words(text: str) -> Words:
    return frozenset(_WORD.findall(text))
