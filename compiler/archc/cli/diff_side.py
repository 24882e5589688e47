"""Turns what the command line says of one side of a comparison into the specs that it means."""

from __future__ import annotations

import os
from pathlib import Path

from archc.cli.find_specs import SUFFIX, find_specs
from archc.cli.misuse_error import MisuseError
from archc.compare.compare_specs import NAMED, Side
from archc.diagnostics.diagnostic import Sink
from archc.syntax.read_revision import Revision, RevisionError
from archc.syntax.read_source import STANDARD_INPUT, read_source


def diff_side(given: str, allow_outside: bool) -> Side:
    """What one of the arguments means; what pairs its specs with those of the other.

    Raises:
        MisuseError: there is nothing of that name.
    """
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
            raise MisuseError(f"{path} is no file, no folder, and no REVISION:PATH{_way_out(path)}")
        return {NAMED: path}
    found = [spec.path for spec in find_specs([path], Sink(), allow_outside=allow_outside)]
    return {Path(spec).relative_to(path).as_posix(): spec for spec in found}


def _way_out(word: str) -> str:
    """What to write where the word is a revision of git without a path."""
    try:
        Revision(word)
    except RevisionError:
        return ""
    return f": for the revision, write `{word}:.`"


def _in_revision(revision: Revision, path: str) -> dict[str, str]:
    place = revision.place(path or ".")
    if not revision.is_folder(place):
        if not revision.has(place):
            raise MisuseError(f"{revision.name} has no {path}")
        return {NAMED: place}
    paths = map(os.path.normpath, revision.files(place))  # As on the disk: no `./` before them.
    inside = {os.path.relpath(path, place): path for path in paths}
    return {
        name: spec
        for name, spec in inside.items()
        if name.endswith(SUFFIX) and not any(part.startswith(".") for part in Path(name).parts)
    }
