"""Reads a spec from disk or from standard input, within limits, as text."""

from __future__ import annotations

import sys
from collections.abc import Callable
from itertools import islice
from pathlib import Path

from archc.diagnostics import codes
from archc.diagnostics.diagnostic import Diagnostic, Sink
from archc.source.limits import MAX_FILE_BYTES
from archc.source.source_file import SourceFile

STANDARD_INPUT = "-"
SPEC_ENDINGS = (".yaml", ".yml")
_MAX_FILES = 1000
"""How many files of a folder are looked at for what a path was meant for."""
ReadSource = Callable[[str, Sink], SourceFile | None]
"""What gives the file at a path: the disk, or a place where files are not as they are there."""


def read_source(path: str, sink: Sink, limit: int = MAX_FILE_BYTES) -> SourceFile | None:
    """The file at a path (`-` is standard input); None, with a diagnostic, when it cannot be read."""
    try:
        data = _read_bytes(path, limit)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        near = near_file(path) if isinstance(error, FileNotFoundError) else None
        help_text = f"did you mean `{near}`?" if near is not None else ""
        message = f"{path} cannot be read: {reason}"
        sink.add(Diagnostic(codes.FILE_UNREADABLE, message, help=help_text))
        return None
    except ValueError:
        sink.add(Diagnostic(codes.FILE_UNREADABLE, f"{path!r} is not the name of a file"))
        return None
    if len(data) > limit:
        message = f"{path} is larger than the limit of {limit:,} bytes"
        sink.add(Diagnostic(codes.FILE_TOO_LARGE, message))
        return None
    return decode_source(path, data, sink)


def _read_bytes(path: str, limit: int) -> bytes:
    if path == STANDARD_INPUT:
        return sys.stdin.buffer.read(limit + 1)
    if not Path(path).is_file() and Path(path).exists():
        raise OSError(None, "it is not a file")
    with Path(path).open("rb") as file:
        return file.read(limit + 1)


def near_file(path: str) -> Path | None:
    """The spec that a path which leads nowhere was meant for: one in the same folder with a name like it."""
    # Imported here: only a wrong path needs it.
    from archc.diagnostics.suggest import closest

    wanted = Path(path)
    try:
        beside = islice(wanted.parent.iterdir(), _MAX_FILES)
        names = {file.stem.lower(): file for file in beside if file.suffix in SPEC_ENDINGS}
    except OSError:
        return None
    near = closest(wanted.stem, names)
    return names[near] if near is not None else None


def decode_source(path: str, data: bytes, sink: Sink) -> SourceFile | None:
    """The file of these bytes; None, with a diagnostic, when they are no text."""
    name = "<stdin>" if path == STANDARD_INPUT else path
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        sink.add(
            Diagnostic(
                codes.FILE_NOT_UTF8,
                f"{name} is not UTF-8: line {line} holds the byte 0x{data[error.start]:02x}",
                help="save the file as UTF-8",
            )
        )
        return None
    return SourceFile(name, text.replace("\r\n", "\n"))
