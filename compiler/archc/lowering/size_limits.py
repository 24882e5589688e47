"""Finds out for which inputs and arguments a graph holds.

The shapes are inferred once more with symbols for the sizes of the input and for arguments:

1. Operands of a merge that are equal for every input put no limit on anything.
2. Operands that are equal only for the input of the spec pin the sizes that they differ by.
3. An expression that read a size pins it, unless the size is the same for every input, or the expression
   is for margins that can be followed (`read_sizes`): then the size must be known, whatever it is.
4. A layer that was put on an operand must still be needed, with the stride that it has (`fitted_limits`).
5. A repeat whose number an argument gives must leave the shape as it is.
6. Where any of these meets an argument in place of a size of the input, the argument cannot be one.

    stem concat: floor((n + 1) / 4) both ways -> no limit;      add of 8x8 and a global pool -> height, width
"""

from __future__ import annotations

from typing import Any, NamedTuple

from archc.ir.graph import Graph, Node, ShapeRead
from archc.lowering.argument_repeats import argument_repeats
from archc.lowering.argument_sizes import ArgumentSizes
from archc.lowering.fitted_limits import fitted_limits
from archc.lowering.infer_shape import infer_sizes
from archc.lowering.read_sizes import with_read_sizes
from archc.lowering.switches import other_graphs
from archc.lowering.symbolic_size import Size, symbol, symbols_of
from archc.ops.op import Op
from archc.ops.shape import AXES, Misfit
from archc.spec.model import Entry

Sizes = tuple[Any, ...]


class ArgumentConflict(NamedTuple):
    """A place whose operands, or whose reading of a size, an argument would change."""

    node: Node
    argument: str
    is_merge: bool


class SizeLimits(NamedTuple):
    """The axes of the inputs that must keep their size (`input.height`), or have a least one, and why."""

    pinned: frozenset[str]
    known: frozenset[str]
    """The axes that margins are computed from: their size may be any, but not an open one."""
    least: dict[str, int]
    reason: str
    conflicts: tuple[ArgumentConflict, ...]

    def pinned_axes(self, input_name: str) -> frozenset[str]:
        """The axes of one input that must keep their size."""
        prefix = f"{input_name}."
        return frozenset(p.removeprefix(prefix) for p in self.pinned if p.startswith(prefix))

    def known_axes(self, input_name: str) -> frozenset[str]:
        """The axes of one input that may change, but must have a size."""
        prefix = f"{input_name}."
        found = self.known - self.pinned
        return frozenset(name.removeprefix(prefix) for name in found if name.startswith(prefix))

    def least_sizes(self, input_name: str) -> dict[str, int]:
        """The least sizes of those axes of one input that may change, where there are any above 1."""
        prefix = f"{input_name}."
        return {
            name.removeprefix(prefix): size
            for name, size in self.least.items()
            if name.startswith(prefix) and size > 1 and name not in self.pinned
        }


def find_size_limits(graph: Graph) -> SizeLimits:
    """The limits of a graph, under any input and any arguments."""
    found = _Tracer(graph, inputs_vary=True).limits()
    for other in other_graphs(graph):
        limits = _Tracer(other, inputs_vary=True).limits()
        least = {**found.least, **limits.least}
        for name in found.least.keys() & limits.least.keys():
            least[name] = max(found.least[name], limits.least[name])
        pinned, reason = found.pinned | limits.pinned, found.reason or limits.reason
        found = SizeLimits(pinned, found.known | limits.known, least, reason, found.conflicts)
    return found


def find_conflicts(graph: Graph) -> tuple[ArgumentConflict, ...]:
    """The conflicts alone, which take less time: the input stays as it is."""
    return _Tracer(graph, inputs_vary=False).limits().conflicts


class _Tracer:
    def __init__(self, graph: Graph, *, inputs_vary: bool) -> None:
        self.graph = graph
        self.inputs_vary = inputs_vary
        self.arguments = ArgumentSizes(graph)
        self.shapes: list[Sizes] = []
        self.varying: set[int] = set()
        """The nodes whose shape may depend on a symbol."""
        self.followed: set[tuple[int, Entry]] = set()
        """The margins that are followed, with the node whose size they read."""
        self.pinned: set[str] = set()
        self.known_sizes: set[str] = set()
        self.least: dict[str, int] = {}
        self.reasons: list[str] = []
        self.conflicts: list[ArgumentConflict] = []
        self.known: dict[tuple[Op, Sizes], Any] = {}

    def limits(self) -> SizeLimits:
        names = {index: network_input.name for network_input, index in self.graph.inputs}
        self.varying |= set(names) if self.inputs_vary else set()
        for node in self.graph.nodes:
            self.shapes.append(self._shape(node, names))
        for read in self.graph.shape_reads:
            self._check_read(read)
        self._check_fitted()
        self._check_repeats()
        reason = self.reasons[0] if self.reasons else ""
        pinned, known = frozenset(self.pinned), frozenset(self.known_sizes)
        return SizeLimits(pinned, known, self.least, reason, tuple(self.conflicts))

    def _shape(self, node: Node, names: dict[int, str]) -> Sizes:
        if node.op is None:
            return _symbols(names[node.index], node.shape) if self.inputs_vary else node.shape
        keys = self.arguments.keys(node)
        if not keys and not any(index in self.varying for index in node.inputs):
            return node.shape
        self.varying.add(node.index)
        inputs = tuple(self.shapes[index] for index in node.inputs)
        op = self._with_read_sizes(node, node.op, inputs[0])
        found = self.arguments.infer(node, inputs, keys) if keys else self._infer(op, inputs)
        if found is None:
            arguments = frozenset(f"${name}" for key in keys for name in keys[key])
            self._pin(arguments, "", node, is_merge=False)
            return node.shape
        if isinstance(found, Misfit):
            # What fits only as it is stays as it is; the sizes that fit anyhow stay open.
            self._limit(node, inputs, found.axis)
            found = infer_sizes(op, _settled(op, inputs, found.axis))
        return node.shape if isinstance(found, Misfit) else tuple(found)

    def _with_read_sizes(self, node: Node, op: Op, sizes: Sizes) -> Op:
        """The layer of a node, with margins that follow the sizes of its input."""
        found = with_read_sizes(node, sizes)
        if found is None:
            return op
        op, entry = found
        self.followed.add((node.inputs[0], entry))
        return op

    def _infer(self, op: Op, inputs: tuple[Sizes, ...]) -> Any:
        found = self.known.get((op, inputs))
        if found is None:
            found = self.known[op, inputs] = infer_sizes(op, inputs)
        return found

    def _limit(self, node: Node, inputs: tuple[Sizes, ...], axis: int | None) -> None:
        """Rules 2 and 6, for a layer whose inputs fit only as they are, or only on one axis."""
        found: frozenset[str] = frozenset()
        compared = slice(-1) if node.op is not None and node.op.key == "concat" else slice(None)
        for sizes in inputs:
            found |= _symbols_that_differ(sizes[compared], inputs[0][compared])
        if len(inputs) == 1:
            found = symbols_of(inputs[0] if axis is None else (inputs[0][axis],))
        self._pin(found, f"`{node.kind}` of {_line(node)} fits no other", node, is_merge=True)

    def _check_read(self, read: ShapeRead) -> None:
        """Rule 3."""
        sizes, name = self.shapes[read.node], read.name
        size = (
            sizes[-1] if name == "channels" else sizes[AXES.index(name)] if len(sizes) == 3 else 0
        )
        if not isinstance(size, Size):
            return
        if (read.node, read.entry) in self.followed:
            self.known_sizes |= size.symbols
            return
        reason = f"`{read.text}` was computed from it"
        self._pin(size.symbols, reason, self.graph.nodes[read.node], is_merge=False)

    def _check_fitted(self) -> None:
        """Rule 4."""
        for found in fitted_limits(self.graph, self.shapes):
            node = found.merge
            reason = f"`{node.kind}` of {_line(node)} was made to fit it"
            self._pin(found.pinned, reason, node, is_merge=True)
            arguments = {name for name in found.least if name.startswith("$")}
            self._pin(frozenset(arguments), reason, node, is_merge=True)
            for name, size in found.least.items():
                if name not in arguments:
                    self.least[name] = max(size, self.least.get(name, 1))
                    self.reasons.append(reason)

    def _check_repeats(self) -> None:
        """Rule 5."""
        for region, arguments in argument_repeats(self.graph):
            start, end = self.shapes[region.start], self.shapes[region.end]
            found = _symbols_that_differ(start, end)
            node = self.graph.nodes[region.end]
            if start != end:
                found |= {f"${name}" for name in arguments}
            self._pin(found, "a repeat leaves no other as it is", node, is_merge=False)

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


def _settled(op: Op, inputs: tuple[Sizes, ...], axis: int | None) -> tuple[Sizes, ...]:
    """The inputs of a layer with numbers in place of the sizes by which they differ."""
    if axis is not None:
        (sizes,) = inputs
        at_fault = range(len(sizes))[axis]
        return (tuple(int(size) if i == at_fault else size for i, size in enumerate(sizes)),)
    if len(inputs) == 1:
        return (tuple(int(size) for size in inputs[0]),)
    agree = [len(set(sizes)) == 1 for sizes in zip(*inputs, strict=False)]
    if op.key == "concat":
        agree[-1] = True
    return tuple(
        tuple(size if same else int(size) for size, same in zip(sizes, agree, strict=False))
        for sizes in inputs
    )


def _symbols_that_differ(sizes: Sizes, others: Sizes) -> frozenset[str]:
    pairs = [(a, b) for a, b in zip(sizes, others, strict=False) if a != b]
    return symbols_of(tuple(size for pair in pairs for size in pair))


def _line(node: Node) -> str:
    return f"line {node.step.site.span.line if node.step is not None else 0}"
