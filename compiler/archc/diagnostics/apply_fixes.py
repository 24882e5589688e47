"""Chooses the fixes that can be applied together, and edits texts.

1. A fix is applied whole or not at all: one that touches what an earlier one changes has to wait.
2. The same edit that several findings ask for is made once.
"""

from __future__ import annotations

from collections.abc import Iterable

from archc.diagnostics.diagnostic import Edit, Fix
from archc.source.source_file import SourceFile


def choose_edits(fixes: Iterable[Fix]) -> dict[SourceFile, list[Edit]]:
    """The edits of the fixes that can be made together, by file, in the order of their places."""
    chosen: dict[str, list[Edit]] = {}
    files: dict[str, SourceFile] = {}
    for fix in fixes:
        if all(_is_free(edit, chosen.get(edit.span.file.name, [])) for edit in fix.edits):
            for edit in fix.edits:
                files.setdefault(edit.span.file.name, edit.span.file)
                known = chosen.setdefault(edit.span.file.name, [])
                known += [] if edit in known else [edit]  # Rule 2.
    return {file: sorted(chosen[name], key=_start) for name, file in files.items()}


def edited_text(text: str, edits: list[Edit]) -> str:
    """A text with edits made, which are in order and do not touch."""
    parts, end = [], 0
    for edit in edits:
        parts += [text[end : edit.span.start], edit.text]
        end = edit.span.end
    return "".join([*parts, text[end:]])


def _is_free(edit: Edit, known: list[Edit]) -> bool:
    """Rule 1."""
    return edit in known or all(
        edit.span.end < other.span.start or other.span.end < edit.span.start for other in known
    )


def _start(edit: Edit) -> int:
    return edit.span.start
