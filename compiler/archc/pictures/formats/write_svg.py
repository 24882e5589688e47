"""Turns a drawing into SVG that stands alone: no script, no style sheet, no font from elsewhere."""

from __future__ import annotations

from collections.abc import Iterator

from archc.pictures.draw.drawing import Drawing, Mark, Part, Rect, Wire, Words
from archc.pictures.formats.arrow import arrow_head, shaft
from archc.pictures.layout.text_width import FAMILY


def write_svg(drawing: Drawing) -> str:
    """The text of the file."""
    return "\n".join(_lines(drawing)) + "\n"


def _lines(drawing: Drawing) -> Iterator[str]:
    width, height = _number(drawing.width), _number(drawing.height)
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" width="{width}pt" height="{height}pt"'
        f' viewBox="0 0 {width} {height}" font-family="{_escape(FAMILY)}">'
    )
    yield f"<title>{_escape(drawing.title)}</title>"
    yield f"<desc>{_escape(drawing.description)}</desc>"
    yield f'<rect width="{width}" height="{height}" fill="#ffffff"/>'
    for part in drawing.parts:
        yield from _part(part)
    yield "</svg>"


def _part(part: Part) -> Iterator[str]:
    layers = f' data-layers="{_escape(" ".join(part.layers))}"' if part.layers else ""
    family = f" {part.family}" if part.family else ""
    yield f'<g class="{part.sort}{family}"{layers}>'
    if part.hint:
        yield f"<title>{_escape(part.hint)}</title>"
    for mark in part.marks:
        yield from _mark(mark)
    yield "</g>"


def _mark(mark: Mark) -> Iterator[str]:
    match mark:
        case Rect():
            radius = f' rx="{_number(mark.radius)}"' if mark.radius else ""
            yield (
                f'<rect x="{_number(mark.x)}" y="{_number(mark.y)}" width="{_number(mark.width)}"'
                f' height="{_number(mark.height)}"{radius} fill="{mark.fill}" stroke="{mark.stroke}"'
                f' stroke-width="{_number(mark.line)}"{_dash(mark.dash)}/>'
            )
        case Wire():
            yield from _wire(mark)
        case Words():
            yield _words(mark)


def _wire(wire: Wire) -> Iterator[str]:
    yield (
        f'<polyline points="{_points(shaft(wire))}" fill="none" stroke="{wire.stroke}"'
        f' stroke-width="{_number(wire.line)}"{_dash(wire.dash)} stroke-linejoin="round"/>'
    )
    if wire.arrow:
        yield f'<polygon points="{_points(arrow_head(wire))}" fill="{wire.stroke}"/>'


def _words(words: Words) -> str:
    turned = (
        f' transform="rotate(-90 {_number(words.x)} {_number(words.y)})"' if words.upright else ""
    )
    bold = ' font-weight="bold"' if words.bold else ""
    anchor = f' text-anchor="{words.anchor}"' if words.anchor != "start" else ""
    return (
        f'<text x="{_number(words.x)}" y="{_number(words.y)}" font-size="{_number(words.size)}"'
        f' textLength="{_number(words.width)}" lengthAdjust="spacingAndGlyphs" fill="{words.fill}"'
        f"{bold}{anchor}{turned}>{_escape(words.text)}</text>"
    )


def _points(points: list[tuple[float, float]]) -> str:
    return " ".join(f"{_number(x)},{_number(y)}" for x, y in points)


def _dash(dash: tuple[float, ...]) -> str:
    return f' stroke-dasharray="{" ".join(_number(d) for d in dash)}"' if dash else ""


def _number(number: float) -> str:
    """A number without digits that nobody sees, and never `-0`."""
    return f"{round(number, 2) + 0.0:.2f}".rstrip("0").rstrip(".")


def _escape(text: str) -> str:
    """Text that XML allows: what it does not, a reader could not see anyway."""
    shown = "".join(c if c.isprintable() else "\ufffd" for c in text)
    return (
        shown.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
    )
