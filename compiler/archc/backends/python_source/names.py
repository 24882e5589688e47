"""Names in generated code: unique in their function, never a word of Python or of the module."""

from __future__ import annotations

import keyword

_TAKEN = frozenset({"keras", "layers", "print", "range", "zip", "enumerate", "tuple", "len"})


class Names:
    """The names that a function uses."""

    def __init__(self, taken: frozenset[str] = frozenset()) -> None:
        self._taken = taken | _TAKEN
        self._used = set(self._taken)

    def claim(self, wanted: str) -> str:
        """The wanted name, or one like it that is free."""
        name, number = wanted, 2
        while name in self._used or keyword.iskeyword(name):
            name, number = f"{wanted}_{number}", number + 1
        self._used.add(name)
        return name

    def reuse(self, wanted: str) -> str:
        """A name for a local value, which may be assigned again later."""
        if keyword.iskeyword(wanted) or wanted in self._taken:
            wanted = f"{wanted}_value"
        self._used.add(wanted)
        return wanted
