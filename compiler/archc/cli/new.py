"""`archc new`: begins a spec that compiles as it is, or a variant with an example of each edit.

1. The new spec is compiled before it is written: what is wrong with its base is said now.
2. A file that is there already stays as it is; `-` prints the spec.
"""

from __future__ import annotations

import os
import re
from argparse import Namespace
from pathlib import Path

from archc.backends.write_atomically import write_bytes_atomically
from archc.cli.exit_codes import FINDINGS, FINE
from archc.cli.misuse_error import MisuseError
from archc.cli.new_texts import spec_text, variant_text
from archc.cli.print_findings import print_findings
from archc.cli.schema_line import SCHEMA_NAME, schema_line
from archc.diagnostics import codes
from archc.diagnostics.cells import printable
from archc.diagnostics.diagnostic import Diagnostic, Sink
from archc.driver import expand_variant, open_spec
from archc.schema.steps import NAME_PATTERN
from archc.source.source_file import SourceFile
from archc.spec.spec_trees import SpecTrees


def new(arguments: Namespace) -> int:
    """Runs the command; 1 when the base has errors, or the file is there or cannot be written."""
    if re.search(NAME_PATTERN, arguments.name) is None:
        raise MisuseError(
            f"`{arguments.name}` is not a name: use lower-case letters, digits and _, a letter first"
        )
    sink = Sink()
    path = _path(arguments.output, arguments.name)
    line, has_schema = schema_line(path.parent, Path(arguments.base) if arguments.base else None)
    text = f"{line}\n{spec_text(arguments.name)}"
    if arguments.base is not None:
        text = _variant(path, line, arguments, sink)
    prints = arguments.output == "-"
    if sink.failed or not (prints or _write(path, text, sink)):
        print_findings(sink.diagnostics())
        return FINDINGS
    if prints:
        print(text, end="")
        return FINE
    print(printable(f"written  {path}"))
    if not has_schema:
        print(printable(f"for editors: archc schema -o {path.parent / SCHEMA_NAME}"))
    return FINE


def _path(output: str | None, name: str) -> Path:
    """Where the spec goes."""
    if output == "":
        raise MisuseError("-o needs the path of a file or a folder")
    folder = Path("specs") if Path("specs").is_dir() else Path()
    path = folder if output is None or output == "-" else Path(output)
    return path / f"{name}.yaml" if path.is_dir() else path


def _variant(path: Path, line: str, arguments: Namespace, sink: Sink) -> str:
    """The text of a variant of the base; the sink knows what is wrong with that."""
    trees = open_spec(arguments.base, sink, allow_outside=True)
    tree = expand_variant(trees, None, {}, sink) if trees is not None else None
    if trees is None or tree is None or sink.failed:
        return ""
    base = Path(os.path.relpath(os.path.realpath(arguments.base), os.path.realpath(path.parent)))
    text = f"{line}\n{variant_text(arguments.name, base.as_posix(), tree, trees.presets())}"
    written = SpecTrees(SourceFile(str(path), text), allow_outside=arguments.allow_outside)
    expand_variant(written, None, {}, sink)  # Rule 1.
    return text


def _write(path: Path, text: str, sink: Sink) -> bool:
    if os.path.lexists(path):  # Rule 2.
        help_text = "name another file by -o, or remove this one"
        message = f"{path} cannot be written: it is there already"
        sink.add(Diagnostic(codes.FILE_NOT_WRITTEN, message, help=help_text))
        return False
    return write_bytes_atomically(path, text.encode(), sink)
