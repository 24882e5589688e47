"""Names a plugin that the caller asks for, with the place of its name if a file has it."""

from __future__ import annotations

from types import ModuleType
from typing import NamedTuple

from archc.source.source_file import Span


class Request(NamedTuple):
    """A plugin by the name of its module, or the module itself."""

    module: str | ModuleType
    span: Span | None = None

    @property
    def name(self) -> str:
        """The name of the module."""
        return self.module if isinstance(self.module, str) else self.module.__name__
