"""Turns the simple Markdown of explanations into lines for a terminal or a pipe.

Prose is wrapped, code is indented under the name of its file, and a link gives the page that it leads to:

    before  See [limits](limits.md).        after  See limits (docs/limits.md).
"""

from __future__ import annotations

import re
import sys
import textwrap
from collections.abc import Iterator

from archc.cli.terminal import terminal_width, wants_colour
from archc.diagnostics.markdown_parts import Fence, markdown_parts

_BOLD, _CYAN, _RESET = "\x1b[1m", "\x1b[36m", "\x1b[0m"
_CODE = re.compile(r"(`[^`]+`)")
_LINK = re.compile(r"\[([^]]+)\]\(([\w.]+\.md)(#[\w-]+)?\)")
_INDENT = "    "
_WIDEST = 88


class Renderer:
    """Renders for a width, with or without colours."""

    def __init__(self, *, colour: bool, width: int = _WIDEST) -> None:
        self._colour = colour
        self._width = width

    def heading(self, text: str) -> str:
        """A line that stands out, on a terminal."""
        return f"{_BOLD}{text}{_RESET}" if self._colour else text

    def body(self, markdown: str) -> Iterator[str]:
        """The lines of a text, an empty one after each part."""
        for part in markdown_parts(markdown):
            if isinstance(part, Fence):
                yield from self._code(part)
            else:
                yield from self._prose(part.text)
            yield ""

    def _prose(self, text: str) -> Iterator[str]:
        linked = _LINK.sub(r"\1 (docs/\2)", " ".join(text.split()))
        indent = "  " if linked.startswith("- ") else ""
        lines = textwrap.wrap(
            # A blank in code is no place for a break.
            _CODE.sub(lambda code: code[1].replace(" ", "\x00"), linked),
            self._width,
            subsequent_indent=indent,
            break_long_words=False,
            break_on_hyphens=False,
        )
        for line in lines:
            yield self._with_code(line.replace("\x00", " "))

    def _with_code(self, line: str) -> str:
        return _CODE.sub(rf"{_CYAN}\1{_RESET}", line) if self._colour else line

    def _code(self, fence: Fence) -> Iterator[str]:
        if fence.file:
            yield f"{_INDENT}{self.heading(fence.file)}"
        for line in fence.text.splitlines():
            yield f"{_INDENT}{line}".rstrip()


def terminal_renderer() -> Renderer:
    """For standard output as it is: a terminal, or a pipe or a file."""
    width = min(_WIDEST, terminal_width(sys.stdout) or _WIDEST)
    return Renderer(colour=wants_colour(sys.stdout), width=width)
