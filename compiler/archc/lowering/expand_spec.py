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

from archc.diagnostics.diagnostic import Sink, SinkFullError
from archc.ir.graph import Condition, Graph, Output, StageRegion
from archc.ir.regions import Context, Frame, Region
from archc.lowering.evaluate import NO_VALUE
from archc.lowering.expand_steps import Repeat, StepExpander
from archc.lowering.graph_builder import TooLargeError
from archc.lowering.running_counts import RunningCounts, cell_of
from archc.lowering.scope import Scope
from archc.spec.expressions import FAILED
from archc.spec.model import CallStep, Spec, Stage
from archc.spec.top import is_top


def expand_spec(spec: Spec, arguments: dict[str, Any], sink: Sink) -> Graph | None:
    """The graph of a spec under values for its arguments; None when a limit stopped it."""
    expander = _SpecExpander(spec, arguments, sink)
    try:
        return expander.run()
    except (TooLargeError, SinkFullError):
        return None


class _SpecExpander:
    """Opens the stages in order: the trunk goes on from each, but for outputs."""

    def __init__(self, spec: Spec, arguments: dict[str, Any], sink: Sink) -> None:
        self.spec = spec
        self.arguments = arguments
        self.steps = StepExpander(spec, sink)
        self.running = RunningCounts(spec, self.steps.evaluator, sink)

    def run(self) -> Graph:
        root = Context(f"in {self.spec.name}", self.spec.origin, None)
        frame = self._root_frame()
        scope = Scope(frame, {}, "", root, 0)
        inputs = []
        for network_input in self.spec.inputs:
            context = Context(network_input.name, network_input.span, root)
            index = self.steps.builder.add_input(
                network_input.shape, network_input.name, context, frame
            )
            scope.names[network_input.name] = index
            self.steps.values.stage_names.add(network_input.name)
            inputs.append((network_input, index))
        self.running.count(scope)
        return self._stages(scope, tuple(inputs))

    def _root_frame(self) -> Frame:
        variables: dict[str, Any] = {}
        frame = Frame(None, variables, {}, None)
        scope = Scope(frame, {}, "", Context("", self.spec.origin, None), 0)
        variables.update(self.arguments)
        for name, entry in self.spec.constants.items():
            variables[name] = self.steps.evaluator.value(entry, scope, NO_VALUE)
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
                self.steps.values.name_stage(stage.site, stage.name, scope, current)
        has_head = any(r.stage.name == "head" and r.condition is not False for r in found)
        outputs.insert(0, Output("head" if has_head else "output", current, True))
        return Graph(
            spec=self.spec,
            arguments=self.arguments,
            inputs=inputs,
            nodes=tuple(self.steps.builder.nodes),
            stages=tuple(found),
            outputs=tuple(outputs),
            trunk_end=trunk_end if has_head else current,
            resolutions=tuple(self.steps.builder.resolutions),
            shape_reads=tuple(self.steps.builder.shape_reads),
            conditions=tuple(self.steps.builder.conditions),
        )

    def _stage(self, stage: Stage, scope: Scope, current: int) -> StageRegion:
        current = self.steps.values.source(stage.site, scope, current)
        self.steps.values.check_single(stage.site)
        first = len(self.steps.builder.nodes)
        holds = stage.site.when is None or self.steps.evaluator.condition(
            stage.site.when, scope, current
        )
        optional = stage.site.when is not None and self.steps.on_argument(stage.site.when, scope)
        if not holds and not optional:
            return StageRegion(stage, (), holds, first, current, current)
        was_active, self.steps.builder.active = (
            self.steps.builder.active,
            self.steps.builder.active and holds,
        )
        # What may not be there cannot be read from elsewhere: its names stay in it.
        inner = scope.inside("") if stage.is_output or optional else scope
        regions = self._stage_regions(stage, inner, current)
        self.steps.builder.active = was_active
        if stage.site.when is not None and optional:
            opened = regions[-1].end if regions else current
            found = Condition(stage.site.when, scope.frame, current, opened, is_top(stage))
            self.steps.builder.conditions.append(found)
        end = regions[-1].end if regions and holds else current
        if stage.is_output and regions:
            end = regions[-1].end
        if holds is FAILED:
            end = self.steps.either(current, end, scope)
        self.steps.values.bind(stage.site, scope, (end,))
        return StageRegion(stage, regions, holds, first, current, end)

    def _stage_regions(self, stage: Stage, scope: Scope, current: int) -> tuple[Region, ...]:
        span = stage.site.span
        if stage.repeat is None:
            context = Context(f"in stage {stage.name}", span, scope.context)
            inner = Scope(scope.frame, scope.names, f"{stage.name}_", context, scope.depth)
            if (call := cell_of(stage)) is not None:
                self.steps.more[call] = lambda index: self.running.variables(stage, index)
            return (self.steps.sequence(stage.steps, inner, current),)
        for step in stage.steps[:1]:
            block = self.spec.blocks.get(step.block) if isinstance(step, CallStep) else None
            if block is not None and len(block.inputs) > 1:
                assert isinstance(step, CallStep)
                self.steps.values.arguments(step, block, scope, current)
                end = self.steps.builder.add_hole(current, scope)
                return (Region((), current, end, scope.frame, scope.prefix),)
        repeat = Repeat(stage.repeat, stage.name, span, f"stage {stage.name}")
        return self.steps.iterations(
            *(stage.steps, repeat, scope, current),
            lambda index: self.running.variables(stage, index),
        )
