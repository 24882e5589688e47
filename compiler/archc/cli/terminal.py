"""Says what a stream can show, standard error unless another is named: colours, and how many columns.

1. NO_COLOR (no-color.org) forbids colours, FORCE_COLOR (force-color.org) demands them; else a terminal
   has them.
2. Only a terminal has a width; COLUMNS overrules what it says.
"""

from __future__ import annotations

import os
import sys
from typing import TextIO

_MIN_WIDTH = 40


def wants_colour(stream: TextIO | None = None) -> bool:
    """Rule 1."""
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return os.environ.get("TERM") != "dumb" and _is_terminal(stream or sys.stderr)


def terminal_width(stream: TextIO | None = None) -> int | None:
    """Rule 2; None where text goes to a file or another program."""
    stream = stream or sys.stderr
    if not _is_terminal(stream):
        return None
    given = os.environ.get("COLUMNS", "")
    if given.isdecimal() and int(given) > 0:
        return max(_MIN_WIDTH, int(given))
    try:
        columns = os.get_terminal_size(stream.fileno()).columns
    except (OSError, ValueError):
        return None
    return max(_MIN_WIDTH, columns) if columns else None


def _is_terminal(stream: TextIO | None) -> bool:
    return stream is not None and stream.isatty()
