"""Tells of a step what became of it: shapes in and out, parameters, multiply-adds, for each use.

Uses that are alike and follow each other share a row: `b_1_conv to b_20_conv`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from archc.backends.summary import render_magnitude
from archc.editor.step_uses import Counts, Use
from archc.ops.shape import Shape, render_shape

_MAX_ROWS = 12


def describe_uses(uses: Sequence[Use]) -> str:
    """A line for a step that is used once or always in the same way, else a table."""
    groups = group_uses(uses, lambda use: (use.inputs, use.output, use.counts, use.active))
    if not groups:
        return ""
    if len(groups) == 1:
        first = groups[0][0]
        text = f"`{_shapes(first)}`  \n{_counts(first.counts)}{_off(first)}"
        if len(groups[0]) == 1:
            return text
        total = _total(uses)
        return f"{text}, each of {len(uses)} times ({_names(groups[0])}), {_counts(total)} in all"
    rows = ["| use | shapes | parameters | multiply-adds |", "|---|---|--:|--:|"]
    shown = groups if len(groups) <= _MAX_ROWS else [*groups[: _MAX_ROWS - 1], groups[-1]]
    for number, group in enumerate(shown):
        if len(shown) < len(groups) and number == _MAX_ROWS - 1:
            rows.append(f"| {len(groups) - _MAX_ROWS:,} more | | | |")
        rows.append(_row(_names(group) + _off(group[0]), _shapes(group[0]), group[0].counts))
    rows.append(_row(f"all {len(uses)}", "", _total(uses)))
    return "\n".join(rows)


def describe_values(uses: Sequence[Use], value_of: Callable[[Use], Any]) -> str:
    """What something comes to in each use: one value, or a line for each range of uses."""
    groups = group_uses(uses, value_of)
    if not groups:
        return ""
    if len(groups) == 1:
        return f"`{value_of(groups[0][0])}`"
    shown = groups if len(groups) <= _MAX_ROWS else [*groups[: _MAX_ROWS - 1], groups[-1]]
    lines = [f"- `{value_of(group[0])}` in {_names(group)}" for group in shown]
    if len(shown) < len(groups):
        lines.insert(-1, f"- {len(groups) - _MAX_ROWS:,} more")
    return "\n".join(lines)


def group_uses(uses: Sequence[Use], key: Callable[[Use], Any]) -> list[list[Use]]:
    """Neighbours that share a key."""
    groups: list[list[Use]] = []
    for use in uses:
        if groups and key(groups[-1][0]) == key(use):
            groups[-1].append(use)
        else:
            groups.append([use])
    return groups


def _total(uses: Sequence[Use]) -> Counts:
    total = Counts()
    for use in uses:
        total = total.plus(use.counts if use.active else Counts())
    return total


def _row(name: str, shapes: str, counts: Counts) -> str:
    adds = render_magnitude(counts.multiply_adds)
    return f"| {name} | {shapes} | {counts.parameters:,} | {adds} |"


def _names(group: Sequence[Use]) -> str:
    first, last = group[0].name, group[-1].name
    return f"`{first}`" if first == last else f"`{first}` to `{last}`"


def _shapes(use: Use) -> str:
    inputs = ", ".join(_shape(shape) for shape in use.inputs)
    return f"{inputs} → {_shape(use.output)}"


def _shape(shape: Shape) -> str:
    return render_shape(shape) if shape else "?"


def _counts(counts: Counts) -> str:
    adds = render_magnitude(counts.multiply_adds)
    return f"{counts.parameters:,} parameters, {adds} multiply-adds"


def _off(use: Use) -> str:
    return "" if use.active else " (switched off by an argument)"
