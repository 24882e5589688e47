"""Turns a drawing into PDF: vectors, and text that can be searched, in a font that is inside the file."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from archc.pictures.draw.drawing import Drawing, Mark, Rect, Wire, Words
from archc.pictures.formats.arrow import arrow_head, shaft
from archc.pictures.formats.fonts import BOLD, NAME, REGULAR


def write_pdf(drawing: Drawing) -> bytes:
    """The content of the file: one page of the size of the drawing; the same for the same drawing."""
    # Imported here: it is an extra, and only this format needs it.
    from reportlab.pdfbase.pdfmetrics import registerFont
    from reportlab.pdfbase.ttfonts import TTFont
    from reportlab.pdfgen.canvas import Canvas

    registerFont(TTFont(NAME, str(REGULAR)))
    registerFont(TTFont(f"{NAME}-Bold", str(BOLD)))
    content = BytesIO()
    canvas = Canvas(content, (drawing.width, drawing.height), invariant=1, initialFontName=NAME)
    canvas.setTitle(drawing.title)
    canvas.setSubject(drawing.description)
    canvas.translate(0, drawing.height)
    for mark in drawing.marks():
        _draw(canvas, mark)
    canvas.save()
    return content.getvalue()


def _draw(canvas: Any, mark: Mark) -> None:
    """Draws one mark; in PDF, heights grow upwards."""
    match mark:
        case Rect():
            _pen(canvas, mark.stroke, mark.line, mark.dash)
            if mark.fill != "none":
                canvas.setFillColor(mark.fill)
            x, y = mark.x, -mark.y - mark.height
            filled = int(mark.fill != "none")
            canvas.roundRect(x, y, mark.width, mark.height, mark.radius, 1, filled)
        case Wire():
            _wire(canvas, mark)
        case Words():
            _words(canvas, mark)


def _pen(canvas: Any, stroke: str, line: float, dash: tuple[float, ...]) -> None:
    canvas.setStrokeColor(stroke)
    canvas.setLineWidth(line)
    canvas.setDash(list(dash))


def _wire(canvas: Any, wire: Wire) -> None:
    _pen(canvas, wire.stroke, wire.line, wire.dash)
    path = canvas.beginPath()
    (x, y), *more = shaft(wire)
    path.moveTo(x, -y)
    for x, y in more:
        path.lineTo(x, -y)
    canvas.drawPath(path, 1, 0)
    if wire.arrow:
        canvas.setFillColor(wire.stroke)
        head = canvas.beginPath()
        (x, y), *more = arrow_head(wire)
        head.moveTo(x, -y)
        for x, y in more:
            head.lineTo(x, -y)
        head.close()
        canvas.drawPath(head, 0, 1)


def _words(canvas: Any, words: Words) -> None:
    canvas.saveState()
    canvas.setFont(f"{NAME}-Bold" if words.bold else NAME, words.size)
    canvas.setFillColor(words.fill)
    canvas.translate(words.x, -words.y)
    if words.upright:
        canvas.rotate(90)
    start = {"start": 0.0, "middle": -words.width / 2, "end": -words.width}[words.anchor]
    canvas.drawString(start, 0, words.text)
    canvas.restoreState()
