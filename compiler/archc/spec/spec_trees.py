"""Turns a spec file into trees: that of the spec, and that of each of its presets.

The file and its bases are read and parsed once, however many presets are asked for. A base must lie in the
project of the spec, unless the caller allows others.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

from archc.diagnostics import codes
from archc.diagnostics.diagnostic import Diagnostic, Edit, Fix, Sink, SinkFullError
from archc.diagnostics.suggest import Suggestion
from archc.schema.variants import VARIANT_KEYS
from archc.source.limits import MAX_ERRORS, MAX_FILE_BYTES
from archc.source.project_root import lies_in, project_root
from archc.source.source_file import SourceFile, Span
from archc.syntax.parse_yaml import parse_yaml
from archc.syntax.read_source import STANDARD_INPUT, ReadSource, read_source
from archc.syntax.tree import Mapping, Tree

if TYPE_CHECKING:
    from archc.spec.edit_traces import Traces
    from archc.spec.presets import Preset


class SpecTrees:
    """A spec file, and what it and its bases hold, read when it is first asked for."""

    def __init__(
        self,
        file: SourceFile,
        *,
        allow_outside: bool = False,
        root: str = "",
        read: ReadSource = read_source,
    ) -> None:
        self.file = file
        self._read_source = read
        self._allow_outside = allow_outside
        self._root = root
        self._sources = [file]
        self._network: tuple[Tree, dict[str, Preset]] | None = None
        self._findings: tuple[Diagnostic, ...] | None = None
        self._traces_of_bases: Traces = {}
        self._traces: Traces = {}

    @property
    def sources(self) -> tuple[SourceFile, ...]:
        """The file and those that it extends, as far as they have been read."""
        return tuple(self._sources)

    def presets(self) -> tuple[str, ...]:
        """The names of the presets, in the order of the file."""
        self._read()
        return tuple(self._network[1]) if self._network is not None else ()

    def preset_span(self, name: str) -> Span:
        """The place of a preset that there is, from its first key to its last value."""
        self._read()
        assert self._network is not None
        return self._network[1][name].tree.span

    def tree(self, variant: str | None, sink: Sink) -> Tree | None:
        """The tree of the spec, or of one of its presets; None, with diagnostics, when there is none."""
        for finding in self._read():
            sink.add(finding)
        self._traces = dict(self._traces_of_bases)
        if self._network is None:
            return None
        tree, presets = self._network
        if variant is None or not isinstance(tree, Mapping):
            return tree
        # Imported here: only a preset needs it.
        from archc.spec.presets import choose_preset

        return choose_preset(tree, presets, variant, None, self._traces, sink)

    def explained(self, finding: Diagnostic) -> Diagnostic:
        """A finding of the last tree, with the edit that has caused it, if one has."""
        if not self._traces:
            return finding
        # Imported here: only a variant needs it.
        from archc.spec.edit_traces import with_trace

        return with_trace(finding, self._traces)

    def _read(self) -> tuple[Diagnostic, ...]:
        """Reads the file and its bases; the findings of that, which hold for every preset."""
        if self._findings is not None:
            return self._findings
        found = Sink(limit=MAX_ERRORS)
        try:
            tree = parse_yaml(self.file, found)
            self._network = self._merged(tree, found) if tree is not None else None
        except SinkFullError:
            self._network = None
        self._findings = found.diagnostics()
        return self._findings

    def _merged(self, tree: Tree, sink: Sink) -> tuple[Tree, dict[str, Preset]] | None:
        """The tree with its bases merged in, and its presets."""
        if not isinstance(tree, Mapping) or not any(key in tree.values for key in VARIANT_KEYS):
            return tree, {}
        # Imported here: only a variant needs it.
        from archc.spec.variants import read_network

        traces = self._traces_of_bases
        return read_network(tree, lambda path, span: self._load(path, span, sink), traces, sink)

    def _load(self, path: str, span: Span, sink: Sink) -> tuple[SourceFile, Tree] | None:
        """A spec that another extends, by a path that stands at `span`."""
        if not self._may_read(path, span, sink):
            return None
        found = Sink()
        # A spec cannot name standard input.
        file = self._read_source(f"./{path}" if path == STANDARD_INPUT else path, found)
        for problem in found.diagnostics():
            message = f"the base {problem.message}"
            found_near = _near_file(path, span)
            help_text, fix = found_near.help or _BASE_HELP, found_near.fix
            sink.add(Diagnostic(codes.EXTENDS_NOT_FOUND, message, span, help=help_text, fix=fix))
        if file is None:
            return None
        if sum(len(source.text) for source in (*self._sources, file)) > MAX_FILE_BYTES:
            limit = f"the limit of {MAX_FILE_BYTES:,} bytes"
            message = f"with this base the spec is larger than {limit}"
            sink.add(Diagnostic(codes.FILE_TOO_LARGE, message, span))
            return None
        tree = parse_yaml(file, sink)
        if tree is None:
            return None
        self._sources.append(file)
        return file, tree

    def _may_read(self, path: str, span: Span, sink: Sink) -> bool:
        """Whether a base lies in the project; links count as what they lead to."""
        if self._allow_outside:
            return True
        try:
            self._root = self._root or str(project_root(Path(self.file.name).parent))
            inside = lies_in(path, self._root)
        except (OSError, ValueError):
            return True  # Reading it says what is wrong.
        if not inside:
            project = os.path.relpath(self._root)
            message = f"the base {path} lies outside of the project, which is {project}"
            sink.add(Diagnostic(codes.EXTENDS_OUTSIDE, message, span, help=_OUTSIDE_HELP))
        return inside


def _near_file(path: str, span: Span) -> Suggestion:
    """The spec in the same folder whose name is nearest to that of a base which is not there."""
    # Imported here: only a wrong path needs it.
    from difflib import get_close_matches

    name, folder = Path(path).name, Path(path).parent
    try:
        names = [entry.name for entry in folder.iterdir() if _SPEC.search(entry.name)]
    except (OSError, ValueError):
        return Suggestion("")
    near = next(iter(get_close_matches(name, names, 1, _SURE)), None)
    if near is None or not span.text.strip("\"'").endswith(name):
        return Suggestion("")
    start = span.start + span.text.rindex(name)
    edit = Edit(Span(span.file, start, start + len(name)), near)
    return Suggestion(f"did you mean `{near}`?", Fix(f"write `{near}`", (edit,), safe=False))


_SURE = 0.8
_SPEC = re.compile(r"\.ya?ml\Z")
_BASE_HELP = "the path of the base is relative to the folder of this file"
_OUTSIDE_HELP = (
    "copy the base into the project, or allow it: `--allow-outside`, in Python `allow_outside=True`"
)
