"""`archc schema`: prints the JSON Schema of specs, or of reports, or writes it to a file."""

from __future__ import annotations

import json
from argparse import Namespace
from pathlib import Path

from archc import reports
from archc.cli.exit_codes import FINDINGS, FINE
from archc.cli.put_text import put_text
from archc.schema.editor_schema import editor_schema


def schema(arguments: Namespace) -> int:
    """Runs the command; 1 when the file cannot be written."""
    text = _report_schema() if arguments.diagnostics else _spec_schema()
    return FINE if put_text(text, arguments.output) else FINDINGS


def _spec_schema() -> str:
    return json.dumps(editor_schema(), indent=2, sort_keys=False) + "\n"


def _report_schema() -> str:
    schema = Path(reports.__file__).with_name("diagnostics-1.schema.json")
    return schema.read_text(encoding="utf-8")
