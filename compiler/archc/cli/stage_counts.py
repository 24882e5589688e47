"""Counts a graph by stage, and says in a few words what each stage is made of.

stem      3 conv, 3 concat, batch_norm, relu
b         20 x inception_resnet_b
aux       output: avg_pool, 2 conv, flatten, dense
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import NamedTuple, assert_never

from archc.backends.summary import LayerCount, Summary
from archc.ir.graph import Graph, StageRegion
from archc.ir.regions import (
    CallItem,
    Item,
    LayerItem,
    LoopItem,
    MergeItem,
    OptionalItem,
    PassItem,
    Region,
)
from archc.ops.shape import Shape
from archc.spec.model import CallStep


class StageCount(NamedTuple):
    """A stage: what it is made of, the shape that it ends in, and the counts of its layers."""

    name: str
    text: str
    block: str | None
    """The block that it runs, when it runs one."""
    repeat: int
    is_output: bool
    active: bool
    """Whether its condition holds under the arguments."""
    shape: Shape
    layers: tuple[LayerCount, ...]

    @property
    def parameters(self) -> int:
        """All parameters of the layers."""
        return sum(layer.parameters for layer in self.layers)

    @property
    def trainable(self) -> int:
        """The parameters that training changes."""
        return sum(layer.trainable for layer in self.layers)

    @property
    def multiply_adds(self) -> int:
        """Multiplications by a weight, for one image."""
        return sum(layer.multiply_adds for layer in self.layers)


def stage_counts(graph: Graph, summary: Summary) -> tuple[StageCount, ...]:
    """The stages in the order of the spec."""
    layers: dict[str, list[LayerCount]] = {}
    for layer in summary.layer_counts:
        layers.setdefault(layer.stage, []).append(layer)
    return tuple(
        StageCount(
            name=region.stage.name,
            text=_text(region),
            block=_block(region),
            repeat=len(region.regions),
            is_output=region.stage.is_output,
            active=region.condition,
            shape=graph.nodes[region.end].shape,
            layers=tuple(layers.get(region.stage.name, ())),
        )
        for region in graph.stages
    )


def _block(region: StageRegion) -> str | None:
    steps = region.stage.steps
    return steps[0].block if len(steps) == 1 and isinstance(steps[0], CallStep) else None


def _text(region: StageRegion) -> str:
    if not region.condition:
        return "off"
    text = _repeated(region.regions) if region.stage.repeat is not None else ""
    text = text or ", ".join(_words(region.regions[0]))
    return f"output: {text}" if region.stage.is_output else text


def _repeated(regions: tuple[Region, ...]) -> str:
    if not regions:
        return "0 x"
    inside = list(_words(regions[0]))
    body = inside[0] if len(inside) == 1 else f"({', '.join(inside)})"
    return f"{len(regions):,} x {body}"


def _words(region: Region) -> Iterator[str]:
    """The items in words, equal neighbours counted."""
    words = [word for item in region.items for word in _word(item)]
    for word, group in groupby(words):
        count = len(list(group))
        yield f"{count:,} {word}" if count > 1 else word


def _word(item: Item) -> Iterator[str]:
    match item:
        case LayerItem():
            yield item.step.ready.word if item.step.ready is not None else item.step.op.key
        case MergeItem():
            yield "residual" if item.step.is_residual else item.step.op.key
        case CallItem():
            yield item.block.name
        case LoopItem():
            yield _repeated(item.iterations)
        case OptionalItem():
            if item.holds:
                yield from _word(item.item)
        case PassItem():
            pass
        case _:
            assert_never(item)
