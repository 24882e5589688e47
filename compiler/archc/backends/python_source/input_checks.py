"""Writes what create_<name>() does with its `input_shape`: the default, and the shapes that it refuses.

What the spec computed from a size of its input holds for that size alone: the generated module must not build
another network than the spec means.
"""

from __future__ import annotations

from collections.abc import Set

from archc.backends.python_source.code import CallFunction, Copy, Given, If, Line, Statement
from archc.backends.python_source.function_builder import size_text
from archc.backends.python_source.literals import literal, prose, quote
from archc.backends.python_source.names import Names
from archc.ir.graph import Graph
from archc.lowering.size_limits import SizeLimits
from archc.ops.shape import AXES, Shape, render_shape


def input_checks(
    graph: Graph, make_input: Line, variable: str, limits: SizeLimits, names: Names
) -> list[Statement]:
    """The statements that make the one input of a network, and refuse shapes that the limits do not allow."""
    network, (network_input, index) = graph.spec.name, graph.inputs[0]
    shape = graph.nodes[index].shape
    statements: list[Statement] = [
        If("input_shape is None", (Copy("input_shape", shape_text(shape)),)),
        refuse(
            f"len(input_shape) != {len(shape)}",
            f"{network} takes an input_shape of {_count(shape)}",
        ),
        make_input,
    ]
    axes = AXES if len(shape) == 3 else tuple(str(axis) for axis in range(len(shape)))
    pinned = limits.pinned_axes(network_input.name)
    known = limits.known_axes(network_input.name)
    fixed = {axis: size for axis, size in zip(axes, shape, strict=True) if axis in pinned}
    found = limits.least_sizes(network_input.name)
    least = {axis: found[axis] for axis in axes if axis in found}
    why = " ".join(prose(limits.reason, 400))
    if fixed.keys() == set(axes):
        message = f"{network} is built for an input of {render_shape(shape)} only: {why}"
        return [*statements, refuse(f"{variable}.shape[1:] != {shape_text(shape)}", message)]
    asked = fixed.keys() | least.keys() | known
    sizes = _sizes(axes, asked, variable, names, statements) if asked else {}
    if known:
        statements.append(_refuse_open([axis for axis in axes if axis in known], sizes, network))
    if fixed or least:
        statements += _refuse_others(fixed, least, sizes, network, why)
    return statements


def _refuse_open(known: list[str], sizes: dict[str, str], network: str) -> Statement:
    """Refuses sizes that are None where margins are computed from them."""
    wanted = f"an input of known {' and '.join(known)}"
    message = f"{network} needs {wanted}: margins are computed from its size"
    return refuse(" or ".join(f"{sizes[axis]} is None" for axis in known), message)


def _refuse_others(
    fixed: dict[str, int], least: dict[str, int], sizes: dict[str, str], network: str, why: str
) -> list[Statement]:
    """Refuses other sizes than those that are fixed, and smaller ones than the least."""
    conditions = [f"{sizes[axis]} != {size}" for axis, size in fixed.items()]
    conditions += [f"({sizes[axis]} or {size}) < {size}" for axis, size in least.items()]
    wanted = [_in_words(axis, str(size)) for axis, size in fixed.items()]
    wanted += [_in_words(axis, f"{size} or more") for axis, size in least.items()]
    words = " and ".join([", ".join(wanted[:-1]), wanted[-1]] if wanted[1:] else wanted)
    comment = [Line("# A size that is None is any size.")] if least else []
    message = f"{network} is built for an input of {words} only: {why}"
    return [*comment, refuse(" or ".join(conditions), message)]


def _in_words(axis: str, size: str) -> str:
    """A size in words: `height 224`, `3 channels`."""
    return f"{size} channels" if axis == "channels" else f"{axis} {size}"


def _sizes(
    axes: tuple[str, ...],
    wanted: Set[str],
    variable: str,
    names: Names,
    statements: list[Statement],
) -> dict[str, str]:
    """The texts for the sizes of the input that are compared."""
    if len(axes) != 3:
        return {axis: f"{variable}.shape[{int(axis) + 1}]" for axis in wanted}
    if list(wanted) == ["channels"]:
        return {"channels": size_text(variable, "channels")}
    found = {axis: names.claim(axis) if axis in wanted else "_" for axis in axes}
    statements.append(Copy(", ".join(found.values()), f"sizes_of({variable})"))
    return found


def _count(shape: Shape) -> str:
    return f"{len(shape)} sizes" if len(shape) > 1 else "1 size"


def shape_text(shape: Shape) -> str:
    """The text for the shape of an input, in Keras's data format."""
    return f"image_shape{shape}" if len(shape) == 3 else literal(shape)


def refuse(condition: str, message: str) -> Statement:
    """`if condition: raise ValueError(message)`."""
    return If(condition, (CallFunction("raise", "ValueError", (Given("", quote(message)),)),))
