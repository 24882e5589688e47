"""Takes the text of the layers that Keras lacks out of their modules, to stand in a generated one.

All classes of a module are taken, as they stand; `layer_module.py` says what such a module holds.
"""

from __future__ import annotations

from collections.abc import Iterator

from archc.backends.layer_module import Breach, layer_module
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


def classes_text(module: str) -> str:
    """The text of the classes of a module.

    Raises:
        InternalError: the module is not there, or is not one whose text can stand elsewhere.
    """
    found = layer_module(module)
    if isinstance(found, Breach):
        raise InternalError(f"custom_layers: {found.problem}")
    return found.text
