"""Imports the module of a plugin; that it cannot be imported is a diagnostic with the line at fault."""

from __future__ import annotations

import importlib
import importlib.util
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType

from archc.diagnostics import codes
from archc.diagnostics.describe_foreign import describe_exception
from archc.diagnostics.diagnostic import Diagnostic, Sink
from archc.plugins.python_places import error_label
from archc.plugins.request import Request


def import_plugin(request: Request, sink: Sink) -> ModuleType | None:
    """The module of a plugin."""
    if isinstance(request.module, ModuleType):
        return request.module
    name = request.module
    if not all(part.isidentifier() for part in name.split(".")):
        message = f"`{name}` is not the name of a module"
        help_text = "write it as `import` does: `layers.attention`, not a path"
        _report(codes.PLUGIN_NOT_FOUND, message, request, sink, help_text)
        return None
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError as error:
        if error.name is not None and f"{name}.".startswith(f"{error.name}."):
            message = f"there is no module `{name}`"
            _report(codes.PLUGIN_NOT_FOUND, message, request, sink, _NOT_FOUND_HELP)
            return None
        _failed(request, error, sink)
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # A module can end the program, too.
        _failed(request, error, sink)
    return None


@contextmanager
def importable_from(folder: str) -> Iterator[None]:
    """Puts a folder first among those that modules are imported from; none if it is empty."""
    if not folder:
        yield
        return
    importlib.invalidate_caches()
    sys.path.insert(0, folder)
    try:
        yield
    finally:
        if folder in sys.path:
            sys.path.remove(folder)


def _failed(request: Request, error: BaseException, sink: Sink) -> None:
    message = f"the plugin `{request.name}` cannot be imported: {describe_exception(error)}"
    finding = Diagnostic(codes.PLUGIN_IMPORT_FAILED, message, request.span)
    sink.add(finding._replace(labels=error_label(error, _file_of(request.name))))


def _file_of(name: str) -> str | None:
    """The file of a module, which need not be imported."""
    try:
        spec = importlib.util.find_spec(name)
    except Exception:  # Whatever the package around it raises, it has been reported.
        return None
    return spec.origin if spec is not None else None


def _report(code: codes.Code, message: str, request: Request, sink: Sink, help_text: str) -> None:
    sink.add(Diagnostic(code, message, request.span, help=help_text))


_NOT_FOUND_HELP = (
    "a plugin is found as `import` finds it; commands look beside the nearest pyproject.toml first"
)
