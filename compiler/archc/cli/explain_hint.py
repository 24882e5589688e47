"""Says at the end of a run, once, which command explains the errors that the run has shown."""

from __future__ import annotations

import sys

_MAX_NAMED = 5
_shown: dict[str, None] = {}
"""The codes of a run, in their order: they are printed from many places, and explained at its end."""


def remember_error(code: str) -> None:
    """Notes that an error was shown as text."""
    _shown[code] = None


def print_hint() -> None:
    """Prints the line if there was an error, and forgets what was shown."""
    if _shown:
        words = " ".join(list(_shown)[:_MAX_NAMED])
        print(f"`archc explain {words}` says more", file=sys.stderr, flush=True)
    forget_errors()


def forget_errors() -> None:
    """Begins a run."""
    _shown.clear()
