"""Prints how two texts differ, as a diff that `patch` and `git apply` take."""

from __future__ import annotations

from difflib import unified_diff
from io import StringIO

from archc.diagnostics.cells import log_line

_NO_END = "\\ No newline at end of file"


def print_diff(name: str, before: str, after: str, becomes: str) -> None:
    """The lines of a file that change; `becomes` says in a word or two what `after` is."""
    changes = unified_diff(_lines(before), _lines(after), name, name, "as it is", becomes)
    for line in changes:
        print(log_line(line.removesuffix("\n")))
        if not line.endswith("\n"):
            print(_NO_END)


def _lines(text: str) -> list[str]:
    """The lines as diffs and patches understand them: only a line feed ends one."""
    return StringIO(text, newline="\n").readlines()
