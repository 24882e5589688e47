"""Turns the name of a file into how reports call it.

before  /home/me/project/specs/a.yaml, in /home/me/project      after  specs/a.yaml
        specs\\a.yaml, on Windows                                       specs/a.yaml
        ../b.yaml                                                      ../b.yaml
"""

from __future__ import annotations

import os

_ABOVE = ".."


def shown_path(name: str) -> str:
    """The name relative to the current folder where the file lies below it, else as it is; with `/`."""
    if os.path.isabs(name) or _ABOVE in name:  # noqa: PTH117 (a name need not be one of a file)
        name = _relative(name)
    return name.replace(os.sep, "/")


def _relative(name: str) -> str:
    try:
        relative = os.path.relpath(name)
    except (OSError, ValueError):  # Another drive of Windows, or no name that a file can have.
        return name
    return name if relative.startswith(_ABOVE) else relative
