"""Follows a count of filters or units back to where a spec says it: the layer, the calls that hand it on.

{unit: "${2 * depth}"}, and in the block {conv: $filters}  ->  `$filters`, then `${2 * depth}`
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from archc.ir.regions import Frame
from archc.lint.network import Layer
from archc.source.source_file import Span
from archc.spec.decode_steps import MAIN
from archc.spec.expressions import Expression
from archc.spec.model import Entry


class CountSource(NamedTuple):
    """An expression that a count comes from, as it is written, and the step that holds it.

    `is_whole` says that the count is all that it comes to, with nothing computed from it on the way.
    """

    expression: Expression
    step: Span
    is_whole: bool


def count_sources(layer: Layer) -> Iterator[CountSource]:
    """Those of a layer that sets its channels, its own first; none where the count is a number."""
    key = layer.op.sets_channels
    if key in layer.step.entries:
        entry = written(layer.step.entries[key])
        yield from _sources(entry, layer.step.site.span, layer.node.frame, True)


def written(entry: Entry) -> Entry:
    """The entry as the spec has it, before it was scaled."""
    return entry.before.entry if entry.before is not None else entry


def _sources(entry: Entry, step: Span, frame: Frame, is_whole: bool) -> Iterator[CountSource]:
    expression = entry.value
    if not isinstance(expression, Expression):
        return
    is_whole = is_whole and expression.is_name
    yield CountSource(expression, step, is_whole)
    if frame.call is None or frame.parent is None:
        return
    given = _given(frame)
    for name in sorted(expression.names & given.keys()):
        yield from _sources(written(given[name]), frame.call.site.span, frame.parent, is_whole)


def _given(frame: Frame) -> dict[str, Entry]:
    """What a call gives for the parameters of its block, the value behind the name for the first one."""
    given = dict(frame.entries)
    if MAIN in given and frame.block is not None:
        given[next(iter(frame.block.params), MAIN)] = given.pop(MAIN)
    return given
