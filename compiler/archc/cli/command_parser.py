"""An argument parser that, where a word is wrong, says which one was meant, and no more than that."""

from __future__ import annotations

import os
import re
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from collections.abc import Iterable
from typing import Any, NoReturn

from archc.cli.exit_codes import MISUSE

_CHOICE = re.compile(r"argument (?P<name>\S+): invalid choice: '(?P<word>.*?)' \(choose from ")
_MISSING = "the following arguments are required: "
_UNKNOWN = re.compile(r"unrecognized arguments: (?P<words>.*)", re.DOTALL)


class CommandParser(ArgumentParser):
    """Reports wrong words by itself: argparse prints the whole usage for a slip of the hand."""

    def __init__(self, **options: Any) -> None:
        options |= {"formatter_class": _HelpFormatter, "allow_abbrev": False}
        super().__init__(**options)

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> tuple[Any, list[str]]:
        """Refuses what it does not know: for a command, argparse would leave that to the parser of all."""
        found, unknown = super().parse_known_args(args, namespace)
        if unknown:
            self.error(f"unrecognized arguments: {' '.join(unknown)}")
        return found, unknown

    def error(self, message: str) -> NoReturn:
        """Ends the program with a message of two lines."""
        from archc.diagnostics.cells import printable

        text = printable(self._reworded(message))
        self.exit(MISUSE, f"{self.prog}: error: {text}\n`{self.prog} --help` says more\n")

    def _reworded(self, message: str) -> str:
        if choice := _CHOICE.match(message):
            known = [str(word) for word in self._choices(choice["name"])]
            what = {"COMMAND": "command", "shell": "shell"}.get(choice["name"], choice["name"])
            meant = _meant(choice["word"], known, _listed(known))
            return f"there is no {what} `{choice['word']}`{meant}"
        if unknown := _UNKNOWN.match(message):
            word = unknown["words"].split(" ")[0]
            if not word.startswith("-"):
                return f"`{word}` is one argument too many"
            name = word.partition("=")[0]
            return f"there is no option `{name}`{_meant(name, self._option_string_actions, '')}"
        if message.startswith(_MISSING):
            names = message.removeprefix(_MISSING)
            verb = "are" if ", " in names else "is"
            return f"{names} {verb} missing{_listed(self._choices(names))}"
        return message

    def _choices(self, name: str) -> Iterable[Any]:
        """The choices of an argument, by the name that argparse gives it in messages."""
        for action in self._actions:
            if name in ("/".join(action.option_strings), action.metavar, action.dest):
                return action.choices or ()
        return ()


class _HelpFormatter(RawDescriptionHelpFormatter):
    """Knows its width. argparse makes one for every argument, and would import shutil to ask."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog, width=_width())


def _width() -> int:
    try:
        return max(40, min(100, os.get_terminal_size().columns))
    except (OSError, ValueError):
        return 100


def _meant(word: str, known: Iterable[str], otherwise: str) -> str:
    # Imported here: only a wrong word needs it.
    from archc.diagnostics.suggest import did_you_mean

    hint = did_you_mean(word, known)
    return f"; {hint}" if hint else otherwise


def _listed(known: Iterable[Any]) -> str:
    names = ", ".join(map(str, known))
    return f": {names}" if names else ""
