"""Turns the paths of a command line into the specs to compile, folders searched.

1. A folder means every `*.yaml` below it, in the order of their paths, but nothing hidden.
2. A link in a folder is not read when it leads outside of the project, unless that is allowed.
3. A path that is no folder is taken as it is, `-` included: reading it says what is wrong with it.
4. A spec that is named twice is compiled once.
5. The folders below `specs/`, else below the folder that was given, are the `folder` of a spec; the
   output keeps them.

    before  specs/                      after  specs/vgg.yaml            folder .
                                               specs/originals/vgg.yaml  folder originals
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import NamedTuple

from archc.diagnostics import codes
from archc.diagnostics.diagnostic import Diagnostic, Sink
from archc.diagnostics.refuse_outside import refuse_outside

SUFFIX = ".yaml"
_SPECS = "specs"


class FoundSpec(NamedTuple):
    """A spec to compile, and the folder below the output folder that it belongs to."""

    path: str
    folder: Path

    @property
    def label(self) -> str:
        """What reports call it."""
        return "<stdin>" if self.path == "-" else self.path

    def label_of(self, variant: str | None) -> str:
        """What reports call one of its presets: `specs/resnet.yaml (small)`."""
        return self.label if variant is None else f"{self.label} ({variant})"


def find_specs(paths: list[str], sink: Sink, *, allow_outside: bool = False) -> list[FoundSpec]:
    """The specs that the paths mean; a folder without any is a finding."""
    found: dict[str, FoundSpec] = {}
    for path in paths:
        is_folder = os.path.isdir(path)  # noqa: PTH112 (a NUL in the name is no folder, not an error)
        specs = _in_folder(path, sink) if is_folder else [path]
        if is_folder and not allow_outside:
            specs = [spec for spec in specs if not _leads_outside(spec, path, sink)]
        for spec in specs:
            key = os.path.abspath(spec) if spec != "-" else spec  # noqa: PTH100 (folds `..`)
            found.setdefault(key, FoundSpec(spec, _folder(spec, path if is_folder else "")))
    return list(found.values())


def _in_folder(path: str, sink: Sink) -> list[str]:
    """Rule 1."""
    found: list[str] = []
    errors: list[OSError] = []
    for folder, inner, files in os.walk(path, onerror=errors.append):
        inner[:] = [name for name in inner if not name.startswith(".")]
        specs = [name for name in files if name.endswith(SUFFIX) and not name.startswith(".")]
        found += [str(Path(folder, name)) for name in specs]
    for error in errors:
        reason = (error.strerror or str(error)).lower()
        sink.add(Diagnostic(codes.FILE_UNREADABLE, f"{error.filename} cannot be read: {reason}"))
    if not found and not errors:
        message = f"{path} holds no specs"
        sink.add(Diagnostic(codes.NO_SPECS_FOUND, message, help=f"specs end in `{SUFFIX}`"))
    return sorted(found, key=lambda spec: Path(spec).parts)


def _leads_outside(spec: str, folder: str, sink: Sink) -> bool:
    """Rule 2."""
    found, help_text = Path(spec), "allow it, `--allow-outside`, or name the spec itself"
    if not found.is_symlink():
        return False
    return refuse_outside(found, Path(folder), codes.FILE_UNREADABLE, help_text, sink)


def _folder(spec: str, given: str) -> Path:
    """Rule 5."""
    parents = _folded(spec).parts[:-1]
    if _SPECS in parents:
        last = len(parents) - parents[::-1].index(_SPECS)
        return Path(*parents[last:])
    return Path(*parents[len(_folded(given).parts) :]) if given else Path()


def folder_below(path: str) -> Path:
    """Rule 5 for a folder that was given: where the output of the specs in it goes."""
    parts = _folded(path).parts
    return Path(*parts[len(parts) - parts[::-1].index(_SPECS) :]) if _SPECS in parts else Path()


def _folded(path: str) -> Path:
    """A path without `..` inside: with one, an output could leave its folder."""
    return Path(os.path.normpath(path))
