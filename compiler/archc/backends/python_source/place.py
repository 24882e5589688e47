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
    `live` are variables that must not be overwritten. A prefix holds loop variables in braces: `b_{i}_`.
    """

    def __init__(
        self,
        writer: ValueWriter,
        chain: str,
        names: dict[str, str],
        prefix: str,
        live: frozenset[str] = frozenset(),
    ) -> None:
        self.writer = writer
        self.chain = chain
        self.names = names
        self.prefix = prefix
        self.live = live | {chain}
        self.statements: list[Statement] = []
        self._own: set[str] = set()
        """The names that were given here, and not in the code around."""

    def branch(self, chain: str, prefix: str, live: frozenset[str] = frozenset()) -> Place:
        """The same place in another variable, with names of its own and the same statements.

        `live` are variables that the branch must leave alone, besides those of the code around it.
        """
        place = Place(self.writer, chain, dict(self.names), prefix, self.live | live)
        place.statements = self.statements
        return place

    def nested(self) -> Place:
        """The same place with statements of its own, for the body of an `if`."""
        place = self.branch(self.chain, self.prefix)
        place.statements = []
        return place

    def for_some(self, chosen: list[bool]) -> Place:
        """The same for the body of an `if` that runs in some of the rows."""
        rows = [row for row, is_chosen in zip(self.writer.rows, chosen, strict=True) if is_chosen]
        writer = ValueWriter(self.writer.graph, self.writer.function, rows, self.writer.loops)
        return Place(writer, self.chain, dict(self.names), self.prefix, self.live)

    def value_variable(self, name: str, busy: frozenset[str] = frozenset()) -> str:
        """A variable for a value that the spec gives a name: not one that may still be read.

        A name that is given again hands its variable on, if no other name has that variable, and it is not
        `busy`.
        """
        old = self.names.get(name, "")
        free = old not in self.live | busy and list(self.names.values()).count(old) == 1
        if name in self._own and free:
            return old
        names = self.writer.function.names
        return names.share(name, "value", self.live | frozenset(self.names.values()))

    def bind(self, name: str, variable: str) -> None:
        """Gives a value the name that the spec has for it."""
        self.names[name] = variable
        self._own.add(name)

    def branch_variable(self, wanted: str, live: frozenset[str]) -> str:
        """A variable for a branch: not one that may still be read."""
        taken = self.live | live | frozenset(self.names.values())
        return self.writer.function.names.share(wanted, "branch", taken)

    def layer_name(self, names: list[str], regions: list[Region]) -> str:
        """The text for the names that layers have in these regions, one for each."""
        return name_text(self.prefix + self._suffix(names, regions))

    def call_name(self, prefixes: list[str], regions: list[Region]) -> str:
        """The text for the name of a call, from the prefixes of its layers: they go on from an underscore."""
        return name_text((self.prefix + self._suffix(prefixes, regions))[:-1])

    def _suffix(self, names: list[str], regions: list[Region]) -> str:
        suffixes = {n[len(r.prefix) :] for n, r in zip(names, regions, strict=True)}
        if len(suffixes) != 1:
            message = f"python_source: the names of {sorted(suffixes)} differ in one place"
            raise InternalError(message)
        return suffixes.pop()


def name_text(name: str) -> str:
    """The text for a layer name: an f-string when it holds a variable."""
    if name == "{name}":
        return "name"
    return f'f"{name}"' if "{" in name else literal(name)
