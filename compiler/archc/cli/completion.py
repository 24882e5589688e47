"""`archc completion`: prints a script by which a shell completes commands, options and files."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace, _SubParsersAction
from collections.abc import Iterator

import shtab

from archc.cli.exit_codes import FINE
from archc.cli.parser import build_parser

_FILES = ("SPEC", "PATH", "FILE")
"""How the parser calls arguments that are files."""


def completion(arguments: Namespace) -> int:
    """Runs the command."""
    parser = build_parser()
    for command in _parsers(parser):
        _complete_files(command)
    print(shtab.complete(parser, shell=arguments.shell))
    return FINE


def _parsers(parser: ArgumentParser) -> Iterator[ArgumentParser]:
    yield parser
    for action in parser._actions:
        if isinstance(action, _SubParsersAction):
            yield from action.choices.values()


def _complete_files(parser: ArgumentParser) -> None:
    for action in parser._actions:
        if action.metavar in _FILES:
            action.complete = shtab.FILE  # type: ignore[attr-defined]  # shtab reads it from here
