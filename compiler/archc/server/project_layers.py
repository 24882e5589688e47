"""Finds the levels and the plugins that hold for the specs of a folder, and trusts no folder by itself.

1. Levels of warnings come from the nearest pyproject.toml, as they do for commands.
2. Plugins are code. Those that the command line names are imported from where Python finds modules, never
   from the folder of the spec.
3. Those that a pyproject.toml names are imported only if the command line says so.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from archc.diagnostics.diagnostic import Diagnostic, Sink
from archc.diagnostics.levels import Levels
from archc.ops.layer_table import LayerTable, table_with
from archc.plugins.project_settings import Settings, find_project, read_settings
from archc.plugins.request import Request


class Trust(NamedTuple):
    """What the command line of the server allows."""

    plugins: Sequence[str] = ()
    project_plugins: bool = False


class ProjectLayers(NamedTuple):
    """What holds for the specs of a folder."""

    levels: Levels
    table: LayerTable
    findings: tuple[Diagnostic, ...]
    """What is wrong with the settings, or with plugins."""
    ignored: tuple[str, ...]
    """Plugins that the settings name, and nobody has allowed."""


class ProjectReader:
    """Reads the settings of folders; plugins are imported once, while the server runs."""

    def __init__(self, trust: Trust) -> None:
        self._trust = trust
        self._known: dict[str, ProjectLayers] = {}
        self._tables: dict[tuple[str, ...], tuple[LayerTable, tuple[Diagnostic, ...]]] = {}

    def of(self, folder: str) -> ProjectLayers:
        """What holds in a folder."""
        if folder not in self._known:
            self._known[folder] = self._read(folder)
        return self._known[folder]

    def forget(self) -> None:
        """Settings may have changed: they are read anew. Plugins stay as they were imported."""
        self._known = {}

    def _read(self, folder: str) -> ProjectLayers:
        sink = Sink()
        project = find_project(folder)
        settings = read_settings(project, sink)
        table, findings = self._table(settings, project.folder)
        ignored = () if self._trust.project_plugins else tuple(r.name for r in settings.plugins)
        return ProjectLayers(settings.levels, table, (*sink.diagnostics(), *findings), ignored)

    def _table(self, settings: Settings, folder: str) -> tuple[LayerTable, tuple[Diagnostic, ...]]:
        requests, place = [Request(name) for name in self._trust.plugins], ""
        if self._trust.project_plugins and settings.plugins:  # Rule 3.
            requests, place = [*settings.plugins, *requests], folder
        if not requests:
            return table_with(()), ()
        key = (place, *(request.name for request in requests))
        if key not in self._tables:
            # Imported here: most projects have no plugins.
            from archc.plugins.load_plugins import load_plugins

            sink = Sink()
            table = load_plugins(requests, place, sink)
            self._tables[key] = table or table_with(()), sink.diagnostics()
        return self._tables[key]
