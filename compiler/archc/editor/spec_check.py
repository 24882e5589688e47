"""Checks a spec in steps, first as it is and then with each of its presets, so typing can interrupt it."""

from __future__ import annotations

from archc.diagnostics.diagnostic import Diagnostic, Sink
from archc.diagnostics.levels import DEFAULT_LEVELS, Levels
from archc.driver import compile_variant, open_spec
from archc.source.source_file import SourceFile
from archc.syntax.read_source import ReadSource


class SpecCheck:
    """One check of one spec. `read` gives the texts of files, the levels say what is a warning."""

    def __init__(self, path: str, read: ReadSource, levels: Levels = DEFAULT_LEVELS) -> None:
        self._levels = levels
        self._sink = Sink()
        self._trees = open_spec(path, self._sink, read=read)
        self._left: list[str | None] | None = None if self._trees is not None else []

    @property
    def findings(self) -> tuple[Diagnostic, ...]:
        """What has been found so far."""
        return self._sink.diagnostics()

    @property
    def sources(self) -> tuple[SourceFile, ...]:
        """The file and those that it extends, as they were read."""
        return self._trees.sources if self._trees is not None else ()

    @property
    def done(self) -> bool:
        """Whether there is nothing left to check."""
        return self._left == []

    def step(self) -> None:
        """Checks the spec; after that, its next preset."""
        if self._trees is None or self.done:
            return
        if self._left is None:
            self._compile(None)
            self._left = list(self._trees.presets())
        else:
            self._compile(self._left.pop(0))

    def _compile(self, variant: str | None) -> None:
        assert self._trees is not None
        compile_variant(self._trees, variant, {}, self._sink, self._levels)

    def run(self) -> tuple[Diagnostic, ...]:
        """All steps at once; what they found."""
        while not self.done:
            self.step()
        return self.findings
