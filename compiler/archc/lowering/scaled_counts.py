"""Lists what scaling did to the filters and repeats of a graph: one line for each count and place.

A count that rounding brought back to what it was is listed too: the factor did nothing there.

conv 192 x 0.35 = 67.2 -> 64
"""

from __future__ import annotations

from typing import Any, NamedTuple

from archc.ir.graph import Graph
from archc.ir.regions import Frame
from archc.lowering.argument_use import root_of
from archc.source.source_file import Span
from archc.spec.expression_value import ExpressionError
from archc.spec.expressions import Expression
from archc.spec.model import Before, Entry, LayerStep


class ScaledCount(NamedTuple):
    """A count of filters or repeats, and what scaling made of it."""

    what: str
    before: int
    factor: float
    after: int
    span: Span

    def __str__(self) -> str:
        """What rounding did: `conv 192 x 0.35 = 67.2 -> 64`."""
        product = self.before * self.factor
        rounded = "" if product == self.after else f" -> {self.after}"
        return f"{self.what} {self.before} x {self.factor:g} = {product:g}{rounded}"


def scaled_counts(graph: Graph) -> tuple[ScaledCount, ...]:
    """The scaled counts in the order of the graph, each once."""
    found: dict[ScaledCount, None] = {}
    for stage in graph.stages:
        repeat = stage.stage.repeat
        if repeat is not None and repeat.before is not None and stage.regions:
            root = root_of(stage.regions[0].frame)
            what = f"repeat of {stage.stage.name}"
            _add(found, what, repeat, repeat.before, len(stage.regions), root)
    for node in graph.layers():
        if isinstance(node.step, LayerStep) and node.op is not None:
            key = node.op.sets_channels
            entry = node.step.entries.get(key)
            if entry is not None and entry.before is not None:
                # Not the filters of the layer: a sum may have changed them after scaling did.
                _add(
                    found,
                    node.kind,
                    entry,
                    entry.before,
                    _value(entry.value, node.frame),
                    node.frame,
                )
    return tuple(found)


def _add(
    found: dict[ScaledCount, None],
    what: str,
    entry: Entry,
    before: Before,
    after: Any,
    frame: Frame,
) -> None:
    count = _value(before.entry.value, frame)
    if isinstance(count, int | float) and isinstance(after, int | float):
        found[ScaledCount(what, int(count), before.factor, int(after), entry.span)] = None


def _value(value: Any, frame: Frame) -> Any:
    if not isinstance(value, Expression):
        return value
    try:
        return value.evaluate(frame.variables)
    except ExpressionError:
        return None
