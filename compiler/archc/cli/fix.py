"""`archc check --fix` and `--diff`: rewrites specs in place, or shows what would be rewritten.

1. Comments, formatting and the ends of lines stay as they are where nothing is mended.
2. A base that a spec extends is mended too, where the mistake lies in it.
3. A file that changed on the disk meanwhile is left alone.
"""

from __future__ import annotations

import sys
from argparse import Namespace
from difflib import SequenceMatcher
from pathlib import Path

from archc.cli.counted import counted
from archc.cli.exit_codes import FINDINGS, FINE
from archc.cli.find_specs import find_specs
from archc.cli.misuse_error import MisuseError
from archc.cli.print_diff import print_diff
from archc.cli.print_findings import print_findings
from archc.diagnostics import codes
from archc.diagnostics.diagnostic import Diagnostic, Sink
from archc.diagnostics.edit_line import edit_line
from archc.diagnostics.render_text import printable
from archc.fixes.drafts import Drafts
from archc.fixes.fix_spec import Request, fix_spec
from archc.source.source_file import SourceFile

_BOM = "\ufeff"


def fix_in_place(arguments: Namespace) -> bool:
    """Rewrites the specs that can be mended; False when a file could not be written."""
    if "-" in arguments.paths:
        raise MisuseError("--fix cannot write to standard input: --diff shows the fixes")
    # A format for other programs has standard output for itself.
    is_text = arguments.format == "text" or arguments.output is not None
    stream = sys.stdout if is_text else sys.stderr
    sink = Sink()
    drafts = _fixed(arguments, unsafe=arguments.unsafe_fixes)
    for before, after in drafts.changed():
        if _write(before, after, sink):
            edits = "".join(f"\n  {edit_line(edit)}" for edit in drafts.edits(after))
            print(f"fixed {printable(after.name)}{edits}", file=stream, flush=True)
    print_findings(sink.diagnostics())
    return not sink.failed


def show_fixes(arguments: Namespace) -> int:
    """Prints the fixes as a diff; 1 when there are any."""
    unsafe: bool = arguments.unsafe_fixes
    changed = _fixed(arguments, unsafe=unsafe).changed()
    for before, after in changed:
        print_diff(before.name, before.text, after.text, "fixed")
    option = "--fix --unsafe-fixes" if unsafe else "--fix"
    if changed:
        print(f"{option} would rewrite {counted(len(changed), 'file')}")
        return FINDINGS
    more = [] if unsafe else _fixed(arguments, unsafe=True).changed()
    hint = f"; --diff --unsafe-fixes shows changes of {counted(len(more), 'file')}" if more else ""
    print(f"there is nothing that {option} would rewrite{hint}")
    return FINE


def _fixed(arguments: Namespace, *, unsafe: bool) -> Drafts:
    drafts = Drafts()
    # Paths that mean nothing are reported by the check itself.
    for spec in find_specs(arguments.paths, Sink(), allow_outside=arguments.allow_outside):
        variants, overrides = tuple(dict.fromkeys(arguments.variants)), dict(arguments.overrides)
        request = Request(spec.path, variants, overrides, arguments.allow_outside)
        drafts = fix_spec(request, drafts, unsafe=unsafe)
    return drafts


def _write(before: SourceFile, after: SourceFile, sink: Sink) -> bool:
    # Imported here: only a fix writes.
    from archc.backends.write_atomically import write_bytes_atomically

    path = Path(before.name)
    try:
        raw = path.read_bytes().decode("utf-8")
    except (OSError, UnicodeDecodeError):
        raw = ""
    if raw.removeprefix(_BOM).replace("\r\n", "\n") != before.text:  # Rule 3.
        message = f"{before.name} changed while it was being mended, and is left alone"
        sink.add(Diagnostic(codes.FILE_NOT_WRITTEN, message))
        return False
    return write_bytes_atomically(path, _with_old_lines(raw, after.text).encode(), sink)


def _with_old_lines(raw: str, text: str) -> str:
    """Rule 1: the new text, its lines ending as those of the old one do."""
    bom = _BOM if raw.startswith(_BOM) else ""
    if "\r\n" not in raw:
        return bom + text
    old, new = raw.removeprefix(_BOM).split("\n"), text.split("\n")
    usual = "\r\n" if 2 * raw.count("\r\n") > raw.count("\n") else "\n"
    ends = [usual] * (len(new) - 1) + [""]
    matcher = SequenceMatcher(None, [line.removesuffix("\r") for line in old], new, autojunk=False)
    for start, place, length in matcher.get_matching_blocks():
        for line, index in zip(
            old[start : start + length], range(place, place + length), strict=True
        ):
            if ends[index]:
                ends[index] = "\r\n" if line.endswith("\r") else "\n"
    return bom + "".join(line + end for line, end in zip(new, ends, strict=True))
