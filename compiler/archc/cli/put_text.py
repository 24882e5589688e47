"""Prints what a command makes, or writes it to the file that `-o` names."""

from __future__ import annotations

from pathlib import Path

from archc.cli.print_findings import print_findings
from archc.diagnostics.diagnostic import Sink


def put_text(text: str, output: str | None) -> bool:
    """Puts a text where it belongs, whole; False, with a message, when the file cannot be written."""
    if output is None:
        print(text, end="")
        return True
    # Imported here: most texts are for the terminal.
    from archc.backends.write_atomically import write_bytes_atomically

    sink = Sink()
    written = write_bytes_atomically(Path(output), text.encode(), sink)
    print_findings(sink.diagnostics())
    return written
