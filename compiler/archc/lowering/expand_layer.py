"""Opens a layer: its values evaluated, its margins made a layer of their own."""

from __future__ import annotations

from typing import Any

from archc.ir.regions import Item, LayerItem
from archc.lowering.evaluate import Evaluator
from archc.lowering.failed_layer import FailedLayer
from archc.lowering.graph_builder import GraphBuilder
from archc.lowering.scope import Scope
from archc.ops.reshaping import ZeroPad
from archc.spec.model import LayerStep, Site


class LayerExpander:
    """Opens the layers of one expansion."""

    def __init__(self, builder: GraphBuilder, evaluator: Evaluator) -> None:
        self.builder = builder
        self.evaluator = evaluator
        self._pads: dict[LayerStep, LayerStep] = {}

    def expand(self, step: LayerStep, scope: Scope, current: int) -> tuple[Item | None, int]:
        """The layer, and the value that it gives; a hole after a finding."""
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
