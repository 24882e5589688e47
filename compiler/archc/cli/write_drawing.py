"""Writes what a command draws into a file, or says why it cannot.

A file that -o names is written wherever its links lead. In a folder, a file is called like the network,
and so by a spec: there links are not followed out of the project.
"""

from __future__ import annotations

from pathlib import Path

from archc.backends.write_atomically import write_bytes_atomically
from archc.cli.print_findings import print_findings
from archc.diagnostics import codes
from archc.diagnostics.diagnostic import Sink
from archc.diagnostics.refuse_outside import refuse_outside

_HELP = "remove the link, or name the file itself by -o"


def write_drawing(path: Path, output: str | None, content: bytes) -> bool:
    """Writes a file, where -o says `output`; False if that failed, which a message has told then."""
    sink = Sink()
    is_named = output is not None and path == Path(output)
    if is_named or not refuse_outside(path, path.parent, codes.FILE_NOT_WRITTEN, _HELP, sink):
        write_bytes_atomically(path, content, sink)
    print_findings(sink.diagnostics())
    return not sink.diagnostics()
