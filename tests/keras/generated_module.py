"""Runs a generated module, as a person would who imports it."""

from __future__ import annotations

from typing import Any

import archc


def create(compilation: archc.Compilation, **options: Any) -> Any:
    """What the generated module builds."""
    namespace: dict[str, Any] = {"__name__": "generated"}
    exec(compile(compilation.python_source(), "<generated>", "exec"), namespace)
    return namespace[f"create_{compilation.name}"](**options)
