"""Says how much room a tile needs: across the direction in which values flow, and along it."""

from __future__ import annotations

from typing import Literal

from archc.pictures.layout.text_width import text_width
from archc.pictures.sketch.sketch import Tile

Direction = Literal["tb", "lr"]
TEXT = 7.5
SMALL = 7.0
ENTRY = 4.0
"""How far from each other wires enter a tile."""
_PAD = 5.0
_OFF = 2.0
"""The space between a wire and the words that it begins or ends at."""
_BOX = 13.0
_SUM = 9.0
_BAR = 10.0
_PORT = 8.0
Size = tuple[float, float]


def tile_size(tile: Tile, direction: Direction) -> Size:
    """The size of a tile, across and along."""
    if tile.look == "sum":
        return _SUM, _SUM
    if not tile.words:
        return 0.0, 0.0
    size = SMALL if tile.look in ("port", "bar") else TEXT
    pad = (0.0 if direction == "tb" else _OFF) if tile.look == "port" else _PAD
    width = text_width(tile.text, size, bold=tile.look == "block") + 2 * pad
    thick = {"port": _PORT, "bar": _BAR}.get(tile.look, _BOX)
    # A bar lies across the direction, with its text along it; other tiles have upright sides.
    return (width, thick) if direction == "tb" or tile.look == "bar" else (thick, width)
