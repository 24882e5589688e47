"""What is wrong with the command line itself, rather than with a spec."""

from __future__ import annotations


class MisuseError(Exception):
    """The arguments make no sense together; the text says why. The exit code is 2."""
