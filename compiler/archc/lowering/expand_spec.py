"""Opens the blocks and repeats of a spec into a graph, inferring shapes and resolving sums on the way.

Shapes are inferred while the spec is opened because expressions and conditions may read them. A sum that does
not fit is resolved where it stands:

1. Branches run on the current value; the policy decides on their shapes (`fit_operands`).
2. When filters must change, the branches are taken back and opened again with the right filters, so that
   whatever was computed from the wrong ones is computed anew.
3. When layers must be inserted, they follow the branches.
"""

from __future__ import annotations

from typing import Any

from archc.diagnostics import codes
from archc.diagnostics.diagnostic import Diagnostic, Sink, SinkFullError
from archc.ir.graph import Condition, Graph, Output, StageRegion
from archc.ir.regions import (
    CallItem,
    Context,
    Frame,
    Item,
    LayerItem,
    LoopItem,
    OptionalItem,
    PassItem,
    Region,
)
from archc.lowering.argument_use import depends_on_argument
from archc.lowering.bind_parameters import bind_parameters
from archc.lowering.evaluate import NO_VALUE, Evaluator
from archc.lowering.expand_merge import MergeExpander
from archc.lowering.failed_layer import FailedLayer
from archc.lowering.graph_builder import GraphBuilder, TooLargeError, context_labels
from archc.lowering.scope import Scope
from archc.lowering.values import ValueNames
from archc.ops.reshaping import ZeroPad
from archc.source.limits import MAX_LAYERS, MAX_NESTING, MAX_STEPS_OPENED
from archc.source.source_file import Span
from archc.spec.expressions import FAILED
from archc.spec.model import (
    CallStep,
    Entry,
    HoleStep,
    LayerStep,
    MergeStep,
    PassStep,
    RepeatStep,
    Site,
    Spec,
    Stage,
    Step,
)

_NAMES_PER_STEP = 16
"""How many variables of a scope take the time and memory of one step."""


def expand_spec(spec: Spec, arguments: dict[str, Any], sink: Sink) -> Graph | None:
    """The graph of a spec under values for its arguments; None when a limit stopped it."""
    expander = _Expander(spec, arguments, sink)
    try:
        return expander.run()
    except (TooLargeError, SinkFullError):
        return None


class _Expander:
    def __init__(self, spec: Spec, arguments: dict[str, Any], sink: Sink) -> None:
        self.spec = spec
        self.arguments = arguments
        self.sink = sink
        self.builder = GraphBuilder(sink)
        self.evaluator = Evaluator(spec, self.builder, sink)
        self.values = ValueNames(self.builder, sink)
        self.merges = MergeExpander(self.builder, self.values, spec.blocks, self.sequence)
        self._pads: dict[LayerStep, LayerStep] = {}
        self._passes: dict[Step, PassStep] = {}
        self._calls: dict[CallStep, CallStep] = {}
        self._opened = 0

    def run(self) -> Graph:
        root = Context(f"in {self.spec.name}", self.spec.origin, None)
        frame = self._root_frame()
        scope = Scope(frame, {}, "", root, 0)
        inputs = []
        for network_input in self.spec.inputs:
            context = Context(network_input.name, network_input.span, root)
            index = self.builder.add_input(network_input.shape, network_input.name, context, frame)
            scope.names[network_input.name] = index
            self.values.stage_names.add(network_input.name)
            inputs.append((network_input, index))
        return self._stages(scope, tuple(inputs))

    def _root_frame(self) -> Frame:
        variables: dict[str, Any] = {}
        frame = Frame(None, variables, {}, None)
        scope = Scope(frame, {}, "", Context("", self.spec.origin, None), 0)
        variables.update(self.arguments)
        for name, entry in self.spec.constants.items():
            variables[name] = self.evaluator.value(entry, scope, NO_VALUE)
        return frame

    def _stages(self, scope: Scope, inputs: tuple[Any, ...]) -> Graph:
        current = 0
        found: list[StageRegion] = []
        outputs: list[Output] = []
        trunk_end = 0
        for stage in self.spec.stages:
            if stage.name == "head":
                trunk_end = current
            region = self._stage(stage, scope, current)
            found.append(region)
            if stage.is_output:
                outputs.append(Output(stage.name, region.end, region.condition))
            else:
                current = region.end
                self.values.name_stage(stage.site, stage.name, scope, current)
        has_head = any(stage.name == "head" for stage in self.spec.stages)
        outputs.insert(0, Output("head" if has_head else "output", current, True))
        return Graph(
            spec=self.spec,
            arguments=self.arguments,
            inputs=inputs,
            nodes=tuple(self.builder.nodes),
            stages=tuple(found),
            outputs=tuple(outputs),
            trunk_end=trunk_end if has_head else current,
            resolutions=tuple(self.builder.resolutions),
            shape_reads=tuple(self.builder.shape_reads),
            conditions=tuple(self.builder.conditions),
        )

    def _stage(self, stage: Stage, scope: Scope, current: int) -> StageRegion:
        current = self.values.source(stage.site, scope, current)
        self.values.check_single(stage.site)
        first = len(self.builder.nodes)
        holds = stage.site.when is None or self.evaluator.condition(stage.site.when, scope, current)
        optional = stage.site.when is not None and self._on_argument(stage.site.when, scope)
        if not holds and not optional:
            return StageRegion(stage, (), holds, first, current, current)
        was_active, self.builder.active = self.builder.active, self.builder.active and holds
        # What may not be there cannot be read from elsewhere: its names stay in it.
        inner = scope.inside("") if stage.is_output or optional else scope
        regions = self._stage_regions(stage, inner, current)
        self.builder.active = was_active
        if stage.site.when is not None and optional:
            opened = regions[-1].end if regions else current
            leaves = stage.is_output
            found = Condition(stage.site.when, scope.frame, current, opened, leaves)
            self.builder.conditions.append(found)
        end = regions[-1].end if regions and holds else current
        if stage.is_output and regions:
            end = regions[-1].end
        if holds is FAILED:
            end = self._either(current, end, scope)
        self.values.bind(stage.site, scope, (end,))
        return StageRegion(stage, regions, holds, first, current, end)

    def _stage_regions(self, stage: Stage, scope: Scope, current: int) -> tuple[Region, ...]:
        span = stage.site.span
        if stage.repeat is None:
            context = Context(f"in stage {stage.name}", span, scope.context)
            inner = Scope(scope.frame, scope.names, f"{stage.name}_", context, scope.depth)
            return (self.sequence(stage.steps, inner, current),)
        for step in stage.steps[:1]:
            block = self.spec.blocks.get(step.block) if isinstance(step, CallStep) else None
            if block is not None and not self.values.can_repeat(block, stage.repeat):
                end = self.builder.add_hole(current, scope)
                return (Region((), current, end, scope.frame, scope.prefix),)
        return self._iterations(stage.steps, stage.repeat, stage.name, span, scope, current)

    def _iterations(
        self,
        steps: tuple[Step, ...],
        repeat: Entry,
        label: str,
        span: Span,
        scope: Scope,
        current: int,
    ) -> tuple[Region, ...]:
        found = self.evaluator.count(repeat, scope, current)
        count = 1 if found is FAILED else found
        self._check_count(count, repeat, scope)
        regions = []
        for index in range(1, count + 1):
            context = Context(f"in {label}, repeat {index} of {count}", span, scope.context)
            inner = scope.iteration(f"{label}_{index}_", index, count, context)
            self._charge(len(inner.frame.variables) // _NAMES_PER_STEP, inner)
            regions.append(self.sequence(steps, inner, current))
            current = regions[-1].end
        if found is FAILED:
            end = self._either(regions[0].start, current, scope)
            regions = [Region((), regions[0].start, end, scope.frame, scope.prefix)]
        return tuple(regions)

    def _check_count(self, count: int, repeat: Entry, scope: Scope) -> None:
        if count > MAX_LAYERS:
            message = f"{count:,} repeats are beyond the limit of {MAX_LAYERS:,} layers"
            labels = context_labels(scope.context)
            self.sink.add(Diagnostic(codes.TOO_MANY_LAYERS, message, repeat.span, labels=labels))
            raise TooLargeError

    def _on_argument(self, entry: Entry, scope: Scope) -> bool:
        return depends_on_argument(entry, scope.frame, self.spec)

    def sequence(self, steps: tuple[Step, ...], scope: Scope, current: int) -> Region:
        """Opens the steps of a sequence on the current value."""
        start = current
        if scope.depth > MAX_NESTING:
            self._too_deep(scope)
        self._charge(1 + len(steps), scope)
        items: list[Item] = []
        for step in steps:
            item, current = self._step(step, scope, current)
            if item is not None:
                items.append(item)
        return Region(tuple(items), start, current, scope.frame, scope.prefix)

    def _charge(self, steps: int, scope: Scope) -> None:
        """Counts what is opened: repeats of repeats can run without end though they add no layers."""
        self._opened += steps
        if self._opened <= MAX_STEPS_OPENED:
            return
        message = f"the blocks and repeats of the spec open more than {MAX_STEPS_OPENED:,} steps"
        labels = context_labels(scope.context)
        self.sink.add(Diagnostic(codes.TOO_MANY_LAYERS, message, scope.context.span, labels=labels))
        raise TooLargeError

    def _too_deep(self, scope: Scope) -> None:
        message = f"blocks, branches and repeats nest deeper than {MAX_NESTING} levels"
        labels = context_labels(scope.context)
        self.sink.add(Diagnostic(codes.TOO_DEEP, message, scope.context.span, labels=labels))
        raise TooLargeError

    def _step(self, step: Step, scope: Scope, current: int) -> tuple[Item | None, int]:
        site = step.site
        if site.sources:
            current = self.values.source(site, scope, current)
            if not _takes_several(step):
                self.values.check_single(site)
        if site.when is not None:
            return self._conditional(step, site.when, scope, current)
        item, after = self._open(step, scope, current)
        if site.alias:
            self._bind(site, item, scope, after)
        return item, after

    def _bind(self, site: Site, item: Item | None, scope: Scope, after: int) -> None:
        results = item.outputs if isinstance(item, CallItem) and item.outputs else (after,)
        if item is None and self.builder.nodes[after].guessed:
            results = (after,) * len(site.alias)
        self.values.bind(site, scope, results)

    def _left_out(self, step: Step, current: int) -> Item | None:
        """What stays of a step whose condition does not hold: the value that it reads, and its name."""
        if not (step.site.sources or step.site.alias):
            return None
        if step not in self._passes:
            self._passes[step] = PassStep(step.site)
        return PassItem(self._passes[step], current)

    def _conditional(
        self, step: Step, when: Entry, scope: Scope, current: int
    ) -> tuple[Item | None, int]:
        """A step under `when`: left out, or kept as optional where an argument decides."""
        holds = self.evaluator.condition(when, scope, current)
        if holds is FAILED:
            _, after = self._open(step, scope, current)
            after = self._either(current, after, scope)
            self._bind(step.site, None, scope, after)
            return None, after
        if not self._on_argument(when, scope):
            item, after = self._left_out(step, current), current
            if holds:
                item, after = self._open(step, scope, current)
            if step.site.alias:
                self._bind(step.site, item, scope, after)
            return item, after
        was_active, self.builder.active = self.builder.active, self.builder.active and holds
        item, opened = self._open(step, scope, current)
        self.builder.active = was_active
        self.builder.conditions.append(Condition(when, scope.frame, current, opened, False))
        after = opened if holds else current
        if step.site.alias:
            self.values.bind(step.site, scope, (after,))
        if item is None:
            return None, after
        return OptionalItem(when, holds, item, current, opened), after

    def _either(self, before: int, after: int, scope: Scope) -> int:
        """The value after steps that may run or not, or who knows how often: a finding hides it."""
        same = self.builder.nodes[before].shape == self.builder.nodes[after].shape
        return after if same else self.builder.add_hole(after, scope)

    def _open(self, step: Step, scope: Scope, current: int) -> tuple[Item | None, int]:
        match step:
            case LayerStep():
                return self._layer(step, scope, current)
            case MergeStep():
                merge = self.merges.expand(step, scope, current)
                return merge, merge.node
            case CallStep(repeat=None):
                return self._call(step, scope, current, scope.prefix + _joined(step.site.label))
            case CallStep():
                return self._repeated_call(step, scope, current)
            case RepeatStep():
                label, span = step.site.label, step.site.span
                regions = self._iterations(step.steps, step.repeat, label, span, scope, current)
                return LoopItem(step, regions), regions[-1].end if regions else current
            case PassStep():
                return PassItem(step, current), current
            case HoleStep():
                return None, self.builder.add_hole(current, scope)

    def _layer(self, step: LayerStep, scope: Scope, current: int) -> tuple[Item | None, int]:
        op = self.evaluator.layer(step, scope, current)
        if isinstance(op, FailedLayer):
            return None, self._failed_layer(op, step, scope, current)
        if isinstance(getattr(op, "padding", None), tuple):
            return self._padded(step, scope, current, op)
        name = scope.prefix + step.site.label
        node = self.builder.add_layer(op, (current,), name, step, scope)
        return LayerItem(step, node), node

    def _failed_layer(
        self, failed: FailedLayer, step: LayerStep, scope: Scope, current: int
    ) -> int:
        """Goes on after a layer whose values were reported."""
        op = failed.stand_in()
        if op is None or isinstance(getattr(op, "padding", None), tuple):
            return self.builder.add_hole(current, scope, failed.guessed(), failed.channels())
        name = scope.prefix + step.site.label
        node = self.builder.add_layer(op, (current,), name, step, scope)
        self.builder.nodes[node].guessed |= failed.guessed()
        return node

    def _padded(self, step: LayerStep, scope: Scope, current: int, op: Any) -> tuple[Item, int]:
        """A convolution with margins of its own: zero padding, then the convolution without any."""
        pad_step = self._pads.get(step)
        if pad_step is None:
            site = Site(f"{step.site.label}_pad", step.site.span)
            entries = {"margins": step.entries["padding"]}
            pad_step = self._pads[step] = LayerStep(site, ZeroPad, entries, None)
        name = scope.prefix + step.site.label
        margins = ZeroPad(margins=op.padding)
        pad = self.builder.add_layer(margins, (current,), f"{name}_pad", pad_step, scope)
        valid = op.replace(padding="valid")
        node = self.builder.add_layer(valid, (pad,), name, step, scope)
        return LayerItem(step, node, LayerItem(pad_step, pad)), node

    def _repeated_call(self, step: CallStep, scope: Scope, current: int) -> tuple[Item | None, int]:
        assert step.repeat is not None
        block = self.spec.blocks.get(step.block)
        if block is not None and not self.values.can_repeat(block, step.repeat):
            return None, self.builder.add_hole(current, scope)
        if step not in self._calls:
            site = Site("", step.site.span)
            self._calls[step] = CallStep(
                site, step.block, step.block_span, step.entries, None, step.keys
            )
        once = self._calls[step]
        regions = self._iterations(
            (once,), step.repeat, step.site.label, step.site.span, scope, current
        )
        return LoopItem(step, regions), regions[-1].end if regions else current

    def _call(
        self, step: CallStep, scope: Scope, current: int, prefix: str
    ) -> tuple[Item | None, int]:
        block = self.spec.blocks.get(step.block)
        if block is None:
            return None, self.builder.add_hole(current, scope)
        variables = bind_parameters(step, block, scope, current, self.evaluator)
        self._charge(len(variables) // _NAMES_PER_STEP, scope)
        frame = Frame(block, variables, step.entries, scope.frame)
        context = Context(f"in block {block.name}", step.block_span, scope.context)
        given = self.values.arguments(step, block, scope, current)
        inner = Scope(
            frame, dict(zip(block.inputs, given, strict=False)), prefix, context, scope.depth + 1
        )
        region = self.sequence(block.steps, inner, given[0])
        outputs = self.values.results(block, inner, region.end)
        return CallItem(step, block, region, given, outputs), outputs[0]


def _takes_several(step: Step) -> bool:
    """Whether a step may name several values: a call, or a merge without branches."""
    return isinstance(step, CallStep) or (isinstance(step, MergeStep) and not step.branches)


def _joined(label: str) -> str:
    return f"{label}_" if label else ""
