"""Says which groups of a diagram are the same: they have the same layers, wired in the same way."""

from __future__ import annotations

from archc.diagram.diagram import Box, Diagram, Group

Likeness = tuple[str, tuple[int, ...]]
"""The layers of a group, and for each value that one of them reads how far back it was made.

What comes from outside is counted instead, from -1 downwards, in the order in which it is first read.
"""


class Likenesses:
    """The likenesses of groups of one diagram."""

    def __init__(self, diagram: Diagram) -> None:
        self._sources: dict[int, list[int]] = {}
        for edge in diagram.edges:
            self._sources.setdefault(edge.target, []).append(edge.source)

    def reads(self, box: Box) -> int:
        """How many values a layer reads."""
        return len(self._sources.get(box.node, ()))

    def of(self, group: Group) -> Likeness:
        """Equal for groups that are the same."""
        places = {box.node: place for place, box in enumerate(group.boxes())}
        outside: dict[int, int] = {}
        wires = []
        for node, place in places.items():
            for source in self._sources.get(node, ()):
                if source in places:
                    wires.append(place - places[source])
                else:
                    wires.append(outside.setdefault(source, -1 - len(outside)))
        return group.digest, tuple(wires)
