"""The files that an editor has open, with the texts that it has of them; other files are on the disk."""

from __future__ import annotations

import os
import re

from archc.diagnostics import codes
from archc.diagnostics.diagnostic import Diagnostic, Sink
from archc.source.limits import MAX_FILE_BYTES
from archc.source.source_file import SourceFile
from archc.syntax.read_source import read_source

_SPEC = re.compile(
    r"""^(\{\s*)?["']?archc["']?\s*:|\$schema=\S*spec-1\.schema\.json|^extends\s*:.*\.ya?ml\b""",
    re.MULTILINE,
)


def is_spec(text: str) -> bool:
    """Whether a text means to be a spec: editors open other YAML too, which is none of our business."""
    return _SPEC.search(text) is not None


class OpenFiles:
    """Texts by the paths of their files."""

    def __init__(self) -> None:
        self._texts: dict[str, str] = {}
        self.revision = 0
        """Grows whenever a text may have changed: what was computed before it may be out of date."""

    def put(self, path: str, text: str) -> None:
        """Opens a file, or gives it another text. Lines may end in any of the three ways."""
        text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
        self._texts[_key(path)] = text
        self.revision += 1

    def close(self, path: str) -> None:
        """From here on the file is as it is on the disk."""
        self._texts.pop(_key(path), None)
        self.revision += 1

    def changed_on_disk(self) -> None:
        """Files that are not open may have other texts from here on."""
        self.revision += 1

    def __contains__(self, path: str) -> bool:
        return _key(path) in self._texts

    def file(self, path: str) -> SourceFile | None:
        """A file as the editor has it, or as it is on the disk; None when it cannot be read."""
        return self.read(path, Sink())

    def read(self, path: str, sink: Sink) -> SourceFile | None:
        """What `read_source` gives, for files that are open with the text of the editor."""
        text = self._texts.get(_key(path))
        if text is None:
            return read_source(path, sink)
        if len(text) > MAX_FILE_BYTES:
            message = f"{path} is larger than the limit of {MAX_FILE_BYTES:,} bytes"
            sink.add(Diagnostic(codes.FILE_TOO_LARGE, message))
            return None
        return SourceFile(path, text)


def _key(path: str) -> str:
    return os.path.abspath(path)  # noqa: PTH100 (folds `..`)
