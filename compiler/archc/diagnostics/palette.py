"""Paints parts of a message in the colours of a terminal, or leaves them as they are."""

from __future__ import annotations

from typing import Literal

Style = Literal["error", "warning", "note", "secondary", "frame", "strong", "plain"]

_BLUE, _RESET = "\x1b[1;34m", "\x1b[0m"
_COLOURS: dict[Style, str] = {
    "error": "\x1b[1;31m",
    "warning": "\x1b[1;33m",
    "note": "\x1b[1;36m",
    "secondary": _BLUE,
    "frame": _BLUE,
    "strong": "\x1b[1m",
}


class Palette:
    """Colours, if they are wanted."""

    def __init__(self, colour: bool) -> None:
        self._colour = colour

    def paint(self, style: Style, text: str) -> str:
        """The text in the colour of a style."""
        code = _COLOURS.get(style, "")
        return f"{code}{text}{_RESET}" if self._colour and code and text else text
