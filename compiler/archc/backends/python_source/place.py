"""A place in the code being written: its statements, its variables, and the prefix of its layer names."""

from __future__ import annotations

from archc.backends.python_source.code import Statement
from archc.backends.python_source.literals import literal
from archc.backends.python_source.value_writer import ValueWriter
from archc.diagnostics.diagnostic import InternalError
from archc.ir.regions import Region


class Place:
    """Where statements are added.

    `chain` is the variable that the steps of the sequence hand on; `names` are the variables of named values;
    `live` are variables that must not be overwritten; `depth` counts the loops around. A prefix holds loop
    variables in braces: `b_{i}_`.
    """

    def __init__(
        self,
        writer: ValueWriter,
        chain: str,
        names: dict[str, str],
        prefix: str,
        depth: int = 0,
        live: frozenset[str] = frozenset(),
    ) -> None:
        self.writer = writer
        self.chain = chain
        self.names = names
        self.prefix = prefix
        self.depth = depth
        self.live = live | {chain}
        self.statements: list[Statement] = []

    def branch(self, chain: str, prefix: str, live: frozenset[str] = frozenset()) -> Place:
        """The same place in another variable, with names of its own and the same statements.

        `live` are variables that the branch must leave alone, besides those of the code around it.
        """
        names = dict(self.names)
        place = Place(self.writer, chain, names, prefix, self.depth, self.live | live)
        place.statements = self.statements
        return place

    def nested(self) -> Place:
        """The same place with statements of its own, for the body of an `if`."""
        place = self.branch(self.chain, self.prefix)
        place.statements = []
        return place

    def local(self, name: str) -> str:
        """A local variable of the function."""
        return self.writer.function.names.reuse(name)

    def layer_name(self, names: list[str], regions: list[Region]) -> str:
        """The text for the names that layers have in these regions, one for each."""
        suffixes = {n[len(r.prefix) :] for n, r in zip(names, regions, strict=True)}
        if len(suffixes) != 1:
            raise InternalError(
                f"python_source: the names of {sorted(suffixes)} differ in one place"
            )
        return name_text((self.prefix + suffixes.pop()).removesuffix("_"))


def name_text(name: str) -> str:
    """The text for a layer name: an f-string when it holds a variable."""
    if name == "{name}":
        return "name"
    return f'f"{name}"' if "{" in name else literal(name)
