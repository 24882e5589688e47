"""Finds out what arguments of a spec do to the shape that a layer gives.

1. A size that an argument gives directly (filters, units) becomes a symbol.
2. A window, stride or margin makes height and width as good as unknown, but for a window under `same`.
3. A key of two values is tried with the other: an axis of the output that changes with it is unknown too.

    conv: $filters -> 8x8x$filters      stride: $s -> unknown x unknown x 64      kernel: $k, same -> 8x8x64
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from archc.ir.graph import Graph, Node
from archc.ir.regions import Frame
from archc.lowering.argument_use import arguments_of, binding, root_of
from archc.lowering.infer_shape import infer_sizes
from archc.lowering.symbolic_size import Size, computed, symbol
from archc.ops.kinds import DIMENSIONS, EXTRA, MARGINS, PADDING, SIZE
from archc.ops.op import Op
from archc.ops.shape import Misfit
from archc.spec.decode_values import expressions_in
from archc.spec.model import Entry, LayerStep

Sizes = tuple[Any, ...]
_SIZING = (SIZE, EXTRA, MARGINS, PADDING, DIMENSIONS)


class ArgumentSizes:
    """Infers the shapes of the layers of a graph as its arguments vary."""

    def __init__(self, graph: Graph) -> None:
        self._spec = graph.spec

    def keys(self, node: Node) -> dict[str, frozenset[str]]:
        """The keys of a layer that depend on arguments, and on which."""
        step = node.step
        if not isinstance(step, LayerStep) or step.ready is not None:
            return {}
        found = {
            key: arguments_of(entry, node.frame, self._spec)
            for key, entry in step.entries.items()
            if entry.dynamic and key != node.changed
        }
        return {key: arguments for key, arguments in found.items() if arguments}

    def infer(self, node: Node, inputs: tuple[Sizes, ...], keys: dict[str, frozenset[str]]) -> Any:
        """The shape of a layer whose keys depend on arguments; a Misfit, or None when its rank does too."""
        op, step = node.op, node.step
        assert op is not None
        assert isinstance(step, LayerStep)
        direct = {key for key in keys if _is_size(getattr(op, key))}
        sizes = {
            k: self._size(step.entries[k], node.frame, getattr(op, k), keys[k]) for k in direct
        }
        op = op.replace(**sizes)
        shape: Any = infer_sizes(op, inputs)
        for key in sorted(keys.keys() - direct):
            if isinstance(shape, Misfit):
                return shape
            if _decides_sizes(op, key):
                shape = _with_unknown(shape, _axes_of(op, key, keys), keys[key], node)
            else:
                others = [op.replace(**{key: value}) for value in _other_values(op, key)]
                shapes = [infer_sizes(other, inputs) for other in others]
                shape = _where_equal(shape, shapes, keys[key], node)
            if shape is None:
                return None
        return shape

    def _size(self, entry: Entry, frame: Frame, value: int, arguments: frozenset[str]) -> Size:
        """The size that an entry gives: an argument itself, or an expression of arguments."""
        text = self._text(entry, frame)
        if text.removeprefix("$") in arguments:
            return symbol(text, value)
        return computed(text, value, frozenset(f"${name}" for name in arguments))

    def _text(self, entry: Entry, frame: Frame) -> str:
        """The text of an entry with nothing but arguments and numbers in it: equal texts give equal sizes."""
        found = []
        for expression in expressions_in(entry.value):
            text = expression.text
            for name in sorted(expression.names):
                known = self._name(name, frame).replace("\\", r"\\")
                text = re.sub(rf"(?<![\w$]){name}\b", known, text)
            found.append(text)
        return ", ".join(found) or repr(entry.value)

    def _name(self, name: str, frame: Frame) -> str:
        given = binding(name, frame) if frame.block and name in frame.block.params else None
        if given is not None:
            entry, scope = given
        elif name in self._spec.constants:
            entry, scope = self._spec.constants[name], root_of(frame)
        else:
            return f"${name}" if name in self._spec.arguments else str(frame.variables.get(name))
        text = self._text(entry, scope)
        return text if text.removeprefix("$").isidentifier() else f"({text})"


def _is_size(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _decides_sizes(op: Op, key: str) -> bool:
    """Whether a key holds a window, a stride, margins or a shape, and not numbers for the channels."""
    (kind,) = (field.kind for field in op.fields if field.name == key)
    return isinstance(getattr(op, key), tuple) and any(kind is found for found in _SIZING)


def _other_values(op: Op, key: str) -> Iterator[Any]:
    """Other values for a key, to see what it changes; none for a key that no shape depends on."""
    value = getattr(op, key)
    if isinstance(value, bool):
        yield not value
    elif value in ("same", "valid"):
        yield "valid" if value == "same" else "same"
    elif op.keras is not None:
        # What a word means to a plugin's layer is not known: all of them are tried.
        (kind,) = (field.kind for field in op.fields if field.name == key)
        yield from (word for word in kind.schema.get("enum", ()) if word != value)


def _axes_of(op: Op, key: str, keys: dict[str, frozenset[str]]) -> tuple[int, ...] | None:
    """The axes of the output that change with a pair of numbers; None for all, and their number too."""
    if key == "shape":
        return None
    under_same = getattr(op, "padding", "") == "same" and "padding" not in keys
    return () if under_same and key in ("kernel", "dilation") else (0, 1)


def _with_unknown(
    shape: Sizes, axes: tuple[int, ...] | None, arguments: frozenset[str], node: Node
) -> Sizes | None:
    """The shape with unknown sizes on some axes."""
    if axes is None:
        return None
    found = list(shape)
    for axis in axes:
        found[axis] = _unknown(shape[axis], axis, arguments, node)
    return tuple(found)


def _unknown(size: Any, axis: int, arguments: frozenset[str], node: Node) -> Size:
    depends = frozenset(f"${name}" for name in arguments)
    depends |= size.symbols if isinstance(size, Size) else frozenset()
    return computed(f"{node.name}.{axis}", int(size), depends)


def _where_equal(shape: Sizes, others: list[Any], arguments: frozenset[str], node: Node) -> Any:
    """The shape with unknown sizes on the axes in which the other shapes differ; None if the ranks do."""
    found = list(shape)
    for other in others:
        if not isinstance(other, Misfit) and len(other) != len(shape):
            return None
        for axis, size in enumerate(shape):
            if isinstance(other, Misfit) or other[axis] != size:
                found[axis] = _unknown(size, axis, arguments, node)
    return tuple(found)
