"""The texts of files as they would be, in place of those on the disk."""

from __future__ import annotations

import os
from collections.abc import Iterable

from archc.diagnostics.apply_fixes import choose_edits, edited_text
from archc.diagnostics.diagnostic import Edit, Fix, Sink
from archc.source.source_file import SourceFile
from archc.syntax.read_source import ReadSource, read_source


class Drafts:
    """Files that have been edited, by their paths; other files are those on the disk.

    `read` gives the files that have not been edited.
    """

    def __init__(self, read: ReadSource = read_source) -> None:
        self._read = read
        self._original: dict[str, SourceFile] = {}
        self._edited: dict[str, SourceFile] = {}
        self._edits: dict[str, tuple[Edit, ...]] = {}

    def read(self, path: str, sink: Sink) -> SourceFile | None:
        """The file at a path, as `read_source` gives it; with its edits, if there are any."""
        key = _key(path)
        if key in self._edited:
            return self._edited[key]
        if key not in self._original:
            file = self._read(path, sink)
            if file is None:
                return None
            self._original[key] = file
        return self._original[key]

    def apply(self, fixes: Iterable[Fix]) -> int:
        """Makes the edits that can be made together; how many edits that are."""
        chosen = choose_edits(fixes)
        for file, edits in chosen.items():
            text = edited_text(file.text, edits)
            key = _key(file.name)
            self._edited[key] = SourceFile(file.name, text)
            self._edits[key] = (*self._edits.get(key, ()), *edits)
        return sum(map(len, chosen.values()))

    def copy(self) -> Drafts:
        """Drafts of their own, to try something on."""
        found = Drafts(self._read)
        found._original, found._edited = dict(self._original), dict(self._edited)
        found._edits = dict(self._edits)
        return found

    def edits(self, file: SourceFile) -> tuple[Edit, ...]:
        """The edits of a file in the order in which they were made, each in the text as it was then."""
        return self._edits.get(_key(file.name), ())

    def changed(self) -> list[tuple[SourceFile, SourceFile]]:
        """The files that differ from what was read, before and after, in the order of their names."""
        pairs = [(self._original[key], file) for key, file in self._edited.items()]
        return sorted(
            (pair for pair in pairs if pair[0].text != pair[1].text), key=lambda pair: pair[0].name
        )


def _key(path: str) -> str:
    """What tells files apart; standard input has one name as a path and another in messages."""
    return "-" if path in ("-", "<stdin>") else os.path.abspath(path)  # noqa: PTH100 (folds `..`)
