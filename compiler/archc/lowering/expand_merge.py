"""Opens a merge: runs its branches, makes their results fit, and adds the layer that merges them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from copy import copy
from typing import NamedTuple

from archc.diagnostics import codes
from archc.diagnostics.diagnostic import Diagnostic, Label
from archc.ir.graph import Node, Resolution
from archc.ir.regions import LayerItem, MergeItem, Region
from archc.lowering.adjustments import Adjusted, Adjustments, overridden
from archc.lowering.fit_operands import Adjust, Fit, Fits, Insert, Refusal, fit_operands
from archc.lowering.graph_builder import GraphBuilder, context_labels
from archc.lowering.guesses import (
    NOTHING,
    Guessed,
    differing_axes,
    guessed_in_merge,
    render_known,
    settled_shapes,
)
from archc.lowering.scope import Scope
from archc.lowering.values import ValueNames
from archc.ops.op import Op
from archc.ops.shape import Misfit, Shape, render_shape
from archc.source.source_file import Span
from archc.spec.model import Block, Branch, LayerStep, MergeStep, Site, Step

SequenceExpander = Callable[[tuple[Step, ...], Scope, int], Region]


class MergeExpander:
    """Opens merges; `sequence` opens the steps of a branch."""

    def __init__(
        self,
        builder: GraphBuilder,
        values: ValueNames,
        blocks: Mapping[str, Block],
        sequence: SequenceExpander,
    ) -> None:
        self._builder = builder
        self._values = values
        self._sequence = sequence
        self._inserted: dict[tuple[MergeStep, int, str], LayerStep] = {}
        self._adjustments = Adjustments(builder, blocks)

    def expand(self, step: MergeStep, scope: Scope, current: int) -> MergeItem:
        """The merge with its branches; the current value of the sequence becomes its node."""
        start = len(self._builder.nodes)
        branches, operands, fit, adjusted = self._attempt(step, scope, current)
        notes = self._describe_adjusted(adjusted, start)
        fitted: tuple[tuple[LayerItem, ...], ...] = tuple(() for _ in operands)
        if isinstance(fit, Insert):
            notes += self._describe_inserted(step, fit, operands)
            fitted, operands = self._insert(step, fit, scope, operands)
        refused = NOTHING
        if isinstance(fit, Refusal | Adjust):
            refused = self._refuse(step, fit, operands, scope, start)
        node = self._merge(step, scope, operands, refused)
        for note in notes:
            target, policy = operands[note.target], step.on_mismatch
            found = Resolution(node, target, policy, note.text, note.span, note.change)
            self._builder.resolutions.append(found)
        return MergeItem(step, branches, fitted, operands, node)

    def _attempt(
        self, step: MergeStep, scope: Scope, current: int
    ) -> tuple[tuple[Region, ...], tuple[int, ...], Fit, Adjusted | None]:
        """Opens the branches, again with other channels where the sum asks for them.

        Channels asked for by a sum around this one stay in force; those asked for here end with it.
        """
        builder, outer = self._builder, self._builder.overrides
        mark = builder.mark()
        key = self._adjustments.key(step, scope, current)
        adjusted = self._adjustments.known(key)
        builder.overrides = overridden(outer, adjusted, mark.nodes)
        branches, operands = self._operands(step, scope, current)
        fit = self._fit(step, operands, mark.nodes)
        for _ in range(_MAX_ATTEMPTS):
            if not isinstance(fit, Adjust):
                break
            adjusted = self._adjustments.asked(fit, adjusted, mark.nodes)
            builder.overrides = overridden(outer, adjusted, mark.nodes)
            builder.roll_back(mark)
            branches, operands = self._operands(step, scope, current)
            fit = self._fit(step, operands, mark.nodes)
        if isinstance(fit, Fits):
            self._adjustments.learn(key, adjusted)
        builder.overrides = outer
        return branches, operands, fit, adjusted

    def _describe_adjusted(self, adjusted: Adjusted | None, start: int) -> list[_Note]:
        """A note for each layer whose channels differ from what the spec says."""
        notes: list[_Note] = []
        if adjusted is None:
            return notes
        for change in adjusted.changes:
            index = start + change.offset
            node = self._builder.nodes[index] if index < len(self._builder.nodes) else None
            if node is not None and node.step is change.step and node.changed:
                before = self._builder.before[index]
                text = f"`{node.kind}` has {change.channels} {node.changed}, not {before}"
                numbers = str(before), str(change.channels)
                notes.append(_Note(adjusted.target, text, change.step.site.span, numbers))
        return notes

    def _operands(
        self, step: MergeStep, scope: Scope, current: int
    ) -> tuple[tuple[Region, ...], tuple[int, ...]]:
        if not step.branches:
            return (), self._values.operands(step, scope, current)
        regions = tuple(self._branch(step, branch, scope, current) for branch in step.branches)
        return regions, tuple(region.end for region in regions)

    def _branch(self, step: MergeStep, branch: Branch, scope: Scope, current: int) -> Region:
        # The body of a residual shares the names of the sequence that it stands in.
        suffix = f"{step.site.fork}{branch.label}_" if branch.label else ""
        return self._sequence(branch.steps, scope.inside(suffix), current)

    def _fit(self, step: MergeStep, operands: tuple[int, ...], start: int) -> Fit:
        nodes = self._builder.nodes
        if len(operands) < 2:
            return Fits()
        found = _settled(step.op, [nodes[index] for index in operands])
        return fit_operands(step.op, found, nodes, start, step.on_mismatch)

    def _describe_inserted(
        self, step: MergeStep, fit: Insert, operands: tuple[int, ...]
    ) -> list[_Note]:
        """A note for each operand that layers are put on."""
        notes = []
        for position, layers in fit.layers.items():
            operand = self._builder.nodes[operands[position]].shape
            change = render_shape(operand), render_shape(_through(layers, operand))
            words = " and ".join(f"`{op.key}`" for op in layers)
            verb = "takes" if len(layers) == 1 else "take"
            text = f"{words} {verb} an operand of {' to '.join(change)}"
            notes.append(_Note(fit.target, text, self._operand_span(step, position), change))
        return notes

    def _insert(
        self, step: MergeStep, fit: Insert, scope: Scope, operands: tuple[int, ...]
    ) -> tuple[tuple[tuple[LayerItem, ...], ...], tuple[int, ...]]:
        fitted, values = [], []
        for position, value in enumerate(operands):
            items, value = self._put(step, position, fit.layers.get(position, ()), scope, value)
            fitted.append(items)
            values.append(value)
        return tuple(fitted), tuple(values)

    def _put(
        self, step: MergeStep, position: int, ops: tuple[Op, ...], scope: Scope, value: int
    ) -> tuple[tuple[LayerItem, ...], int]:
        items = []
        for op in ops:
            inserted = self._step_for(step, position, op)
            name = scope.prefix + inserted.site.label
            value = self._builder.add_layer(op, (value,), name, inserted, scope)
            items.append(LayerItem(inserted, value))
        return tuple(items), value

    def _step_for(self, step: MergeStep, position: int, op: Op) -> LayerStep:
        """The step that an inserted layer is said to come from: the same one in every repeat."""
        key = (step, position, op.key)
        if key not in self._inserted:
            word = "shortcut" if step.is_residual and position == 0 else f"operand_{position + 1}"
            label = f"{step.site.label}_{word}_{op.key}"
            self._inserted[key] = LayerStep(Site(label, step.site.span), type(op), {}, op)
        return self._inserted[key]

    def _merge(
        self, step: MergeStep, scope: Scope, operands: tuple[int, ...], refused: Guessed
    ) -> int:
        name = scope.prefix + step.site.label
        exact = step.op.key == "subtract"
        if len(operands) < 2 or (exact and len(operands) > 2):
            wanted = "two values" if exact else "at least two values"
            found = "is one" if len(operands) == 1 else f"are {len(operands) or 'none'}"
            message = f"`{step.op.key}` takes {wanted}, and here {found}"
            labels = context_labels(scope.context)
            help_text = "give it a list of branches, or several names in `from`"
            span = step.site.span
            self._builder.sink.add(
                Diagnostic(codes.WRONG_VALUE_COUNT, message, span, labels=labels, help=help_text)
            )
            hole = self._builder.add_hole(operands[0] if operands else 0, scope)
            operands = (hole, hole)
        return self._builder.add_merge(step, operands, name, scope, refused)

    def _refuse(
        self,
        step: MergeStep,
        fit: Refusal | Adjust,
        operands: tuple[int, ...],
        scope: Scope,
        start: int,
    ) -> Guessed:
        """Reports operands that do not fit; gives the axes in which they differ."""
        # Imported here: only a wrong spec needs it.
        from archc.lowering.propose_fixes import propose_for_sum

        refusal = fit if isinstance(fit, Refusal) else Refusal(0, 1, "")
        found = _settled(step.op, [self._builder.nodes[index] for index in operands])
        first, second = found[refusal.first], found[refusal.second]
        shapes = render_known(first), render_known(second)
        names = [self._operand_name(step, i) for i in (refusal.first, refusal.second)]
        paths = [self._builder.path_to(node.index, start) for node in (first, second)]
        places = [self._operand_span(step, i) for i in (refusal.first, refusal.second)]
        self._builder.sink.add(
            Diagnostic(
                codes.MERGE_SHAPE_MISMATCH,
                f"the operands of `{step.op.key}` do not fit: {shapes[0]} and {shapes[1]}",
                step.site.span,
                labels=(
                    Label(places[0], f"{names[0]} gives {shapes[0]}"),
                    Label(places[1], f"{names[1]} gives {shapes[1]}"),
                    *context_labels(scope.context),
                ),
                notes=tuple(f"{name}: {path}" for name, path in zip(names, paths, strict=True)),
                help=_with_size(refusal.help, self._builder.nodes, (first, second)),
                proposals=propose_for_sum(step, (first, second), self._builder.nodes, start),
            )
        )
        return differing_axes(step.op, tuple(node.shape for node in found))

    def _operand_name(self, step: MergeStep, position: int) -> str:
        if not step.branches:
            return f"`{step.site.sources[position].value}`"
        label = step.branches[position].label
        if step.is_residual:
            return f"the {label or 'body'}"
        return label.replace("_", " ") if _NUMBERED.fullmatch(label) else f"`{label}`"

    def _operand_span(self, step: MergeStep, position: int) -> Span:
        if not step.branches:
            return step.site.sources[position].span
        branch = step.branches[position]
        return branch.steps[-1].site.span if branch.steps else branch.span


def _with_size(help_text: str, nodes: list[Node], operands: tuple[Node, Node]) -> str:
    """The help, and the input size at which operands agree that differ by rounding."""
    # Imported here: only a wrong spec needs it.
    from archc.lowering.nearest_size import nearest_size

    exact = all(len(node.shape) == 3 and not node.guessed for node in operands)
    size = nearest_size(nodes, operands) if exact else ""
    found = f"they agree at an input of {size}" if size else ""
    return "; ".join(filter(None, (help_text, found)))


def _settled(op: Op, operands: list[Node]) -> list[Node]:
    """The operands with shapes that do not follow from a mistake that was reported."""
    if not any(node.guessed for node in operands):
        return operands
    found = [copy(node) for node in operands]
    for node, shape in zip(found, settled_shapes(op, operands), strict=True):
        node.shape = shape
        node.guessed &= guessed_in_merge(op, operands)
    return found


def _through(layers: tuple[Op, ...], shape: Shape) -> Shape:
    """The shape that layers which fit give in turn."""
    for op in layers:
        found = op.infer((shape,))
        shape = shape if isinstance(found, Misfit) else found
    return shape


_MAX_ATTEMPTS = 3
_NUMBERED = re.compile(r"branch_\d+")


class _Note(NamedTuple):
    target: int
    text: str
    span: Span
    change: tuple[str, str]
