"""`archc completion`: prints a script by which a shell completes commands, options and files."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace, _SubParsersAction
from collections.abc import Iterator

import shtab

from archc.cli.exit_codes import FINE
from archc.cli.parser import build_parser
from archc.diagnostics.find_code import all_codes

_FILES = ("SPEC", "PATH", "FILE")
"""How the parser calls arguments that are files."""


def completion(arguments: Namespace) -> int:
    """Runs the command."""
    parser = build_parser()
    for command in _parsers(parser):
        _complete_words(command)
    print(shtab.complete(parser, shell=arguments.shell))
    return FINE


def _parsers(parser: ArgumentParser) -> Iterator[ArgumentParser]:
    yield parser
    for action in parser._actions:
        if isinstance(action, _SubParsersAction):
            yield from action.choices.values()


def _complete_words(parser: ArgumentParser) -> None:
    """Completes files, and the codes of messages."""
    for action in parser._actions:
        if action.metavar == "CODE":
            action.choices = list(all_codes())
        if action.metavar in _FILES:
            action.complete = shtab.FILE  # type: ignore[attr-defined]  # shtab reads it from here
