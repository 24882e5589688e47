"""A sketch: what a picture shows, and what stands beside or below what, before anything has a place."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from archc.diagram.diagram import Family
from archc.ops.shape import Shape
from archc.pictures.sketch.words import Word, say
from archc.source.record import record

Look = Literal["box", "block", "sum", "bar", "port"]
"""How a tile is drawn: a layer, a block by its name, a small circle, a flat bar, or a value from outside."""


@record
class Tile:
    """One thing that is drawn, with the layers that it stands for, by their indices."""

    id: str
    look: Look
    words: tuple[Word, ...]
    family: Family
    nodes: tuple[int, ...]
    shape: Shape
    """Of what it gives."""
    note: str = ""
    """What was done so that a sum fits."""
    hint: str = ""
    """What a reader is told who points at it."""
    layers: tuple[str, ...] = ()
    """The names of the layers, if they are drawn and not only named by a block."""

    @property
    def text(self) -> str:
        """What it says."""
        return say(self.words)

    def saying(self, words: tuple[Word, ...]) -> Tile:
        """The same with other words."""
        same = self.family, self.nodes, self.shape, self.note, self.hint, self.layers
        return Tile(self.id, self.look, words, *same)


@record
class Line:
    """Parts in the order of their calls."""

    parts: tuple[Part, ...]

    def tiles(self) -> Iterator[Tile]:
        """All tiles in it, in order."""
        for part in self.parts:
            if isinstance(part, Tile):
                yield part
            elif isinstance(part, Fork):
                for branch in part.branches:
                    yield from branch.tiles()
                yield part.join
            else:
                yield from part.body.tiles()


@record
class Fork:
    """Branches side by side, and the tile that they come together in."""

    branches: tuple[Line, ...]
    join: Tile


@record
class Frame:
    """What runs several times, with a frame around it; or a stage, with its name beside it."""

    id: str
    sort: Literal["turns", "stage"]
    title: str
    body: Line


Part = Tile | Fork | Frame


@record
class Link:
    """A value on its way from a tile to another, by their ids."""

    source: str
    target: str


@record
class Table:
    """What the letters of a panel stand for: a row for each use of it."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


NO_TABLE = Table((), ())


@record
class Panel:
    """One figure of a picture: what it shows, and how values flow in it."""

    id: str
    title: str
    caption: str
    body: Line
    links: tuple[Link, ...]
    table: Table


@record
class Sketch:
    """The panels of a picture, the overview first."""

    name: str
    panels: tuple[Panel, ...]
    notes: tuple[str, ...]
    """What the legend says of layers that are drawn in one box with others."""
