"""`archc schema`: prints the JSON Schema of specs, or writes it to a file."""

from __future__ import annotations

import json
from argparse import Namespace
from pathlib import Path

from archc.backends.write_atomically import write_bytes_atomically
from archc.cli.exit_codes import FINDINGS, FINE
from archc.cli.print_findings import print_findings
from archc.diagnostics.diagnostic import Sink
from archc.schema.editor_schema import editor_schema


def schema(arguments: Namespace) -> int:
    """Runs the command; 1 when the file cannot be written."""
    text = json.dumps(editor_schema(), indent=2, sort_keys=False) + "\n"
    if arguments.output is None:
        print(text, end="")
        return FINE
    sink = Sink()
    written = write_bytes_atomically(Path(arguments.output), text.encode(), sink)
    print_findings(sink.diagnostics())
    return FINE if written else FINDINGS
