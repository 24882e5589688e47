"""Compares a file with what it should hold, and shows how they differ."""

from __future__ import annotations

from pathlib import Path

from archc.diagnostics import codes
from archc.diagnostics.cells import printable
from archc.diagnostics.diagnostic import Diagnostic, Sink


def compare_output(path: Path, content: bytes, sink: Sink) -> str:
    """`fresh`, `stale` or `missing`; prints a unified diff of a stale file."""
    help_text = "run the same command without --check"
    if not path.exists():
        sink.add(Diagnostic(codes.OUTPUT_STALE, f"{path} does not exist", help=help_text))
        return "missing"
    try:
        found = _read(path)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        sink.add(Diagnostic(codes.FILE_UNREADABLE, f"{path} cannot be read: {reason}"))
        return "stale"
    if found == content:
        print(printable(f"fresh  {path}"))
        return "fresh"
    # Imported here: only a stale file needs it.
    from archc.cli.print_diff import print_diff

    before, after = found.decode("utf-8", "replace"), content.decode("utf-8", "replace")
    print_diff(str(path), before, after, "as it should be")
    sink.add(Diagnostic(codes.OUTPUT_STALE, f"{path} is stale", help=help_text))
    return "stale"


def _read(path: Path) -> bytes:
    """The content; a device or a pipe has none to compare, and could keep us waiting."""
    if not path.is_file():
        raise OSError(None, "it is not a file")
    return path.read_bytes()
