"""Turns the valid `expect` section of a spec into budgets."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from archc.diagnostics import codes
from archc.diagnostics.diagnostic import Diagnostic, Sink
from archc.schema.expect import COUNT_KEYS
from archc.source.source_file import Span
from archc.spec.count_limit import parse_count_limit
from archc.spec.model import Budget, CountBudget, ShapeBudget
from archc.syntax.tree import Hole, Mapping, Scalar, Sequence, Tree


def decode_expect(tree: Tree | None, sink: Sink) -> tuple[Budget, ...]:
    """The budgets, without those that a finding has been reported for."""
    if not isinstance(tree, Mapping):
        return ()
    counts = [_count(key, tree.values[key], sink) for key in COUNT_KEYS if key in tree.values]
    found: list[Budget] = [count for count in counts if count is not None]
    if "output" in tree.values:
        output = tree.values["output"]
        if isinstance(output, Sequence):
            found += _shape("output", "", output, tree.keys["output"])
        else:
            found += _shapes("output", output)
    return (*found, *_shapes("stage", tree.get("stages")))


def _count(key: str, tree: Tree, sink: Sink) -> CountBudget | None:
    if not isinstance(tree, Scalar) or not isinstance(tree.value, int | float | str):
        return None
    limit = parse_count_limit(tree.value)
    if limit.low is not None and limit.high is not None and limit.low > limit.high:
        message = f"the range of `{key}` ends before it begins"
        help_text = f"write the smaller number first: `{limit.high:_}..{limit.low:_}`"
        sink.add(Diagnostic(codes.WRONG_VALUE, message, tree.span, help=help_text))
        return None
    return CountBudget(key, limit, tree.span)


def _shapes(kind: Literal["output", "stage"], tree: Tree | None) -> Iterator[ShapeBudget]:
    for name, value in tree.items() if isinstance(tree, Mapping) else ():
        assert isinstance(tree, Mapping)
        yield from _shape(kind, name, value, tree.keys[name])


def _shape(
    kind: Literal["output", "stage"], name: str, tree: Tree, key: Span
) -> Iterator[ShapeBudget]:
    if not isinstance(tree, Sequence) or any(isinstance(item, Hole) for item in tree.items):
        return
    sizes = [item.value for item in tree.items if isinstance(item, Scalar)]
    shape = tuple(int(size) for size in sizes if isinstance(size, int | float))
    yield ShapeBudget(kind, name, shape, key, tree.span)
