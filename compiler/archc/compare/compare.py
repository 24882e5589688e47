"""Compares two networks: the whole verdict, for every renderer alike."""

from __future__ import annotations

from typing import NamedTuple

from archc.backends.summary import Summary, summarize
from archc.compare.change import Change
from archc.compare.find_changes import SameLayer, find_changes
from archc.compare.guess_renames import Rename, guess_renames
from archc.compare.outline import outline
from archc.compare.same_graph import is_same_graph
from archc.compare.weights import Weights, compare_weights
from archc.ir.graph import Graph, StageRegion
from archc.ops.shape import Shape

COUNTS = ("layers", "parameters", "trainable", "multiply_adds")


class Count(NamedTuple):
    """A count of both networks."""

    name: str
    old: int
    new: int


class StageChange(NamedTuple):
    """A stage whose shape or counts differ; a name is empty for a network that does not have it."""

    old_name: str
    new_name: str
    shapes: tuple[Shape | None, Shape | None]
    parameters: tuple[int, int]
    multiply_adds: tuple[int, int]


class Comparison(NamedTuple):
    """Two networks, side by side.

    `is_same` says that they compute the same, whatever layers are called; `renamed` are the layers with
    another name. `changes` are the causes, `stages` what they do to shapes and counts.
    """

    old: Graph
    new: Graph
    is_same: bool
    renamed: tuple[tuple[str, str], ...]
    changes: tuple[Change, ...]
    counts: tuple[Count, ...]
    stages: tuple[StageChange, ...]
    weights: Weights
    layers: tuple[SameLayer, ...]
    """The layers that both networks have."""
    renames: tuple[Rename, ...]
    """Stages that may be old ones with another name."""


def compare(old: Graph, new: Graph) -> Comparison:
    """What a reviewer of the change from one network to the other wants to know."""
    found = find_changes(old, new, (outline(old), outline(new)))
    is_same = is_same_graph(old, new)
    summaries = (summarize(old), summarize(new))
    weights = compare_weights(old, new, found.layers)
    counts = tuple(Count(name, *(getattr(s, name) for s in summaries)) for name in COUNTS)
    renamed = tuple(
        (one.old.name, one.new.name) for one in found.layers if one.old.name != one.new.name
    )
    return Comparison(
        old,
        new,
        is_same,
        renamed,
        _renames(found.changes) if is_same else found.changes,
        counts,
        () if is_same else tuple(_stages((old, new), summaries, found.stages)),
        weights,
        tuple(found.layers),
        tuple(guess_renames(*summaries, weights)),
    )


def _renames(changes: tuple[Change, ...]) -> tuple[Change, ...]:
    """What changes names and nothing else: all that is left to say of networks that are the same."""
    kept = []
    for change in changes:
        names = tuple(detail for detail in change.details if detail.key == "name")
        if names:
            kept.append(change._replace(details=names))
    return tuple(kept)


def _stages(
    graphs: tuple[Graph, Graph],
    summaries: tuple[Summary, Summary],
    pairs: list[tuple[str, str]],
) -> list[StageChange]:
    tables = [_table(graph, summary) for graph, summary in zip(graphs, summaries, strict=True)]
    found = []
    for old_name, new_name in pairs:
        old, new = tables[0].get(old_name), tables[1].get(new_name)
        if old != new:
            (shape, parameters, adds), after = old or _NOTHING, new or _NOTHING
            shapes, counts = (shape, after[0]), (parameters, after[1])
            found.append(StageChange(old_name, new_name, shapes, counts, (adds, after[2])))
    return found


_Facts = tuple[Shape | None, int, int]
_NOTHING: _Facts = (None, 0, 0)


def _table(graph: Graph, summary: Summary) -> dict[str, _Facts]:
    """The shape, the parameters and the multiply-adds of each stage."""
    found: dict[str, _Facts] = {}
    for region in graph.stages:
        layers = [one for one in summary.layer_counts if one.stage == region.stage.name]
        parameters = sum(one.parameters for one in layers)
        adds = sum(one.multiply_adds for one in layers)
        found[region.stage.name] = (_shape(graph, region), parameters, adds)
    return found


def _shape(graph: Graph, region: StageRegion) -> Shape | None:
    return graph.nodes[region.end].shape if graph.nodes else None
