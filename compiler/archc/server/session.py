"""What a server knows of one editor: open files, the findings in them, and what holds in their projects.

Nothing here knows the protocol. Everything that compiles runs under the layers of the project of its spec.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

from archc.diagnostics.diagnostic import Diagnostic, Edit
from archc.editor.completions import Completion, find_completions
from archc.editor.definitions import Named, find_definition, find_references
from archc.editor.findings_by_file import FindingsByFile
from archc.editor.hover import Hover, Uses, find_hover, uses_of
from archc.editor.open_files import OpenFiles, is_spec
from archc.editor.outline import Symbol, find_symbols
from archc.editor.quick_fixes import QuickFix, find_quick_fixes, first_round, fix_all
from archc.editor.spec_check import SpecCheck
from archc.ops.layer_table import layers_in_force
from archc.server.project_layers import ProjectLayers, ProjectReader, Trust
from archc.source.source_file import Span


class Session:
    """One editor."""

    def __init__(self, trust: Trust = Trust()) -> None:  # noqa: B008 (a tuple, which nobody changes)
        self.files = OpenFiles()
        self.folders: list[str] = []
        """The folders that the editor works in."""
        self._projects = ProjectReader(trust)
        self._shown = FindingsByFile()
        self._sources: dict[str, set[str]] = {}
        """The files that specs were made of when they were last checked."""
        self._begun: dict[str, int] = {}
        self._checked: dict[str, int] = {}
        """The revision of all texts at which the last check of a spec began, and the last that has ended."""
        self._uses: tuple[str, int, Uses] = ("", -1, {})

    def open(self, path: str, text: str) -> None:
        """Opens a file, or gives it another text."""
        self.files.put(path, text)
        self._shown.forget_in(path)

    def close(self, path: str) -> list[str]:
        """Closes a file; the files in which other findings are to be shown now."""
        self.files.close(path)
        self._sources.pop(path, None)
        return self._shown.drop(path)

    def saved(self) -> None:
        """Something on the disk is another: settings are read anew."""
        self.files.changed_on_disk()
        self._projects.forget()

    def is_spec(self, path: str) -> bool:
        """Whether an open file means to be a spec, or was one until now."""
        file = self.files.file(path) if path in self.files else None
        return file is not None and (is_spec(file.text) or path in self._sources)

    def affected_by(self, path: str) -> list[str]:
        """The open specs to check when a file has changed: itself, and those that extend it."""
        others = [spec for spec, sources in self._sources.items() if path in sources]
        return list(dict.fromkeys([*([path] if self.is_spec(path) else []), *others]))

    def project(self, path: str) -> ProjectLayers:
        """What holds for a spec: the settings of the innermost folder of the editor that it lies in."""
        around = [f for f in self.folders if path.startswith(f"{f}{os.sep}")]
        own = os.path.dirname(os.path.abspath(path))  # noqa: PTH100, PTH120 (paths are texts here)
        return self._projects.of(max(around, key=len, default=own))

    @contextmanager
    def _in_force(self, path: str) -> Iterator[ProjectLayers]:
        project = self.project(path)
        with layers_in_force(project.table):
            yield project

    def check(self, path: str) -> SpecCheck:
        """A check of a spec, to be run in steps."""
        with self._in_force(path) as project:
            self._begun[path] = self.files.revision
            return SpecCheck(path, self.files.read, project.levels)

    def step(self, path: str, check: SpecCheck) -> None:
        """Runs the next step of a check."""
        with self._in_force(path):
            check.step()

    def take(self, path: str, check: SpecCheck) -> list[str]:
        """Takes what a check has found so far; the files in which other findings are to be shown now."""
        if check.done:
            self._checked[path] = self._begun[path]
        self._sources[path] = {os.path.normpath(source.name) for source in check.sources}
        return self._shown.put(path, (*self.project(path).findings, *check.findings))

    def findings_in(self, path: str) -> list[Diagnostic]:
        """What is to be shown in a file."""
        return self._shown.of(path)

    def hover(self, path: str, offset: int) -> Hover | None:
        """What to tell about an offset."""
        with self._in_force(path):
            if self._uses[:2] != (path, self.files.revision):
                revision = self.files.revision
                self._uses = path, revision, uses_of(path, self.files.read)
            return find_hover(path, offset, self.files.read, self._uses[2])

    def definition(self, path: str, offset: int) -> Named | None:
        """What the name at an offset means."""
        with self._in_force(path):
            return find_definition(path, offset, self.files.read)

    def references(self, path: str, offset: int) -> list[Span]:
        """The places that name what is named at an offset."""
        with self._in_force(path):
            return find_references(path, offset, self.files.read)

    def symbols(self, path: str) -> tuple[Symbol, ...]:
        """The outline of a spec."""
        with self._in_force(path):
            return find_symbols(path, self.files.read)

    def completions(self, path: str, offset: int) -> list[Completion]:
        """The names that can stand at an offset."""
        with self._in_force(path):
            return find_completions(path, offset, self.files.read)

    def quick_fixes(self, path: str, start: int, end: int) -> list[QuickFix]:
        """The fixes for what was found between two offsets of a spec."""
        with self._in_force(path) as project:
            findings = self._findings(path, project)
            here = [f for f in findings if f.span is not None and f.span.file.name == path]
            wanted = [f for f in here if f.span and f.span.start <= end and start <= f.span.end]
            return find_quick_fixes(path, findings, wanted, self.files.read) if wanted else []

    def fix_all(self, path: str, *, rounds: bool) -> list[Edit]:
        """The edits that mend a spec as far as that is beyond doubt; without `rounds`, what is known now."""
        with self._in_force(path) as project:
            if rounds:
                return fix_all(path, self.files.read)
            return first_round(self._findings(path, project))

    def _findings(self, path: str, project: ProjectLayers) -> list[Diagnostic]:
        """The findings of a spec as it is now."""
        if self._checked.get(path) == self.files.revision:
            return self._shown.of_spec(path)
        return list(SpecCheck(path, self.files.read, project.levels).run())
