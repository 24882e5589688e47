"""Measures a drawing: which marks lie on each other that should not."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from archc.pictures.draw.drawing import Drawing, Part, Rect, Wire, Words
from archc.pictures.layout.text_width import text_width

TILES = ("box", "block", "sum", "bar")


class Area(NamedTuple):
    """A piece of the page, and what is there."""

    what: str
    x0: float
    y0: float
    x1: float
    y1: float

    def overlaps(self, other: Area, slack: float = 0.1) -> bool:
        return (
            self.x0 < other.x1 - slack
            and other.x0 < self.x1 - slack
            and self.y0 < other.y1 - slack
            and other.y0 < self.y1 - slack
        )

    def holds(self, other: Area, slack: float = 0.1) -> bool:
        return (
            self.x0 - slack <= other.x0
            and other.x1 <= self.x1 + slack
            and self.y0 - slack <= other.y0
            and other.y1 <= self.y1 + slack
        )


def area_of(mark: Rect | Words) -> Area:
    """Where a mark is; of words, from the baseline up to the height of capitals."""
    if isinstance(mark, Rect):
        return Area("box", mark.x, mark.y, mark.x + mark.width, mark.y + mark.height)
    width = text_width(mark.text, mark.size, mark.bold)
    start = {"start": 0.0, "middle": width / 2, "end": width}[mark.anchor]
    high = 0.72 * mark.size
    if mark.upright:
        return Area(mark.text, mark.x - high, mark.y - width + start, mark.x, mark.y + start)
    return Area(mark.text, mark.x - start, mark.y - high, mark.x - start + width, mark.y)


def faults(drawing: Drawing) -> list[str]:
    """What a reader would stumble over, in words."""
    return [*_outside(drawing), *_too_narrow(drawing), *_overlaps(drawing), *_crossed(drawing)]


def _outside(drawing: Drawing) -> Iterator[str]:
    page = Area("page", 0, 0, drawing.width, drawing.height)
    for mark in drawing.marks():
        if isinstance(mark, Wire):
            if not all(
                0 <= x <= drawing.width and 0 <= y <= drawing.height for x, y in mark.points
            ):
                yield "a wire leaves the page"
        elif not page.holds(area_of(mark)):
            yield f"{area_of(mark)} is not on the page"


def _too_narrow(drawing: Drawing) -> Iterator[str]:
    for part in drawing.parts:
        if part.sort in TILES:
            box = area_of(part.marks[0])  # type: ignore[arg-type]
            for mark in part.marks[1:]:
                if isinstance(mark, Words) and not box.holds(area_of(mark)):
                    yield f"`{mark.text}` does not fit its box"


def _overlaps(drawing: Drawing) -> Iterator[str]:
    areas = []
    for part in drawing.parts:
        if part.sort in TILES:
            areas.append(area_of(part.marks[0])._replace(what=part.id))  # type: ignore[arg-type]
        elif part.sort != "legend":
            areas += [area_of(mark) for mark in part.marks if isinstance(mark, Words)]
    areas.sort(key=lambda area: area.y0)
    for index, area in enumerate(areas):
        for other in areas[index + 1 :]:
            if other.y0 >= area.y1:
                break
            if area.overlaps(other):
                yield f"{area} and {other} overlap"


def _crossed(drawing: Drawing) -> Iterator[str]:
    """Wires that run through tiles or words, and lines of different values that run on each other."""
    areas = [area for part in drawing.parts for area in _solid(part)]
    areas.sort(key=lambda area: area.y0)
    for part in drawing.parts:
        if part.sort == "wire":
            for piece in _pieces(part):
                for area in areas:
                    if area.y0 > piece.y1:
                        break
                    if piece.overlaps(area, 0.4):
                        yield f"{part.id} runs through {area}"
    yield from _covered(drawing)


def _solid(part: Part) -> Iterator[Area]:
    if part.sort in TILES:
        yield area_of(part.marks[0])._replace(what=part.id)  # type: ignore[arg-type]
    elif part.sort in ("label", "stage", "repeat", "title", "table"):
        yield from (area_of(mark) for mark in part.marks if isinstance(mark, Words))


def _pieces(part: Part) -> Iterator[Area]:
    """The straight pieces of a wire, as areas as thin as they are."""
    (wire,) = (mark for mark in part.marks if isinstance(mark, Wire))
    for (x0, y0), (x1, y1) in pairwise(wire.points):
        yield Area(
            part.id, min(x0, x1) - 0.3, min(y0, y1) - 0.3, max(x0, x1) + 0.3, max(y0, y1) + 0.3
        )


def _covered(drawing: Drawing) -> Iterator[str]:
    """Pieces of two values that lie on each other for a while: nobody could tell them apart."""
    pieces = []
    for part in drawing.parts:
        if part.sort == "wire":
            source = part.id.rpartition(" to ")[0]
            pieces += [piece._replace(what=source) for piece in _pieces(part)]
    pieces.sort(key=lambda piece: piece.y0)
    for index, piece in enumerate(pieces):
        for other in pieces[index + 1 :]:
            if other.y0 >= piece.y1:
                break
            if other.what != piece.what and piece.overlaps(other, 0.0):
                across = min(piece.x1, other.x1) - max(piece.x0, other.x0)
                along = min(piece.y1, other.y1) - max(piece.y0, other.y0)
                if max(across, along) > 1.0:
                    yield f"{piece} and {other} run on each other"
