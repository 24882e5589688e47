"""Finds how the parts of a line stand: which read which, how far down each is, which lead to its end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from archc.pictures.sketch.sketch import Line, Part, Tile


class PartOrder:
    """Which parts of a line read which, and how far down each stands."""

    def __init__(self, parts: Sequence[Part], targets: Mapping[str, Sequence[str]]) -> None:
        holder = {tile.id: i for i, part in enumerate(parts) for tile in Line((part,)).tiles()}
        self.reads: list[set[int]] = [set() for _ in parts]
        for key, index in holder.items():
            for target in targets.get(key, ()):
                found = holder.get(target, index)
                if found > index:
                    self.reads[found].add(index)
        read = set().union(*self.reads)
        ends = [i for i, part in enumerate(parts) if isinstance(part, Tile) and part.look == "port"]
        exits = [i for i in ends if i not in read] or [len(parts) - 1]
        self.leads = set(exits)
        for index in range(len(parts) - 1, -1, -1):
            if index in self.leads:
                self.leads |= self.reads[index]
        self.level = [0] * len(parts)
        for index in range(len(parts)):
            self.level[index] = 1 + max((self.level[i] for i in self.reads[index]), default=-1)

    def levels(self) -> list[list[int]]:
        """The parts that lead to the end, by how far down they stand."""
        found: dict[int, list[int]] = {}
        for index in sorted(self.leads):
            found.setdefault(self.level[index], []).append(index)
        return [found[level] for level in sorted(found)]

    def asides(self) -> list[int]:
        """The others."""
        return [index for index in range(len(self.level)) if index not in self.leads]
