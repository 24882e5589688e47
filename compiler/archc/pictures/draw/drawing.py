"""A drawing: lines, boxes and words at their places, in points; files of all formats are written from it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from archc.source.record import record

Point = tuple[float, float]
Dash = tuple[float, ...]
Anchor = Literal["start", "middle", "end"]


@record
class Rect:
    """A rectangle with its upper left corner at `x`, `y`; a circle is one whose radius is half its size."""

    x: float
    y: float
    width: float
    height: float
    fill: str
    stroke: str
    radius: float = 0
    line: float = 0.7
    dash: Dash = ()


@record
class Wire:
    """A line through points; with an arrow, its head is at the last."""

    points: tuple[Point, ...]
    stroke: str
    line: float = 0.7
    dash: Dash = ()
    arrow: bool = False


@record
class Words:
    """A line of text; `y` is its baseline. `upright` text is turned by a quarter to the left."""

    x: float
    y: float
    text: str
    size: float
    width: float
    fill: str = "#111111"
    bold: bool = False
    anchor: Anchor = "start"
    upright: bool = False


Mark = Rect | Wire | Words


@record
class Part:
    """Marks that belong together: what they are, a name, and what a reader is told who points at them."""

    sort: str
    id: str
    hint: str
    marks: tuple[Mark, ...]
    layers: tuple[str, ...] = ()
    """The names of the layers that it shows."""
    family: str = ""
    """What these layers do."""


@record
class Drawing:
    """A whole picture, `width` by `height` points."""

    title: str
    description: str
    width: float
    height: float
    parts: tuple[Part, ...]

    def marks(self) -> Iterator[Mark]:
        """All marks, those behind others first."""
        for part in self.parts:
            yield from part.marks
