"""Finds the folder that the specs of a project must lie in, and says whether a path lies in it."""

from __future__ import annotations

import os
from pathlib import Path

_MARKERS = ("pyproject.toml", ".git")


def project_root(folder: str | Path) -> Path:
    """The nearest folder, from this one up, that holds `pyproject.toml` or `.git`, links followed.

    Without one: the current folder if this one lies in it, else this one.
    """
    own = Path(os.path.realpath(folder))
    for parent in (own, *own.parents):
        if any((parent / marker).exists() for marker in _MARKERS):
            return parent
    current = Path(os.path.realpath(Path.cwd()))
    return current if own.is_relative_to(current) else own


def lies_in(path: str | Path, root: str | Path) -> bool:
    """Whether a path leads into a folder, the links of both followed.

    Raises:
        ValueError: the path is not one that a file can have.
    """
    return Path(os.path.realpath(path)).is_relative_to(os.path.realpath(root))
