"""Names in generated code: unique in their function, never a word of Python or of the module."""

from __future__ import annotations

import keyword
from typing import Literal

Kind = Literal["value", "branch", "loop", "column"]

BUILTINS = frozenset(
    {"keras", "layers", "range", "zip", "enumerate", "len", "int", "abs", "min", "max", "round"}
)


class Names:
    """The names that a function uses.

    A name that was claimed is nobody else's. A name that is shared may be given again, to a thing of the same
    kind: a variable for a branch to a later branch.
    """

    def __init__(self, taken: frozenset[str] = frozenset()) -> None:
        self._owners: dict[str, str] = dict.fromkeys(taken | BUILTINS, "module")

    def claim(self, wanted: str) -> str:
        """The wanted name, or one like it that is free."""
        return self._free(wanted, "")

    def share(self, wanted: str, kind: Kind, live: frozenset[str] = frozenset()) -> str:
        """The wanted name, or one like it that is free or of the same kind; none of those that are live."""
        return self._free(wanted, kind, live)

    def keep(self, values: frozenset[str] | set[str]) -> None:
        """Keeps names for the values that a spec calls by them."""
        for name in values:
            self._owners.setdefault(name, "value")

    def _free(self, wanted: str, kind: str, live: frozenset[str] = frozenset()) -> str:
        # An `l` looks like a 1.
        wanted = f"{wanted}_" if wanted == "l" or keyword.iskeyword(wanted) else wanted
        name, number = wanted, 2
        while name in live or (name in self._owners and not (kind and self._owners[name] == kind)):
            name, number = f"{wanted}_{number}", number + 1
        self._owners[name] = kind
        return name
