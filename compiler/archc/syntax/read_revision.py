"""Reads files as they are in a revision of a git repository.

1. Git is run without a shell, without network, and with commands alone that run no program of the repository.
2. A path after the colon is one from the root of the repository, as git has it; `./` begins one from the
   current folder, and so does one that the root does not have.
3. A link is not followed.
"""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from archc.diagnostics import codes
from archc.diagnostics.diagnostic import Diagnostic, Sink
from archc.source.limits import MAX_FILE_BYTES
from archc.source.source_file import SourceFile
from archc.syntax.read_source import decode_source

_SECONDS = 30
_ALONE = {
    "GIT_ALLOW_PROTOCOL": "none",  # No way to fetch what a partial clone lacks, not even a local one.
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_OPTIONAL_LOCKS": "0",
}


class RevisionError(Exception):
    """What was asked of git cannot be had; the message says why."""


class Revision:
    """The files of a commit.

    Raises:
        RevisionError: there is no git, no repository, or no such revision.
    """

    def __init__(self, name: str) -> None:
        if not name or name[0] in "-^":
            raise RevisionError(f"{name!r} is not the name of a revision")
        self.name = name
        top = _git(["rev-parse", "--show-toplevel"], ".", "this folder is in no git repository")
        self.root = os.path.realpath(top.decode(errors="surrogateescape").rstrip("\n"))
        asked = ["rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}"]
        found = _git(asked, self.root, f"the repository has no revision {name!r}")
        self._commit = found.decode().strip()

    def place(self, path: str) -> str:
        """The path on the disk that stands for a path in the revision (rule 2).

        Raises:
            RevisionError: no file can have that path.
        """
        if "\0" in path:
            raise RevisionError(f"{path!r} is not the name of a file")
        below_root = os.path.normpath(os.path.join(self.root, path))  # noqa: PTH118
        if path.startswith("./") or self._kind(below_root) is None:
            here = os.path.abspath(path)  # noqa: PTH100
            if self._kind(os.path.realpath(here)) is not None:
                return os.path.relpath(here)
        return os.path.relpath(below_root)

    def has(self, path: str) -> bool:
        """Whether the revision has a file or a folder at a path."""
        return self._kind(path) is not None

    def is_folder(self, path: str) -> bool:
        """Whether a path is a folder in the revision."""
        return self._kind(path) == "tree"

    def files(self, folder: str) -> list[str]:
        """The files below a folder, in the order of their paths."""
        inside = self._inside(folder)
        listed = _git(["ls-tree", "-r", "-z", "--name-only", f"{self._commit}:{inside}"], self.root)
        names = listed.decode(errors="surrogateescape").split("\0")
        return sorted(os.path.join(folder, name) for name in names if name)  # noqa: PTH118

    def read(self, path: str, sink: Sink) -> SourceFile | None:
        """The file at a path, as `read_source` gives it."""
        label = f"{path} in {self.name}"
        try:
            size = int(_git(["cat-file", "-s", self._object(path)], self.root))
            if size > MAX_FILE_BYTES:
                message = f"{label} is larger than the limit of {MAX_FILE_BYTES:,} bytes"
                sink.add(Diagnostic(codes.FILE_TOO_LARGE, message))
                return None
            data = _git(["cat-file", "blob", self._object(path)], self.root)
        except RevisionError:
            message = f"{label} cannot be read: there is no such file"
            sink.add(Diagnostic(codes.FILE_UNREADABLE, message))
            return None
        return decode_source(path, data, sink)

    def _kind(self, path: str) -> str | None:
        try:
            return _git(["cat-file", "-t", self._object(path)], self.root).decode().strip()
        except RevisionError:
            return None

    def _object(self, path: str) -> str:
        return f"{self._commit}:{self._inside(path)}"

    def _inside(self, path: str) -> str:
        full = os.path.abspath(path)  # noqa: PTH100 (a link of the disk says nothing of the revision)
        folder, name = os.path.split(full)
        full = os.path.join(os.path.realpath(folder), name)  # noqa: PTH118
        inside = os.path.relpath(full, self.root)
        if inside == os.pardir or inside.startswith(os.pardir + os.sep):
            raise RevisionError(f"{path} lies outside of the repository")
        return "" if inside == os.curdir else Path(inside).as_posix()


def _git(arguments: list[str], folder: str, failure: str = "git failed") -> bytes:
    """What a git command prints (rule 1)."""
    command = ["git", "--no-pager", *arguments]
    try:
        done = subprocess.run(
            command,
            cwd=folder,
            env={**os.environ, **_ALONE},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_SECONDS,
            check=False,
        )
    except FileNotFoundError:
        raise RevisionError("git is not installed: it is needed to read a revision") from None
    except (OSError, ValueError, subprocess.TimeoutExpired) as error:
        raise RevisionError(f"git cannot be run: {error}") from None
    if done.returncode:
        raise RevisionError(failure)
    return done.stdout
