"""Turns a drawing into PNG: resvg draws its SVG, in a font that comes with archc, so the same everywhere."""

from __future__ import annotations

from archc.pictures.draw.drawing import Drawing
from archc.pictures.formats.fonts import BOLD, NAME, REGULAR
from archc.pictures.formats.write_svg import write_svg

_DOTS = 96.0
_SHARP = 3.0
"""Dots for each of the 96 in an inch: 288 dots, enough for print."""
_MAX_SIDE = 16_000.0


def write_png(drawing: Drawing) -> bytes:
    """The content of the file, about 288 dots per inch; fewer if a side had more than 16,000."""
    # Imported here: it is an extra, and only this format needs it.
    import resvg_py

    longest = max(drawing.width, drawing.height) * _DOTS / 72
    return bytes(
        resvg_py.svg_to_bytes(
            svg_string=write_svg(drawing),
            dpi=_DOTS,
            zoom=min(_SHARP, _MAX_SIDE / longest),
            skip_system_fonts=True,
            font_files=[str(REGULAR), str(BOLD)],
            font_family=NAME,
            sans_serif_family=NAME,
        )
    )
