"""`archc lsp`: the language server for editors, over standard input and output."""

from __future__ import annotations

import os
import sys
from argparse import Namespace
from importlib.util import find_spec
from pathlib import Path

from archc.cli.exit_codes import UNAVAILABLE


def lsp(arguments: Namespace) -> int:
    """Runs the server until the editor ends it; says what to install where pygls is not there."""
    if not arguments.project_plugins:
        _forget_current_folder()
    if find_spec("pygls") is None:
        text = "archc lsp needs pygls: pip install 'archc[lsp]'"
        print(text, file=sys.stderr)
        return UNAVAILABLE
    # Imported here: the protocol takes longer to import than all of archc.
    from archc.server.project_layers import Trust
    from archc.server.serve import serve

    return serve(Trust(tuple(arguments.server_plugins), arguments.project_plugins))


def _forget_current_folder() -> None:
    """Editors start servers in the folder they work in, and `python -m` would import modules from there."""
    here = os.path.realpath(Path.cwd())
    sys.path[:] = [path for path in sys.path if path and os.path.realpath(path) != here]
