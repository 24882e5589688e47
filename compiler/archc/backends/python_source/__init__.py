"""Writes the graph as a Python module that reads as if a person had written it."""

from archc.backends.python_source.python_source import python_source

__all__ = ["python_source"]
