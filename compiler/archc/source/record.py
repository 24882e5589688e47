"""Immutable records: what `@dataclass(frozen=True, eq=False)` gives, without its cost at start-up.

A dataclass generates and compiles six methods when its module is imported, which takes 0.5 to 1 ms for
each class; `archc check` would spend a fifth of its time on that. A record compiles its constructor alone.
That records are not changed is checked by mypy, not when the program runs; they are compared by identity.
"""

from __future__ import annotations

from typing import Any, TypeVar, dataclass_transform

_Class = TypeVar("_Class", bound=type)


@dataclass_transform(frozen_default=True, eq_default=False)
def record(cls: _Class) -> _Class:
    """Makes a class whose annotations are its fields; values are given by position or by name."""
    names = tuple(vars(cls).get("__annotations__", ()))
    defaults = {f"_{name}": vars(cls)[name] for name in names if name in vars(cls)}
    parameters = ", ".join(f"{n}=_{n}" if f"_{n}" in defaults else n for n in names)
    body = "\n".join(f"    self.{name} = {name}" for name in names)
    made: dict[str, Any] = {}
    # The text is made of the names of the fields of our own classes and of nothing else.
    exec(f"def __init__(self, {parameters}):\n{body}", defaults, made)
    cls.__init__ = made["__init__"]  # type: ignore[misc]  # this is what the decorator is for
    if "__repr__" not in vars(cls):
        cls.__repr__ = _represent  # type: ignore[assignment]  # likewise
    return cls


def _represent(self: object) -> str:
    fields = ", ".join(f"{name}={value!r}" for name, value in vars(self).items())
    return f"{type(self).__name__}({fields})"
