"""Finds out for which inputs and arguments a graph holds.

The shapes are inferred once more with symbols for the sizes of the input and for arguments:

1. Operands of a merge that are equal for every input put no limit on anything.
2. Operands that are equal only for the input of the spec pin the sizes that they differ by.
3. An expression that read a size pins it, unless the size is the same for every input.
4. Where 2 and 3 meet an argument in place of a size of the input, the argument cannot be one.

    stem concat: floor((n + 1) / 4) both ways -> no limit;      add of 8x8 and a global pool -> height, width
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from archc.ir.graph import Graph, Node
from archc.ir.regions import Frame
from archc.lowering.argument_use import arguments_of, binding
from archc.lowering.symbolic_size import Size, computed, symbol, symbols_of
from archc.ops.op import Op
from archc.ops.shape import Misfit
from archc.spec.decode_values import expressions_in
from archc.spec.model import Entry, LayerStep

Sizes = tuple[Any, ...]

AXES = ("height", "width", "channels")


class ArgumentConflict(NamedTuple):
    """A place whose operands, or whose reading of a size, an argument would change."""

    node: Node
    argument: str
    is_merge: bool


class SizeLimits(NamedTuple):
    """The axes of the inputs that must keep their size (`input.height`), why, and conflicts."""

    pinned: frozenset[str]
    reason: str
    conflicts: tuple[ArgumentConflict, ...]

    def pinned_axes(self, input_name: str) -> frozenset[str]:
        """The axes of one input that must keep their size."""
        prefix = f"{input_name}."
        return frozenset(p.removeprefix(prefix) for p in self.pinned if p.startswith(prefix))


def find_size_limits(graph: Graph) -> SizeLimits:
    """The limits of a graph, under any input and any arguments."""
    return _Tracer(graph, inputs_vary=True).limits()


def find_conflicts(graph: Graph) -> tuple[ArgumentConflict, ...]:
    """The conflicts alone, which take less time: the input stays as it is."""
    return _Tracer(graph, inputs_vary=False).limits().conflicts


class _Tracer:
    def __init__(self, graph: Graph, *, inputs_vary: bool) -> None:
        self.graph = graph
        self.inputs_vary = inputs_vary
        self.shapes: list[Sizes] = []
        self.varying: set[int] = set()
        """The nodes whose shape may depend on a symbol."""
        self.pinned: set[str] = set()
        self.reasons: list[str] = []
        self.conflicts: list[ArgumentConflict] = []
        self.known: dict[tuple[Op, Sizes], Any] = {}

    def limits(self) -> SizeLimits:
        names = {index: network_input.name for network_input, index in self.graph.inputs}
        self.varying |= set(names) if self.inputs_vary else set()
        for node in self.graph.nodes:
            self.shapes.append(self._shape(node, names))
        for read in self.graph.shape_reads:
            self._check_read(read.node, read.name, read.text)
        reason = self.reasons[0] if self.reasons else ""
        return SizeLimits(frozenset(self.pinned), reason, tuple(self.conflicts))

    def _shape(self, node: Node, names: dict[int, str]) -> Sizes:
        if node.op is None:
            return _symbols(names[node.index], node.shape) if self.inputs_vary else node.shape
        op = self._with_arguments(node)
        if op is node.op and not any(index in self.varying for index in node.inputs):
            return node.shape
        self.varying.add(node.index)
        inputs = tuple(self.shapes[index] for index in node.inputs)
        key = (op, inputs)
        found = self.known.get(key)
        if found is None:
            found = self.known[key] = op.infer(inputs)
        if isinstance(found, Misfit):
            self._limit(node, inputs)
            return node.shape
        return tuple(found)

    def _with_arguments(self, node: Node) -> Op:
        """The layer, with symbols for sizes that an argument decides."""
        op, step = node.op, node.step
        assert op is not None
        if not isinstance(step, LayerStep) or step.ready is not None:
            return op
        changes = {name: size for name, size in self._sizes(node, step) if name != node.changed}
        return op.replace(**changes) if changes else op

    def _sizes(self, node: Node, step: LayerStep) -> Iterator[tuple[str, Any]]:
        frame = node.frame
        for name, entry in step.entries.items():
            arguments = arguments_of(entry, frame, self.graph.spec) if entry.dynamic else ()
            value = getattr(node.op, name)
            if arguments and isinstance(value, int) and not isinstance(value, bool):
                yield name, _argument_size(entry, frame, value, frozenset(arguments))

    def _limit(self, node: Node, inputs: tuple[Sizes, ...]) -> None:
        """Rules 2 and 4, for a layer whose inputs fit only as they are."""
        found: frozenset[str] = frozenset()
        for sizes in inputs:
            differing = tuple(a for a, b in zip(sizes, inputs[0], strict=False) if a != b)
            against = tuple(b for a, b in zip(sizes, inputs[0], strict=False) if a != b)
            found |= symbols_of(differing) | symbols_of(against)
        if len(inputs) == 1:
            found = symbols_of(inputs[0])
        line = node.step.site.span.line if node.step is not None else 0
        self._pin(found, f"`{node.kind}` of line {line} fits no other", node, is_merge=True)

    def _check_read(self, index: int, name: str, text: str) -> None:
        """Rule 3."""
        sizes = self.shapes[index]
        size = (
            sizes[-1] if name == "channels" else sizes[AXES.index(name)] if len(sizes) == 3 else 0
        )
        if isinstance(size, Size):
            reason = f"`{text}` was computed from it"
            self._pin(size.symbols, reason, self.graph.nodes[index], is_merge=False)

    def _pin(self, symbols: frozenset[str], reason: str, node: Node, *, is_merge: bool) -> None:
        arguments = {name.removeprefix("$") for name in symbols if name.startswith("$")}
        for argument in sorted(arguments):
            self.conflicts.append(ArgumentConflict(node, argument, is_merge))
        sizes = {name for name in symbols if not name.startswith("$")}
        if sizes:
            self.pinned |= sizes
            self.reasons.append(reason)


def _symbols(name: str, shape: tuple[int, ...]) -> Sizes:
    if len(shape) != 3:
        return tuple(symbol(f"{name}.{i}", size) for i, size in enumerate(shape))
    return tuple(symbol(f"{name}.{axis}", size) for axis, size in zip(AXES, shape, strict=True))


def _argument_size(entry: Entry, frame: Frame, value: int, arguments: frozenset[str]) -> Size:
    """The size that an entry gives: a bare argument by its name, else the text of the expression."""
    expressions = expressions_in(entry.value)
    while len(expressions) == 1 and expressions[0].is_name:
        name = expressions[0].text
        if frame.block is None or name not in frame.block.params:
            return symbol(f"${name}", value)
        given = binding(name, frame)
        if given is None:
            break
        entry, frame = given
        expressions = expressions_in(entry.value)
    text = " ".join(expression.text for expression in expressions)
    return computed(text, value, frozenset(f"${name}" for name in arguments))
