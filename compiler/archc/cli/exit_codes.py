"""What the exit codes of archc mean; those beyond 2 follow sysexits.h and the shells."""

from __future__ import annotations

FINE = 0
FINDINGS = 1
"""A spec has errors, or an output is stale or could not be written."""
MISUSE = 2
UNAVAILABLE = 69
"""A package that archc needs is not installed."""
BUG = 70
"""Something went wrong inside archc."""
INTERRUPTED = 130
NO_READER = 141
"""Whoever read the output went away: `archc show vgg.yaml --full | head`."""
