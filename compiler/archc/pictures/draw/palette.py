"""Gives each family of layers a look that survives grey printing and colour blindness.

Fills go from light to dark in steps of lightness; borders differ as well, and every box says what it is.
"""

from __future__ import annotations

from archc.diagram.diagram import Family
from archc.pictures.draw.drawing import Dash
from archc.source.record import record

INK = "#1a1a1a"
WIRE = "#4d4d4d"
FAINT = "#5c5c5c"
RULE = "#c8c8c8"
PAPER = "#ffffff"
ALARM = "#a3003f"


@record
class Look:
    """How the boxes of a family are drawn, and what the legend calls them."""

    name: str
    fill: str
    border: str
    dash: Dash = ()
    radius: float = 1.5
    line: float = 0.7


LOOKS: dict[Family, Look] = {
    "input": Look("input", "#ffffff", "#444444", radius=6.5),
    "norm": Look("normalization", "#faf6d6", "#8a7d1f", (1.2, 1.2)),
    "activation": Look("activation", "#dff0dc", "#3d7a3a", (1.2, 1.2), 5),
    "conv": Look("convolution", "#fbdcae", "#9a5a00"),
    "reshape": Look("reshaping", "#d4d4d4", "#555555", (3, 1.5)),
    "dropout": Look("dropout", "#e9dfe9", "#7a5a7a", (3, 1.5), 5),
    "pool": Look("pooling", "#a9d3ee", "#0b4f80", radius=5),
    "scale": Look("scaling", "#f3b6c6", "#8c2f4b", (3, 1.5)),
    "merge": Look("sum, concat", "#8fb7a8", "#1f5443", line=0.9),
    "dense": Look("dense", "#c3a5d6", "#4d2470", line=1.2),
    "other": Look("other", "#b9a98e", "#4f4025", (1.2, 1.2)),
}
BLOCK = Look("block", "#f4f4f2", "#1a1a1a", line=1.0)
