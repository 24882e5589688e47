"""The command line: turns arguments into a call of a command, and its end into an exit code."""

from __future__ import annotations

import gc
import os
import sys
from argparse import Namespace
from importlib import import_module

from archc.cli.exit_codes import BUG, INTERRUPTED, MISUSE, NO_READER, UNAVAILABLE
from archc.cli.misuse_error import MisuseError
from archc.cli.parser import build_parser

_FEW_COLLECTIONS = 50_000
"""How many new objects start a collection. Python's 700 cost a command 4 ms and free nothing."""


def main(argv: list[str] | None = None) -> int:
    """Runs one command and gives its exit code; `argv` defaults to the arguments of the process."""
    if argv is not None:
        return _main(argv)
    gc.set_threshold(_FEW_COLLECTIONS)
    status = _main(sys.argv[1:])
    gc.freeze()  # The process ends: searching what is left for garbage would take 8 ms.
    return status


def _main(argv: list[str]) -> int:
    _allow_any_text()
    try:
        arguments = build_parser().parse_args(argv)
    except SystemExit as stop:
        return stop.code if isinstance(stop.code, int) else MISUSE
    try:
        status = _run_allowed(arguments)
        _flush()
    except MisuseError as misuse:
        print(f"archc {arguments.command}: error: {misuse}", file=sys.stderr)
        return MISUSE
    except KeyboardInterrupt:
        print("archc: interrupted", file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:
        _drop_output()
        return NO_READER
    except ModuleNotFoundError as error:
        return _report_missing(error)
    except Exception as error:  # Whatever it is, a person should not have to read a traceback.
        return _report_bug(error)
    return status


def _run_allowed(arguments: Namespace) -> int:
    """Runs a command with the plugins that its caller allows, if it is one that reads specs."""
    if "plugins" not in arguments:
        return _run(arguments)
    from archc.cli.run_with_plugins import run_with_plugins

    return run_with_plugins(arguments, _run)


def _run(arguments: Namespace) -> int:
    """Runs a command, which is the function of its name in the module of its name.

    It is imported here: a command pays for its own imports only, and `--help` for none.
    """
    module = import_module(f"{__name__}.{arguments.command}")
    status: int = getattr(module, arguments.command)(arguments)
    return status


def _allow_any_text() -> None:
    """Makes text that the terminal cannot encode come out escaped, rather than end the program."""
    reconfigure = getattr(sys.stdout, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(errors="backslashreplace")


def _flush() -> None:
    """Writes what is buffered while an error can still be handled."""
    print(end="", flush=True)


def _drop_output() -> None:
    """Lets Python's own flush at exit succeed although nobody reads the output."""
    try:
        target = sys.stdout.fileno()
    except (OSError, ValueError):
        return
    os.dup2(os.open(os.devnull, os.O_WRONLY), target)


def _report_missing(error: ModuleNotFoundError) -> int:
    """A package that archc needs is not there, as can be in a checkout that was never installed."""
    name = (error.name or "").partition(".")[0]
    if name == "archc":
        return _report_bug(error)
    print(f"archc: the package `{name}` is missing: pip install archc", file=sys.stderr)
    return UNAVAILABLE


def _report_bug(error: Exception) -> int:
    if os.environ.get("ARCHC_TRACEBACK"):
        import traceback

        traceback.print_exception(error)
    name = type(error).__name__
    print(f"archc: internal error: {name}: {error}", file=sys.stderr)
    print("This is a bug in archc, please report it with the spec that caused it.", file=sys.stderr)
    if not os.environ.get("ARCHC_TRACEBACK"):
        print("Set ARCHC_TRACEBACK=1 to see where it happened.", file=sys.stderr)
    return BUG
