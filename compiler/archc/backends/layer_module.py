"""Finds the module of a layer that Keras lacks, and takes its text, which stands in generated modules.

1. Such a module imports keras, by `import keras`, and nothing else: generated modules do no more.
2. What follows is classes, with names that begin with a capital: the functions around them begin with none.

The module is read, not imported: that waits until a model is built.
"""

from __future__ import annotations

import ast
import importlib.util
import sys
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any, NamedTuple


class LayerModule(NamedTuple):
    """A module that follows the rules: where it is, its classes, and their text."""

    spec: ModuleSpec
    classes: dict[str, ast.ClassDef]
    text: str


class Breach(NamedTuple):
    """What keeps a module from standing in generated source, and on which line of its text."""

    problem: str
    text: str = ""
    line: int = 0
    file: str = ""


_REMEMBERED: dict[str, LayerModule] = {}
"""Where modules of plugins were found: the path on which they were may hold for the search alone."""


def find_layer_module(name: str) -> LayerModule | Breach:
    """The module of a name, as it is found now, or what is wrong with it."""
    try:
        spec = importlib.util.find_spec(name)
        loader: Any = spec.loader if spec is not None else None
        text = loader.get_source(name) if hasattr(loader, "get_source") else None
    except Exception as error:  # The package around the module is imported, and may raise anything.
        return Breach(f"{name} has no text: {type(error).__name__}: {error}")
    if spec is None or text is None:
        return Breach(
            f"{name} has no text: {'it is no source file' if spec else 'it is not there'}"
        )
    return _read(name, spec, str(text))


def remember_layer_module(name: str, module: LayerModule) -> None:
    """Keeps a module for the back ends, which need it after the search."""
    _REMEMBERED[name] = module


def layer_module(name: str) -> LayerModule | Breach:
    """The module of a name: the one that was remembered, else as it is found now."""
    return _REMEMBERED.get(name) or find_layer_module(name)


def import_layer_module(name: str) -> ModuleType:
    """The module itself, which imports keras.

    Raises:
        Exception: whatever the module raises.
    """
    known, loaded = _REMEMBERED.get(name), sys.modules.get(name)
    if known is None or (loaded is not None and _origin(loaded) == known.spec.origin):
        return importlib.import_module(name)
    module = importlib.util.module_from_spec(known.spec)
    sys.modules[name] = module
    try:
        assert known.spec.loader is not None
        known.spec.loader.exec_module(module)
    except BaseException:
        del sys.modules[name]
        raise
    return module


def _origin(module: ModuleType) -> str | None:
    return module.__spec__.origin if module.__spec__ is not None else None


def _read(name: str, spec: ModuleSpec, text: str) -> LayerModule | Breach:
    file = spec.origin or name
    try:
        body = ast.parse(text).body
    except (SyntaxError, ValueError) as error:
        line = getattr(error, "lineno", None) or 1
        return Breach(f"{name} is not Python: {error}", text, line, file)
    if body and _is_docstring(body[0]):
        body = body[1:]
    imports = [node for node in body if isinstance(node, ast.Import | ast.ImportFrom)]
    others = body[len(imports) :]
    wrong = next((node for node in imports if ast.unparse(node) != "import keras"), None)
    if wrong is not None or not imports:
        problem = f"{name} must `import keras`, and nothing else"
        return Breach(problem, text, wrong.lineno if wrong is not None else 1, file)
    odd = next((node for node in others if not isinstance(node, ast.ClassDef)), None)
    if odd is not None or not others:
        problem = f"{name} must hold classes after `import keras`, and nothing else"
        return Breach(problem, text, odd.lineno if odd is not None else 1, file)
    classes = {node.name: node for node in others if isinstance(node, ast.ClassDef)}
    small = next((node for node in classes.values() if not node.name[:1].isupper()), None)
    if small is not None:
        problem = f"the name of the class `{small.name}` in {name} must begin with a capital"
        return Breach(problem, text, small.lineno, file)
    lines = text.splitlines(keepends=True)
    own = "".join(lines[imports[-1].end_lineno :]).strip("\n") + "\n"
    return LayerModule(spec, classes, own)


def _is_docstring(node: ast.stmt) -> bool:
    value = node.value if isinstance(node, ast.Expr) else None
    return isinstance(value, ast.Constant) and isinstance(value.value, str)
