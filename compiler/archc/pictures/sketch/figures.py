"""Collects what needs a panel of its own, what is alike in one figure, and where each figure is used."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from archc.diagram.diagram import Group
from archc.pictures.sketch.likeness import Likeness
from archc.pictures.sketch.sketch import NO_TABLE, Line, Table
from archc.pictures.sketch.sketch_line import ALL, LineSketcher, groups
from archc.pictures.sketch.variants import Letters, form, unite
from archc.source.record import record

_ROWS = 12


@record
class Figure:
    """One figure: the groups that it stands for, and the uses of it: where, and which of the groups."""

    title: str
    groups: list[Group]
    places: dict[Likeness, int]
    """Where each group stands in `groups`."""
    uses: dict[str, list[int]]


class Figures:
    """The figures of a picture, in the order in which they are asked for."""

    def __init__(self, lines: LineSketcher, stages: Sequence[Group] = ()) -> None:
        self._lines = lines
        self._stages = {block.id: stage.title for stage in stages for block in _all_groups(stage)}
        self._sketched: dict[str, Line] = {}
        self._found: dict[object, Figure] = {}

    def want(self, group: Group, title: str, place: str) -> Figure:
        """The figure for a group; `place` is the stage that uses it, if one does."""
        whole = self._lines.depth >= ALL
        likeness = self._lines.likenesses.of(group)
        key: object = group.id if whole else (title, likeness[1], form(self.line(group)))
        figure = self._found.setdefault(key, Figure(title, [], {}, {}))
        index = figure.places.setdefault(likeness, len(figure.groups))
        if index == len(figure.groups):
            figure.groups.append(group)
        if group is not figure.groups[0]:
            self._lines.fold(figure.groups[0], group)
        figure.uses.setdefault(place, []).append(index)
        return figure

    def line(self, group: Group) -> Line:
        """The line of a group, sketched once."""
        if group.id not in self._sketched:
            self._sketched[group.id] = self._lines.line(group.members, 1)
        return self._sketched[group.id]

    def all(self) -> Iterator[Figure]:
        """All figures; those of the blocks in them as well."""
        yield from list(self._found.values())
        number = 0
        fresh = len(self._found)
        while number < len(self._lines.wanted):  # A figure may want more.
            block = self._lines.wanted[number]
            is_named = block.title in self._lines.panelled
            self.want(block, block.title, self._stages[block.id] if is_named else "")
            number += 1
        yield from list(self._found.values())[fresh:]

    def titles(self) -> dict[int, str]:
        """The titles of all figures, by their identity; with a letter if several have the same."""
        same: dict[str, list[Figure]] = {}
        for figure in self._found.values():
            same.setdefault(figure.title, []).append(figure)
        return {
            id(figure): f"{title} ({_letter(number)})" if len(figures) > 1 else title
            for title, figures in same.items()
            for number, figure in enumerate(figures)
        }

    def united(self, figure: Figure) -> tuple[Line, Letters, Table]:
        """What is drawn, and the table of its letters."""
        line, letters = unite([self.line(group) for group in figure.groups])
        return line, letters, _table(letters, self._in_order(figure))

    def _in_order(self, figure: Figure) -> list[tuple[str, list[int]]]:
        """The uses in the order of the stages."""
        order = {name: place for place, name in enumerate(dict.fromkeys(self._stages.values()))}
        return sorted(figure.uses.items(), key=lambda use: order.get(use[0], 0))


def _letter(number: int) -> str:
    """a, b, ... z, then numbers."""
    return chr(ord("a") + number) if number < 26 else str(number + 1)


def _all_groups(group: Group) -> Iterator[Group]:
    for inner in groups(group):
        yield inner
        yield from _all_groups(inner)


def _table(letters: Letters, uses: Sequence[tuple[str, list[int]]]) -> Table:
    heads = letters.heads()
    if not heads:
        return NO_TABLE
    if len(uses) > _ROWS or not uses[0][0]:
        return Table((), tuple((name, ", ".join(dict.fromkeys(values))) for name, values in heads))
    rows = tuple(
        (place, *(_cell([values[i] for i in used]) for _, values in heads)) for place, used in uses
    )
    return Table(("", *(name for name, _ in heads)), rows)


def _cell(values: list[str]) -> str:
    """The values that a use has: all of them if they are few."""
    found = list(dict.fromkeys(values))
    return ", ".join(found) if len(found) <= 2 else f"{found[0]} … {found[-1]}"
