"""Writes what create_<name>() does with its `input_shape`: the default, and the shapes that it refuses.

What the spec computed from a size of its input holds for that size alone: the generated module must not build
another network than the spec means.
"""

from __future__ import annotations

from archc.backends.python_source.code import CallFunction, Copy, Given, If, Line, Statement
from archc.backends.python_source.function_builder import size_text
from archc.backends.python_source.literals import literal, prose, quote
from archc.backends.python_source.names import Names
from archc.ir.graph import Graph
from archc.ops.shape import AXES, Shape, render_shape


def input_checks(
    graph: Graph,
    shape: Shape,
    make_input: Line,
    variable: str,
    pinned: frozenset[str],
    reason: str,
    names: Names,
) -> list[Statement]:
    """The statements that make the one input of a network; `pinned` are axes that must keep their size."""
    network = graph.spec.name
    statements: list[Statement] = [
        If("input_shape is None", (Copy("input_shape", shape_text(shape)),)),
        refuse(
            f"len(input_shape) != {len(shape)}",
            f"{network} takes an input_shape of {_count(shape)}",
        ),
        make_input,
    ]
    if not pinned:
        return statements
    axes = AXES if len(shape) == 3 else tuple(str(axis) for axis in range(len(shape)))
    fixed = {axis: size for axis, size in zip(axes, shape, strict=True) if axis in pinned}
    why = " ".join(prose(reason, 400))
    if fixed.keys() == set(axes):
        message = f"{network} is built for an input of {render_shape(shape)} only: {why}"
        return [*statements, refuse(f"{variable}.shape[1:] != {shape_text(shape)}", message)]
    if len(shape) != 3:
        conditions = [f"{variable}.shape[{int(axis) + 1}] != {fixed[axis]}" for axis in fixed]
    elif list(fixed) == ["channels"]:
        conditions = [f"{size_text(variable, 'channels')} != {fixed['channels']}"]
    else:
        found = {axis: names.claim(axis) if axis in fixed else "_" for axis in AXES}
        statements.append(Copy(", ".join(found.values()), f"sizes_of({variable})"))
        conditions = [f"{found[axis]} != {size}" for axis, size in fixed.items()]
    wanted = " and ".join(f"{axis} {size}" for axis, size in fixed.items())
    message = f"{network} is built for an input of {wanted} only: {why}"
    return [*statements, refuse(" or ".join(conditions), message)]


def _count(shape: Shape) -> str:
    return f"{len(shape)} sizes" if len(shape) > 1 else "1 size"


def shape_text(shape: Shape) -> str:
    """The text for the shape of an input, in Keras's data format."""
    return f"image_shape{shape}" if len(shape) == 3 else literal(shape)


def refuse(condition: str, message: str) -> Statement:
    """`if condition: raise ValueError(message)`."""
    return If(condition, (CallFunction("raise", "ValueError", (Given("", quote(message)),)),))
