"""`archc diff`: says what changed between two specs or folders, each on the disk or in a revision of git."""

from __future__ import annotations

import os
from argparse import Namespace
from collections.abc import Sequence
from pathlib import Path

from archc.cli.find_specs import SUFFIX, find_specs
from archc.cli.misuse_error import MisuseError
from archc.cli.put_text import put_text
from archc.compare.compare_specs import NAMED, Compared, Side, compare_specs, differs
from archc.diagnostics.diagnostic import Sink
from archc.syntax.read_revision import Revision, RevisionError
from archc.syntax.read_source import STANDARD_INPUT, read_source

_SAME, _DIFFERENT, _TROUBLE = 0, 1, 2


def diff(arguments: Namespace) -> int:
    """Runs the command; 0 for the same, 1 for differences, 2 for what cannot be compared."""
    old = _side(arguments.old, arguments.allow_outside)
    new = _side(arguments.new, arguments.allow_outside)
    if (NAMED in old.specs) != (NAMED in new.specs):
        raise MisuseError("a spec can be compared with a spec, and a folder with a folder")
    compared = compare_specs(old, new, arguments.variant, dict(arguments.overrides))
    if not compared and arguments.variant is not None:
        raise MisuseError(f"no spec has a variant `{arguments.variant}`")
    written = put_text(_rendered(compared, arguments.format), arguments.output)
    if not written or any(one.status == "broken" for one in compared):
        return _TROUBLE
    return _DIFFERENT if differs(compared) else _SAME


def _side(given: str, allow_outside: bool) -> Side:
    """What one of the arguments means; what pairs its specs with those of the other."""
    name, colon, path = given.partition(":")
    is_path = given == STANDARD_INPUT or os.path.lexists(given) or not colon
    try:
        if is_path:
            return Side(given, _on_disk(given, allow_outside), read_source, allow_outside)
        revision = Revision(name)
        specs = _in_revision(revision, path)
        return Side(given, specs, revision.read, allow_outside)
    except RevisionError as error:
        raise MisuseError(str(error)) from None


def _on_disk(path: str, allow_outside: bool) -> dict[str, str]:
    if not Path(path).is_dir():
        if path != STANDARD_INPUT and not Path(path).exists():
            raise MisuseError(f"{path} is no file, no folder, and no REVISION:PATH")
        return {NAMED: path}
    found = [spec.path for spec in find_specs([path], Sink(), allow_outside=allow_outside)]
    return {Path(spec).relative_to(path).as_posix(): spec for spec in found}


def _in_revision(revision: Revision, path: str) -> dict[str, str]:
    place = revision.place(path or ".")
    if not revision.is_folder(place):
        if not revision.has(place):
            raise MisuseError(f"{revision.name} has no {path}")
        return {NAMED: place}
    inside = {os.path.relpath(spec, place): spec for spec in revision.files(place)}
    return {
        name: spec
        for name, spec in inside.items()
        if name.endswith(SUFFIX) and not any(part.startswith(".") for part in Path(name).parts)
    }


def _rendered(compared: Sequence[Compared], form: str) -> str:
    # Imported here: one of them is needed.
    if form == "json":
        from archc.compare.diff_json import render_diff_json

        return render_diff_json(compared)
    if form == "markdown":
        from archc.compare.diff_markdown import render_diff_markdown

        return render_diff_markdown(compared)
    from archc.compare.diff_text import render_diff_text

    return render_diff_text(compared)
