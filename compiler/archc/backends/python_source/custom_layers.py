"""Takes the text of the layers that Keras lacks out of their modules, to stand in a generated one.

1. A module of such layers imports keras, and nothing else.
2. What follows its imports is classes; all of it is taken as it stands, formatted as generated code is.
"""

from __future__ import annotations

import ast
import importlib.util
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from archc.backends.python_source.code import CallLayer, For, Function, If, Statement
from archc.diagnostics.diagnostic import InternalError


def custom_layers(functions: list[Function]) -> list[str]:
    """The classes that functions call and Keras lacks, those of each module once."""
    modules = {call.module for function in functions for call in layer_calls(function.body)}
    return [classes_text(module) for module in sorted(modules - {""})]


def layer_calls(body: tuple[Statement, ...]) -> Iterator[CallLayer]:
    """The calls of layers in statements, loops and conditions entered."""
    for statement in body:
        match statement:
            case CallLayer():
                yield statement
            case For() | If():
                yield from layer_calls(statement.body)


@lru_cache(maxsize=64)
def classes_text(module: str) -> str:
    """The text of the classes of a module.

    Raises:
        InternalError: the module breaks rule 1 or 2, or is not there.
    """
    text = module_text(module)
    body = ast.parse(text).body[1:]
    imports = [node for node in body if isinstance(node, ast.Import | ast.ImportFrom)]
    others = body[len(imports) :]
    if {ast.unparse(node) for node in imports} != {"import keras"}:
        raise InternalError(f"custom_layers: {module} must import keras, and nothing else")
    if not others or not all(isinstance(node, ast.ClassDef) for node in others):
        raise InternalError(f"custom_layers: {module} must hold classes, and nothing else")
    lines = text.splitlines(keepends=True)
    return "".join(lines[imports[-1].end_lineno :]).strip("\n") + "\n"


def module_text(module: str) -> str:
    """The text of a module, which is not imported for it."""
    spec = importlib.util.find_spec(module)
    loader: Any = spec.loader if spec is not None else None
    source = loader.get_source(module) if loader is not None else None
    if source is None:
        raise InternalError(f"custom_layers: {module} has no text")
    return str(source)
