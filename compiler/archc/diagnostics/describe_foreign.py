"""Puts what code of a plugin gives or raises into words, whatever its own methods do."""

from __future__ import annotations

_MAX_SHOWN = 80


def describe_exception(error: BaseException) -> str:
    """The last line of a traceback: `ValueError: no such axis`."""
    name = type(error).__name__
    try:
        text = str(error.msg if isinstance(error, SyntaxError) else error)
    except Exception:
        return name
    return f"{name}: {text}".rstrip(": ")


def show_value(value: object) -> str:
    """A value as Python writes it, cut where it is long."""
    try:
        text = repr(value)
    except Exception:
        return f"a {type(value).__name__}"
    return text if len(text) <= _MAX_SHOWN else f"{text[:_MAX_SHOWN]}..."
