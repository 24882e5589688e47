"""The version of archc, as a literal: reading it from the installed metadata would take 40 ms."""

__version__ = "0.1.0"
