"""Guesses which new stages are old ones with another name, from the weights that do not carry over.

1. The new network has no stage of the old name, the old one none of the new name.
2. With the names of the stages left out, weights of the same name and shape make up half of both or more.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import NamedTuple

from archc.backends.summary import Summary
from archc.compare.weights import Tensor, Weights
from archc.ops.shape import Shape

_Weights = Counter[tuple[str, tuple[str, ...], str, Shape]]
"""A layer, the names of its weights, one of them and its shape, as often as it holds parameters."""


class Rename(NamedTuple):
    """What an old stage may be called now, and how many parameters the old name would keep."""

    old: str
    new: str
    parameters: int


def guess_renames(old: Summary, new: Summary, weights: Weights) -> Iterator[Rename]:
    """The guesses, in the order of the new stages; no stage is in two."""
    lost, fresh = _by_stage(old, weights.lost), _by_stage(new, weights.new)
    left = {name: found for name, found in lost.items() if name not in _stages(new)}  # Rule 1.
    for name, found in fresh.items():
        if name in _stages(old):
            continue
        likely = max(left, key=lambda other: (left[other] & found).total(), default=None)
        if likely is None:
            return
        shared = (left[likely] & found).total()
        if 2 * shared >= max(found.total(), left[likely].total()):  # Rule 2.
            del left[likely]
            yield Rename(likely, name, shared)


def _stages(summary: Summary) -> set[str]:
    return {one.stage for one in summary.layer_counts}


def _by_stage(summary: Summary, tensors: Iterable[Tensor]) -> dict[str, _Weights]:
    stages = {one.name: one.stage for one in summary.layer_counts}
    found: dict[str, _Weights] = defaultdict(Counter)
    for layer, held in groupby(tensors, lambda tensor: tensor.layer):
        stage, weights = stages.get(layer, ""), list(held)
        names = tuple(tensor.name for tensor in weights)
        for tensor in weights if stage else ():
            key = (layer.removeprefix(stage), names, tensor.name, tensor.shape)
            found[stage][key] += tensor.size
    return dict(found)
