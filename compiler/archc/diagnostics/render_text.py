"""Turns a diagnostic into the text that a terminal shows, in the manner of rustc and ruff."""

from __future__ import annotations

from collections.abc import Iterator

from archc.diagnostics.cells import cells, printable, wrap
from archc.diagnostics.diagnostic import Diagnostic
from archc.diagnostics.fix_line import tried_fix
from archc.diagnostics.palette import Palette
from archc.diagnostics.snippet import Snippet

__all__ = ["printable", "render_text"]

_INDENT = "    "


def render_text(diagnostic: Diagnostic, *, colour: bool = False, width: int | None = None) -> str:
    """The whole message: code, places with their lines and what is said of them, notes and help.

    With a width, sentences are wrapped and long lines of files cut for so many columns; without one,
    nothing is wrapped, so that other programs find every sentence in a line.
    """
    palette = Palette(colour)
    lines = list(_title(diagnostic, palette, width))
    snippet = Snippet(diagnostic, palette, width)
    shown = list(snippet)
    lines += shown
    remarks = [*(("note", note) for note in diagnostic.notes), ("help", diagnostic.help)]
    remarks.append(("fix", tried_fix(diagnostic)))
    remarks = [(kind, text) for kind, text in remarks if text]
    if shown and remarks:
        lines.append(palette.paint("frame", f"{' ' * snippet.margin} |"))
    for kind, text in remarks:
        lines += _remark(kind, text, snippet.margin, palette, width)
    return "\n".join(lines) + "\n"


def _title(diagnostic: Diagnostic, palette: Palette, width: int | None) -> Iterator[str]:
    head = f"{diagnostic.severity}[{diagnostic.code.id}]"
    text = printable(f"{diagnostic.code.slug}: {diagnostic.message}")
    rooms = (None, None) if width is None else (width - len(_INDENT), width - len(head) - 1)
    first, *others = wrap(text, *rooms)
    yield f"{palette.paint(diagnostic.severity, head)} {palette.paint('strong', first)}"
    yield from (f"{_INDENT}{palette.paint('strong', line)}" for line in others)


def _remark(
    kind: str, text: str, margin: int, palette: Palette, width: int | None
) -> Iterator[str]:
    """`= note: ...`; further lines begin where the text of the first does."""
    head = f"{' ' * margin} = "
    indent = cells(head) + len(kind) + 2
    first, *others = wrap(printable(text), None if width is None else width - indent)
    yield f"{palette.paint('frame', head)}{palette.paint('strong', f'{kind}:')} {first}"
    yield from (f"{' ' * indent}{line}" for line in others)
