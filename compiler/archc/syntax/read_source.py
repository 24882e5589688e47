"""Reads a spec from disk or from standard input, within limits, as text."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

from archc.diagnostics import codes
from archc.diagnostics.diagnostic import Diagnostic, Sink
from archc.source.limits import MAX_FILE_BYTES
from archc.source.source_file import SourceFile

STANDARD_INPUT = "-"
ReadSource = Callable[[str, Sink], SourceFile | None]
"""What gives the file at a path: the disk, or a place where files are not as they are there."""


def read_source(path: str, sink: Sink, limit: int = MAX_FILE_BYTES) -> SourceFile | None:
    """The file at a path (`-` is standard input); None, with a diagnostic, when it cannot be read."""
    try:
        data = _read_bytes(path, limit)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        sink.add(Diagnostic(codes.FILE_UNREADABLE, f"{path} cannot be read: {reason}"))
        return None
    except ValueError:
        sink.add(Diagnostic(codes.FILE_UNREADABLE, f"{path!r} is not the name of a file"))
        return None
    if len(data) > limit:
        message = f"{path} is larger than the limit of {limit:,} bytes"
        sink.add(Diagnostic(codes.FILE_TOO_LARGE, message))
        return None
    return _decode(path, data, sink)


def _read_bytes(path: str, limit: int) -> bytes:
    if path == STANDARD_INPUT:
        return sys.stdin.buffer.read(limit + 1)
    if not Path(path).is_file() and Path(path).exists():
        raise OSError(None, "it is not a file")
    with Path(path).open("rb") as file:
        return file.read(limit + 1)


def _decode(path: str, data: bytes, sink: Sink) -> SourceFile | None:
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
