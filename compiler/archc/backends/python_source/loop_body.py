"""Writes what runs in a loop: a sequence on one value, or a block that hands on several.

The values of a block that takes several are carried in a variable each:

    for i in range(1, 5):
        x, previous = normal_cell(x, previous, name=f"normal_{i}")
"""

from __future__ import annotations

from typing import Protocol

from archc.backends.python_source.call_writer import CallWriter
from archc.backends.python_source.code import Copy
from archc.backends.python_source.place import Place
from archc.ir.regions import CallItem, LoopItem, Region


class LoopBody(Protocol):
    """Writes what runs in a loop."""

    def before_loop(self, place: Place) -> None:
        """Adds what must stand before a loop."""

    def write(self, regions: list[Region], place: Place, current: str, used: frozenset[str]) -> str:
        """Adds one pass; gives the variable of its result."""


class RegionWriter(Protocol):
    """Writes opened sequences."""

    def write(self, regions: list[Region], place: Place, current: str, used: frozenset[str]) -> str:
        """Adds a sequence; gives the variable of its result."""


class SequenceBody:
    """Steps that hand on one value."""

    def __init__(self, sequences: RegionWriter) -> None:
        self._sequences = sequences

    def before_loop(self, place: Place) -> None:
        """Nothing: the loop itself sees to the variable of its value."""

    def write(self, regions: list[Region], place: Place, current: str, used: frozenset[str]) -> str:
        """Adds the steps."""
        return self._sequences.write(regions, place, current, used)


class CellBody:
    """The call of a block that takes and gives several values.

    `carried` are the variables that hold the values now, `carriers` those that a pass assigns.
    """

    def __init__(self, calls: CallWriter, carried: list[str], carriers: list[str]) -> None:
        self._calls = calls
        self.carried = carried
        self.carriers = carriers

    @classmethod
    def of(cls, item: LoopItem, calls: CallWriter, place: Place, used: frozenset[str]) -> CellBody:
        """The body for a repeat; its results get their names in the place."""
        site = item.step.site
        carried = [place.names[str(entry.value)] for entry in site.sources]
        asked = [str(entry.value) for entry in site.alias]
        carriers = []
        for position in range(len(item.outputs)):
            name = asked[position] if position < len(asked) else ""
            if position == 0 and name not in used:
                carriers.append(place.chain)
                continue
            # A variable of its own, and not one that another value comes in.
            busy = frozenset(carried[:position] + carried[position + 1 :] + carriers)
            carriers.append(place.value_variable(name or f"value_{position + 1}", busy))
            # A value that the spec does not name is bound too, so that nothing takes its variable.
            place.bind(name or f"({position})", carriers[-1])
        return cls(calls, carried, carriers)

    def before_loop(self, place: Place) -> None:
        """Moves the values to the variables that the loop assigns; the loop sees to the first."""
        for value, carrier in list(zip(self.carried, self.carriers, strict=True))[1:]:
            if value != carrier:
                place.statements.append(Copy(carrier, value))
        self.carried = list(self.carriers)

    def write(
        self,
        regions: list[Region],
        place: Place,
        current: str,  # noqa: ARG002  # as for a sequence, but here the values are in `carried`
        used: frozenset[str],  # noqa: ARG002  # a call reads no names
    ) -> str:
        """Adds the call."""
        items = [item for region in regions for item in region.items if isinstance(item, CallItem)]
        self._calls.write_wired(items, regions, place, self.carried, self.carriers)
        self.carried = list(self.carriers)
        return self.carriers[0]
