"""Says in a line what an edit changes in a text, and where.

5:16 `kernal` -> `kernel`
5:40 added `stride: 2`
"""

from __future__ import annotations

from archc.diagnostics.cells import printable
from archc.diagnostics.diagnostic import Edit

_MAX_TEXT = 60


def edit_line(edit: Edit) -> str:
    """The line for an edit, its place being that in the text which is edited."""
    span = edit.span
    line, column = span.file.position(span.start)
    old, new = _shown(span.text), _shown(edit.text)
    if not old:
        return f"{line}:{column} added `{new}`"
    return f"{line}:{column} removed `{old}`" if not new else f"{line}:{column} `{old}` -> `{new}`"


def _shown(text: str) -> str:
    """The text in one line, without the marks that hold it apart from its neighbours."""
    text = printable(" ".join(text.split()).strip(", "))
    return text if len(text) <= _MAX_TEXT else f"{text[: _MAX_TEXT - 3]}..."
