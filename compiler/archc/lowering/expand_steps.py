"""Opens the steps of a sequence: layers, merges, calls, repeats, and what stands under a condition."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from archc.diagnostics import codes
from archc.diagnostics.diagnostic import Diagnostic, Sink
from archc.ir.graph import Condition
from archc.ir.regions import (
    CallItem,
    Context,
    Frame,
    Item,
    LoopItem,
    OptionalItem,
    PassItem,
    Region,
    repeat_prefix,
)
from archc.lowering.argument_use import depends_on_argument
from archc.lowering.bind_parameters import bind_parameters
from archc.lowering.evaluate import Evaluator
from archc.lowering.expand_layer import LayerExpander
from archc.lowering.expand_merge import MergeExpander
from archc.lowering.graph_builder import GraphBuilder, TooLargeError, context_labels
from archc.lowering.scope import Scope
from archc.lowering.values import ValueNames
from archc.source.limits import MAX_LAYERS, MAX_NESTING, MAX_STEPS_OPENED
from archc.source.source_file import Span
from archc.spec.expressions import FAILED
from archc.spec.model import (
    Block,
    CallStep,
    Entry,
    HoleStep,
    LayerStep,
    MergeStep,
    PassStep,
    RepeatStep,
    Site,
    Spec,
    Step,
)

SHAPES = "E04"
"""What the numbers of findings about shapes begin with."""
_NAMES_PER_STEP = 16
"""How many variables of a scope take the time and memory of one step."""


class Repeat(NamedTuple):
    """How often something is repeated; `label` begins the names of its layers, `where` says where it is."""

    times: Entry
    label: str
    span: Span
    where: str = ""


class StepExpander:
    """Opens steps into a graph that grows with them."""

    def __init__(self, spec: Spec, sink: Sink) -> None:
        self.spec = spec
        self.sink = sink
        self.builder = GraphBuilder(sink)
        self.evaluator = Evaluator(spec, self.builder, sink)
        self.values = ValueNames(self.builder, sink)
        self.layers = LayerExpander(self.builder, self.evaluator)
        self.merges = MergeExpander(self.builder, self.values, spec.blocks, self.sequence)
        self.more: dict[CallStep, Callable[[int], dict[str, Any]]] = {}
        """What the repeats of calls read besides `$index` and `$count`."""
        self._passes: dict[Step, PassStep] = {}
        self._calls: dict[CallStep, CallStep] = {}
        self._opened = 0

    def iterations(
        self,
        steps: tuple[Step, ...],
        repeat: Repeat,
        scope: Scope,
        current: int,
        more: Callable[[int], dict[str, Any]] | None = None,
    ) -> tuple[Region, ...]:
        """Opens steps once for each repeat, each on what the one before it gave.

        `more` gives the variables that a repeat reads besides `$index` and `$count`.
        """
        count = self.evaluator.count(repeat.times, scope, current)
        regions = []
        for inner in self._scopes(count, repeat, scope, more):
            regions.append(self.sequence(steps, inner, current))
            current = regions[-1].end
        if count is FAILED:
            end = self.either(regions[0].start, current, scope)
            regions = [Region((), regions[0].start, end, scope.frame, scope.prefix)]
        return tuple(regions)

    def _scopes(
        self,
        found: Any,
        repeat: Repeat,
        scope: Scope,
        more: Callable[[int], dict[str, Any]] | None = None,
    ) -> Iterator[Scope]:
        """The scopes of the iterations; of one when it is not known how many there are."""
        count = 1 if found is FAILED else found
        self._check_count(count, repeat.times, scope)
        for index in range(1, count + 1):
            place = f"{repeat.where}, " if repeat.where else ""
            where = f"in {place}repeat {index} of {count}"
            context = Context(where, repeat.span, scope.context)
            own = more(index) if more is not None else {}
            variables = {"index": index, "count": count, **own}
            inner = scope.iteration(repeat_prefix(repeat.label, index), variables, context)
            self._charge(len(inner.frame.variables) // _NAMES_PER_STEP, inner)
            yield inner

    def _check_count(self, count: int, repeat: Entry, scope: Scope) -> None:
        if count > MAX_LAYERS:
            message = f"{count:,} repeats are beyond the limit of {MAX_LAYERS:,} layers"
            labels = context_labels(scope.context)
            self.sink.add(Diagnostic(codes.TOO_MANY_LAYERS, message, repeat.span, labels=labels))
            raise TooLargeError

    def on_argument(self, entry: Entry, scope: Scope) -> bool:
        """Whether a condition depends on an argument of the spec."""
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
        return Region(tuple(items), start, current, scope.frame, scope.prefix, steps)

    def _charge(self, steps: int, scope: Scope) -> None:
        """Counts what is opened: repeats of repeats can run without end though they add no layers."""
        self._opened += steps
        self.sink.work += steps
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
        results: tuple[int, ...] = item.outputs if isinstance(item, CallItem | LoopItem) else ()
        results = results or (after,)
        if site.when is not None or (item is None and self.builder.nodes[after].guessed):
            # Values that are missing here were reported: those under a `when` by check_wires.
            results = (*results, *(after,) * (len(site.alias) - len(results)))
        self.values.bind(site, scope, results)

    def _left_out(self, step: Step, current: int) -> Item | None:
        """What stays of a step whose condition does not hold: the value before it, and its name."""
        if not step.site.alias:
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
            mark = self.sink.mark()
            _, after = self._open(step, scope, current)
            self.sink.forget(mark, SHAPES)  # They may be those of a step that is not there.
            after = self.either(current, after, scope)
            self._bind(step.site, None, scope, after)
            return None, after
        if not self.on_argument(when, scope):
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
            self._bind(step.site, None, scope, after)
        if item is None:
            return None, after
        return OptionalItem(when, holds, item, current, opened), after

    def either(self, before: int, after: int, scope: Scope) -> int:
        """The value after steps that may run or not, or who knows how often: a finding hides it."""
        same = self.builder.nodes[before].shape == self.builder.nodes[after].shape
        return after if same else self.builder.add_hole(after, scope)

    def _open(self, step: Step, scope: Scope, current: int) -> tuple[Item | None, int]:
        match step:
            case LayerStep():
                return self.layers.expand(step, scope, current)
            case MergeStep():
                merge = self.merges.expand(step, scope, current)
                return merge, merge.node
            case CallStep(repeat=None):
                return self._call(step, scope, current, scope.prefix + _joined(step.site.label))
            case CallStep():
                return self._repeated_call(step, scope, current)
            case RepeatStep():
                repeat = _repeat_at(step.site, step.repeat, is_named=bool(step.site.alias))
                regions = self.iterations(step.steps, repeat, scope, current)
                return LoopItem(step, regions), regions[-1].end if regions else current
            case PassStep():
                return PassItem(step, current), current
            case HoleStep():
                return None, self.builder.add_hole(current, scope)

    def _repeated_call(self, step: CallStep, scope: Scope, current: int) -> tuple[Item | None, int]:
        assert step.repeat is not None
        block = self.spec.blocks.get(step.block)
        if block is not None and len(block.inputs) > 1:
            return self._repeated_cell(step, step.repeat, block, scope, current)
        once, more = (self._once(step, ()),), self.more.get(step)
        repeat = _repeat_at(step.site, step.repeat)
        regions = self.iterations(once, repeat, scope, current, more)
        return LoopItem(step, regions), regions[-1].end if regions else current

    def _repeated_cell(
        self, step: CallStep, times: Entry, block: Block, scope: Scope, current: int
    ) -> tuple[Item | None, int]:
        """Runs a block that takes several values: it hands all of them on to the next repeat."""
        given = self.values.arguments(step, block, scope, current)
        count = self.evaluator.count(times, scope, current)
        fixed = self.values.check_fixed(times, open_ended=self.on_argument(times, scope))
        if count is FAILED or not (fixed and self.values.can_repeat(block, times)):
            return None, self.builder.add_hole(current, scope)
        once, repeat = self._once(step, block.inputs), _repeat_at(step.site, times)
        regions = []
        for inner in self._scopes(count, repeat, scope, self.more.get(step)):
            inner.names |= dict(zip(block.inputs, given, strict=True))
            regions.append(self.sequence((once,), inner, given[0]))
            call = regions[-1].items[0]
            assert isinstance(call, CallItem)
            given = call.outputs
        return LoopItem(step, tuple(regions), given), given[0]

    def _once(self, step: CallStep, inputs: tuple[str, ...]) -> CallStep:
        """The call of one repeat; it reads the values of these names."""
        if step not in self._calls:
            sources = tuple(Entry(name, step.block_span) for name in inputs)
            site = Site("", step.site.span, sources=sources)
            self._calls[step] = CallStep(
                site, step.block, step.block_span, step.entries, None, step.keys
            )
        return self._calls[step]

    def _call(
        self, step: CallStep, scope: Scope, current: int, prefix: str
    ) -> tuple[Item | None, int]:
        block = self.spec.blocks.get(step.block)
        if block is None:
            return None, self.builder.add_hole(current, scope)
        variables = bind_parameters(step, block, scope, current, self.evaluator)
        self._charge(len(variables) // _NAMES_PER_STEP, scope)
        frame = Frame(block, variables, step.entries, scope.frame, step)
        context = Context(f"in block {block.name}", step.block_span, scope.context)
        given = self.values.arguments(step, block, scope, current)
        inner = Scope(
            frame, dict(zip(block.inputs, given, strict=False)), prefix, context, scope.depth + 1
        )
        region = self.sequence(block.steps, inner, given[0])
        outputs = self.values.results(block, inner, region.end)
        return CallItem(step, block, region, given, outputs), outputs[0]


def _repeat_at(site: Site, times: Entry, *, is_named: bool = True) -> Repeat:
    return Repeat(times, site.label, site.span, site.label if is_named else "")


def _takes_several(step: Step) -> bool:
    """Whether a step may name several values: a call, or a merge without branches."""
    return isinstance(step, CallStep) or (isinstance(step, MergeStep) and not step.branches)


def _joined(label: str) -> str:
    return f"{label}_" if label else ""
