"""Writes a scalar as YAML from which archc, and any YAML 1.2 reader, reads the same value."""

from __future__ import annotations

import re

from archc.syntax.scalars import resolve_scalar

_PLAIN_IN_FLOW = re.compile(r"[A-Za-z_$/][A-Za-z0-9_$./+-]*(?: [A-Za-z0-9_$./+-]+)*\Z")
_PLAIN = re.compile(
    r"[A-Za-z_$/(][A-Za-z0-9_$./+,;()'!?=*%<>{}-]*(?: [A-Za-z0-9_$./+,;()!?=*%<>-]+)*\Z"
)
_OLD_BOOLEANS = frozenset({"yes", "no", "on", "off"})
"""What readers of YAML 1.1 take for true and false."""
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}

_NO_COMMAND = "\\x23#"
"""The same two characters, which begin no command where the text is printed into a log of CI."""


def write_scalar(value: bool | int | float | str | None, *, in_flow: bool) -> str:
    """The text of a value; `in_flow` if brackets are around it. Nothing is written for None."""
    match value:
        case None:
            return ""
        case bool():
            return str(value).lower()
        case int():
            return str(value)
        case float():
            return repr(value)
    pattern = _PLAIN_IN_FLOW if in_flow else _PLAIN
    if pattern.match(value) and not _means_something(value):
        return value
    text = "".join(map(_escaped, value))
    return f'"{text.replace("##", _NO_COMMAND)}"'


def _means_something(text: str) -> bool:
    """Whether a text without quotes would not be read as that text."""
    return not isinstance(resolve_scalar(text), str) or text.lower() in _OLD_BOOLEANS


def _escaped(character: str) -> str:
    """A character inside of double quotes; whatever could end a line or is not seen is escaped."""
    if character in _ESCAPES:
        return _ESCAPES[character]
    if character.isprintable():
        return character
    code = ord(character)
    if code <= 0xFF:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"
