"""archc compiles convolutional network architectures: YAML to Keras models and Python source.

    import archc

    network = archc.compile("specs/inception_v4.yaml")
    print(network.summary)
    model = network.keras_model()

Importing this package imports next to nothing: what its names need is imported when they are used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from archc.version import __version__

if TYPE_CHECKING:
    from archc.api import Compilation, compile, compile_text
    from archc.diagnostics.diagnostic import CompileError, Diagnostic

__all__ = [
    "Compilation",
    "CompileError",
    "Diagnostic",
    "__version__",
    "compile",
    "compile_text",
]

_HOMES = {
    "Compilation": "archc.api",
    "compile": "archc.api",
    "compile_text": "archc.api",
    "CompileError": "archc.diagnostics.diagnostic",
    "Diagnostic": "archc.diagnostics.diagnostic",
}


def __getattr__(name: str) -> object:
    """Imports a public name when it is first asked for."""
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module `archc` has no attribute `{name}`")
    # Imported here: `import archc` must stay cheap.
    from importlib import import_module

    value: object = getattr(import_module(home), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
