"""Runs a command with what its caller sets for it: plugins and levels, in pyproject.toml and by options."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable

from archc.cli.exit_codes import FINDINGS
from archc.cli.misuse_error import MisuseError
from archc.diagnostics.levels import DEFAULT_LEVELS, LevelError, Levels, levels_of
from archc.plugins.project_settings import Project, find_project


def run_with_plugins(arguments: Namespace, command: Callable[[Namespace], int]) -> int:
    """Runs the command; 1 when a plugin, or the settings of the project, have mistakes."""
    project = find_project()
    arguments.levels = _levels(arguments, DEFAULT_LEVELS)
    if not arguments.plugins and project.settings is None:
        return command(arguments)
    return _run(arguments, project, command)


def _run(arguments: Namespace, project: Project, command: Callable[[Namespace], int]) -> int:
    # Imported here: a command without plugins does not pay for them.
    from archc.cli.print_findings import print_findings
    from archc.diagnostics.diagnostic import Sink
    from archc.ops.layer_table import layers_in_force
    from archc.plugins.project_settings import read_settings
    from archc.plugins.request import Request

    sink = Sink()
    settings = read_settings(project, sink)
    arguments.levels = _levels(arguments, settings.levels)
    named = () if arguments.no_project_plugins else settings.plugins
    requests = [*named, *(Request(name) for name in arguments.plugins)]
    table = None
    if requests:
        from archc.plugins.load_plugins import load_plugins

        table = load_plugins(requests, project.folder, sink)
    print_findings(sink.diagnostics())
    if sink.failed:
        return FINDINGS
    if table is None:
        return command(arguments)
    with layers_in_force(table):
        return command(arguments)


def _levels(arguments: Namespace, start: Levels) -> Levels:
    """The levels of the settings, changed by the options of the command, if it has them."""
    given = getattr(arguments, "level_options", [])
    pairs = [(word, level) for level, words in given for word in words]
    try:
        return levels_of(pairs, start)
    except LevelError as error:
        raise MisuseError(str(error)) from None
