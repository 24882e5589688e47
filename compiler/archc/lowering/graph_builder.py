"""Adds layers to a graph one by one, each with its shape, and takes them back when a sum must be redone."""

from __future__ import annotations

from typing import NamedTuple

from archc.diagnostics import codes
from archc.diagnostics.diagnostic import Diagnostic, Label, Sink
from archc.ir.graph import Condition, Node, Resolution, ShapeRead
from archc.ir.regions import Context, Frame
from archc.lowering.guesses import (
    ALL,
    CHANNELS,
    NOTHING,
    Guessed,
    guessed_after,
    guessed_after_misfit,
    guessed_in_merge,
    is_consequence,
    largest_places,
    render_known,
    settled_shapes,
)
from archc.lowering.infer_shape import infer_shape
from archc.lowering.scope import Scope
from archc.ops.op import Op
from archc.ops.shape import Misfit, Shape, product, render_shape
from archc.source.limits import MAX_LAYERS, MAX_TENSOR_ELEMENTS
from archc.source.source_file import Span
from archc.spec.model import LayerStep, MergeStep


class TooLargeError(Exception):
    """The spec ran into a limit; the diagnostic is in the sink."""


Overrides = dict[int, tuple[LayerStep | MergeStep, int]]
"""Channels that a node must have for a sum to fit, by its index and, for safety, its step."""


class Mark(NamedTuple):
    """How much there was of everything at some point."""

    nodes: int
    resolutions: int
    shape_reads: int
    conditions: int
    findings: int


class GraphBuilder:
    """The nodes made so far. Values are named by the index of their node."""

    def __init__(self, sink: Sink) -> None:
        self.sink = sink
        self.nodes: list[Node] = []
        self.resolutions: list[Resolution] = []
        self.shape_reads: list[ShapeRead] = []
        self.conditions: list[Condition] = []
        self.overrides: Overrides = {}
        self.before: dict[int, int] = {}
        """The channels that the spec gives to a node that was overridden."""
        self.active = True
        self._inferred: dict[tuple[Op, tuple[Shape, ...]], Shape | Misfit] = {}
        self._replaced: dict[tuple[Op, int], Op] = {}

    def add_input(self, shape: Shape, name: str, context: Context, frame: Frame) -> int:
        """An input of the network; one without a shape is a guess."""
        if shape:
            return self._append(None, (), shape, name, None, context, frame)
        index = self._append(None, (), (1, 1, 1), name, None, context, frame)
        self.nodes[index].guessed = ALL
        return index

    def add_hole(
        self, before: int, scope: Scope, guessed: Guessed = ALL, channels: int | None = None
    ) -> int:
        """Stands for what is not known after a finding: the value before it, but for guessed axes."""
        node = self.nodes[before]
        shape = (*node.shape[:-1], channels) if channels is not None else node.shape
        index = self._append(None, (before,), shape, node.name, None, scope.context, scope.frame)
        found = guessed | node.guessed
        self.nodes[index].guessed = found if channels is None else found - CHANNELS
        return index

    def add_layer(
        self,
        op: Op,
        inputs: tuple[int, ...],
        name: str,
        step: LayerStep | MergeStep,
        scope: Scope,
    ) -> int:
        """A layer. When it does not fit its inputs, the sink is told and a shape is guessed."""
        index = len(self.nodes)
        changed = ""
        if index in self.overrides:
            op, changed = self._override(op, index, step)
        shapes = tuple(self.nodes[index].shape for index in inputs)
        guessed = self.nodes[inputs[0]].guessed
        shape = self._infer(op, shapes)
        if isinstance(shape, Misfit):
            if not is_consequence(op, shape, guessed):
                self._report(shape, inputs, step, op, scope)
            guessed = guessed_after(op, guessed) | guessed_after_misfit(op, shape)
            shape = _guess(op, shapes)
        else:
            guessed = guessed_after(op, guessed)
        self._append(op, inputs, shape, name, step, scope.context, scope.frame, guessed)
        self.nodes[index].guessed = guessed
        self.nodes[index].changed = changed
        return index

    def add_merge(
        self,
        step: MergeStep,
        inputs: tuple[int, ...],
        name: str,
        scope: Scope,
        refused: Guessed = NOTHING,
    ) -> int:
        """A merge of values; `refused` are the axes in which they differ, which were reported."""
        op = step.op
        operands = [self.nodes[index] for index in inputs]
        guessed = guessed_in_merge(op, operands) | refused
        shapes = settled_shapes(op, operands)
        shape = self._infer(op, shapes)
        if isinstance(shape, Misfit):
            if not is_consequence(op, shape, guessed):
                self._report(shape, inputs, step, op, scope)
                guessed = ALL
            shape = _guess(op, shapes)
        index = self._append(op, inputs, shape, name, step, scope.context, scope.frame, guessed)
        self.nodes[index].guessed = guessed
        return index

    def _override(self, op: Op, index: int, step: LayerStep | MergeStep) -> tuple[Op, str]:
        """The layer with the channels that a sum needs, and the key that was changed."""
        expected, channels = self.overrides[index]
        key = op.sets_channels
        if expected is not step or not key or getattr(op, key) == channels:
            return op, ""
        self.before[index] = getattr(op, key)
        found = self._replaced.get((op, channels))
        if found is None:
            found = self._replaced[op, channels] = op.replace(**{key: channels})
        return found, key

    def mark(self) -> Mark:
        """A point to come back to."""
        return Mark(
            len(self.nodes),
            len(self.resolutions),
            len(self.shape_reads),
            len(self.conditions),
            self.sink.mark(),
        )

    def roll_back(self, mark: Mark) -> None:
        """Forgets what was added since the mark, findings included."""
        del self.nodes[mark.nodes :]
        del self.resolutions[mark.resolutions :]
        del self.shape_reads[mark.shape_reads :]
        del self.conditions[mark.conditions :]
        self.sink.forget(mark.findings)

    def _infer(self, op: Op, shapes: tuple[Shape, ...]) -> Shape | Misfit:
        key = (op, shapes)
        found = self._inferred.get(key)
        if found is None:
            found = self._inferred[key] = infer_shape(op, shapes)
        return found

    def _append(
        self,
        op: Op | None,
        inputs: tuple[int, ...],
        shape: Shape,
        name: str,
        step: LayerStep | MergeStep | None,
        context: Context,
        frame: Frame,
        guessed: Guessed = NOTHING,
    ) -> int:
        index = len(self.nodes)
        span = step.site.span if step is not None else context.span
        if index >= MAX_LAYERS:
            message = f"the network has more than {MAX_LAYERS:,} layers"
            self._stop(codes.TOO_MANY_LAYERS, message, span, context)
        if product(shape) > MAX_TENSOR_ELEMENTS and not guessed:
            message = f"a value of {render_shape(shape)} is beyond the limit of 10^12 numbers"
            self._stop(codes.TENSOR_TOO_LARGE, message, span, context)
        node = Node(index, op, inputs, shape, name, step, context, frame)
        node.active = self.active
        self.nodes.append(node)
        return index

    def _stop(self, code: codes.Code, message: str, span: Span, context: Context) -> None:
        self.sink.add(Diagnostic(code, message, span, labels=context_labels(context)))
        raise TooLargeError

    def _report(
        self,
        misfit: Misfit,
        inputs: tuple[int, ...],
        step: LayerStep | MergeStep,
        op: Op,
        scope: Scope,
    ) -> None:
        # Imported here: only a wrong spec needs them.
        from archc.lowering.channels_first import channels_first
        from archc.lowering.propose_fixes import propose_for_layer

        before, context = self.nodes[inputs[0]], scope.context
        layer = Node(len(self.nodes), op, inputs, before.shape, "", step, context, scope.frame)
        proposals = propose_for_layer(layer, before, misfit, self.nodes)
        self.sink.add(
            Diagnostic(
                misfit.code,
                misfit.message,
                step.site.span,
                labels=(*_set_elsewhere(step), *context_labels(context)),
                notes=(*self._history(inputs[0]), *channels_first(misfit, self.nodes)),
                help=misfit.help,
                proposals=proposals,
            )
        )

    def _history(self, index: int) -> tuple[str, ...]:
        """The shapes on the way to a value, the last few of them."""
        path = self.path_to(index)
        return (f"its input comes from {path}",)

    def path_to(self, index: int, since: int = 0, length: int = 4) -> str:
        """The layers that lead to a value, with their shapes: `conv 17x17x192 -> conv 17x17x1154`."""
        steps: list[str] = []
        while len(steps) < length:
            node = self.nodes[index]
            steps.append(f"{node.word} {render_known(node)}")
            if not node.inputs or node.index < since:
                return " -> ".join(reversed(steps))
            index = node.inputs[0]
        return "... -> " + " -> ".join(reversed(steps))


def _set_elsewhere(step: LayerStep | MergeStep) -> tuple[Label, ...]:
    """The values of a layer that another file gives: edits of a variant."""
    entries = step.entries if isinstance(step, LayerStep) else {}
    return tuple(
        Label(entry.span, f"its `{name}` is set here")
        for name, entry in entries.items()
        if entry.span.file is not step.site.span.file
    )


def context_labels(context: Context) -> tuple[Label, ...]:
    """The expansions that led to a place, innermost first."""
    return tuple(Label(part.span, part.text) for part in context.chain()[:4])


def _guess(op: Op, shapes: tuple[Shape, ...]) -> Shape:
    """A shape to go on with after an error: right in the channels as far as they are known."""
    channels = (
        getattr(op, op.sets_channels) if op.sets_channels else shapes[0][-1] if shapes[0] else 1
    )
    return (*largest_places(shapes), channels)
