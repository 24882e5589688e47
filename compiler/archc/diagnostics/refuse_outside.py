"""Reports a path that links lead out of a project: a folder's file cannot stand for any file of the machine.

A path that a person names is followed wherever it leads; one that archc finds in a folder, or makes of a name
in a spec, is not.
"""

from __future__ import annotations

import os
from pathlib import Path

from archc.diagnostics.codes import Code
from archc.diagnostics.diagnostic import Diagnostic, Sink
from archc.source.project_root import lies_in, project_root


def refuse_outside(path: Path, folder: Path, code: Code, help_text: str, sink: Sink) -> bool:
    """Whether a path below a folder leads out of the project of that folder; the sink knows then."""
    root = project_root(folder)
    try:
        if lies_in(path, root):
            return False
    except (OSError, ValueError):
        return False  # Using it says what is wrong.
    project = os.path.relpath(root)
    message = f"{path} is a link that leads outside of the project, which is {project}"
    sink.add(Diagnostic(code, message, help=help_text))
    return True
