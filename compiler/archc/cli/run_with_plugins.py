"""Runs a command with the layers of the plugins that its caller allows: `--plugin`, or pyproject.toml."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable

from archc.cli.exit_codes import FINDINGS
from archc.plugins.project_settings import Project, find_project


def run_with_plugins(arguments: Namespace, command: Callable[[Namespace], int]) -> int:
    """Runs the command; 1 when a plugin, or what the project says of plugins, has mistakes."""
    project = find_project()
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
    requests = read_settings(project, sink)
    requests += [Request(name) for name in arguments.plugins]
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
