"""Finds what the first line of a spec must say for editors to know its schema."""

from __future__ import annotations

import os
from pathlib import Path

from archc.source.project_root import project_root

SCHEMA_NAME = "spec-1.schema.json"
_PREFIX = "# yaml-language-server: $schema="


def schema_line(folder: Path, near: Path | None = None) -> tuple[str, bool]:
    """The line for a spec in a folder, and whether the schema that it names is there.

    It is the schema that the spec `near` names, else one in a folder of the project from this one up, else
    that of archc itself if it is a part of the project. Otherwise it is to be written beside the spec.
    """
    for path in (_named_by(near), *_above(folder), _own(folder)):
        if path is not None and path.is_file():
            relative = os.path.relpath(os.path.realpath(path), os.path.realpath(folder))
            return f"{_PREFIX}{Path(relative).as_posix()}", True
    return f"{_PREFIX}{SCHEMA_NAME}", False


def _named_by(spec: Path | None) -> Path | None:
    """The schema that the first line of a spec names."""
    if spec is None or not spec.is_file():
        return None
    try:
        with spec.open(encoding="utf-8") as file:
            first = file.readline(_MAX_LINE).strip()
    except (OSError, ValueError):
        return None
    named = first.removeprefix(_PREFIX)
    return spec.parent / named if named != first and named.isprintable() else None


_MAX_LINE = 1000


def _above(folder: Path) -> list[Path]:
    own, root = Path(os.path.realpath(folder)), project_root(folder)
    parents = [own, *own.parents]
    return [parent / SCHEMA_NAME for parent in parents if parent.is_relative_to(root)]


def _own(folder: Path) -> Path | None:
    """The schema in archc's own folder, in a checkout: one that is installed is of no use to others."""
    own = Path(__file__).parents[1] / "schema" / SCHEMA_NAME
    installed = "site-packages" in own.parts
    inside = Path(os.path.realpath(own)).is_relative_to(project_root(folder))
    return own if inside and not installed else None
