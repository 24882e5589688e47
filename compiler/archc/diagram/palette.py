"""Gives each family of layers a look that survives grey printing and colour blindness.

Pictures and pages have the same colours. Fills go from light to dark in steps of lightness; borders differ as
well, and every box says what it is.
"""

from __future__ import annotations

from archc.diagram.diagram import Family
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
    dash: tuple[float, ...] = ()
    radius: float = 1.5
    line: float = 0.7


LOOKS: dict[Family, Look] = {
    "input": Look("input", "#ffffff", "#444444", radius=6.5),
    "norm": Look("normalization", "#fff4c6", "#85770f", (1.2, 1.2)),
    "activation": Look("activation", "#c2f1dc", "#24704f", (1.2, 1.2), 5),
    "conv": Look("convolution", "#fed59d", "#9a5a00"),
    "dropout": Look("dropout", "#e3c8e3", "#774b77", (3, 1.5), 5),
    "reshape": Look("reshaping", "#c2c2c2", "#4d4d4d", (3, 1.5)),
    "pool": Look("pooling", "#7abfea", "#0b4f80", radius=5),
    "scale": Look("scaling", "#ec93a5", "#83203f", (4, 1.5, 1, 1.5)),
    "merge": Look("sum, concat", "#71ae9b", "#134837", line=0.9),
    "dense": Look("dense", "#aa89c5", "#3f1a60", line=1.2),
    "other": Look("other", "#9d8563", "#3d3019", (1.2, 1.2)),
}
BLOCK = Look("block", "#f4f4f2", "#1a1a1a", line=1.0)
