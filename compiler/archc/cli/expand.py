"""`archc expand`: prints a spec as it is compiled, bases, edits and presets applied, as a spec."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

from archc.cli.exit_codes import FINDINGS, FINE
from archc.cli.misuse_error import MisuseError
from archc.cli.print_findings import print_findings
from archc.cli.put_text import put_text
from archc.cli.schema_line import schema_line
from archc.diagnostics.diagnostic import Sink
from archc.driver import expand_variant, open_spec
from archc.schema.language import spec_schema
from archc.spec.spec_trees import SpecTrees
from archc.syntax.write_spec import write_spec


def expand(arguments: Namespace) -> int:
    """Runs the command; 1 when the spec has errors, but those of its shapes, or cannot be written."""
    sink = Sink()
    if arguments.output is not None and _is_same_file(arguments.output, arguments.spec):
        raise MisuseError(f"-o {arguments.output} is the spec itself, and would be overwritten")
    trees = open_spec(arguments.spec, sink, allow_outside=arguments.allow_outside)
    text = _text(trees, arguments, sink) if trees is not None else None
    print_findings(sink.diagnostics())
    return FINE if text is not None and put_text(text, arguments.output) else FINDINGS


def _is_same_file(output: str, spec: str) -> bool:
    try:
        return Path(output).samefile(spec)
    except (OSError, ValueError):
        return False


def _text(trees: SpecTrees, arguments: Namespace, sink: Sink) -> str | None:
    tree = expand_variant(trees, arguments.variant, dict(arguments.overrides), sink)
    if tree is None or sink.failed:
        return None
    folder = Path(arguments.output).parent if arguments.output is not None else Path()
    head, _ = schema_line(folder, Path(trees.file.name))
    return write_spec(tree, list(spec_schema()["properties"]), head)
