"""Renders what became of networks as text for a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from archc.backends.summary import summarize
from archc.compare.compare import Comparison
from archc.compare.compare_specs import Compared
from archc.compare.words import (
    AS_ABOVE,
    SIGNS,
    broken_text,
    change_text,
    count_rows,
    new_errors,
    place_text,
    rename_lines,
    scope_text,
    scopes,
    stage_rows,
    verdict,
    weight_lines,
    with_repeats,
)
from archc.diagnostics.cells import log_line
from archc.diagnostics.render_text import render_text

_MAX_TEXT = 90


def render_diff_text(compared: Sequence[Compared]) -> str:
    """All networks; a preset that changes as its spec does is said in a line."""
    lines: list[str] = []
    said: set[tuple[str, str, str]] = set()
    for one, is_said in with_repeats(compared):
        if lines and not (one.status == "same" and lines[-1]):
            lines.append("")
        lines += _broken(one, said) if one.status == "broken" else _network(one, short=is_said)
    return "".join(f"{log_line(line)}\n" for line in lines)


def _network(one: Compared, *, short: bool) -> Iterator[str]:
    if one.comparison is not None:
        yield f"{one.label}: {verdict(one.comparison)}"
        if one.status == "changed":
            yield from _comparison(one.comparison, short=short)
    elif one.graph is not None:
        yield f"{one.label}: {one.status}, {summarize(one.graph).headline()}"


def _broken(one: Compared, said: set[tuple[str, str, str]]) -> Iterator[str]:
    """The errors of a network; those of another preset, say, are not repeated."""
    errors = new_errors(one, said)
    above = "" if errors else " (shown above)"
    yield f"{one.label}: cannot be compared, {broken_text(one)}{above}"
    for error in errors:
        yield ""
        yield from render_text(error).rstrip("\n").split("\n")


def _comparison(comparison: Comparison, *, short: bool) -> Iterator[str]:
    if short:
        yield f"  {AS_ABOVE}"
    elif comparison.changes or not comparison.is_same:
        yield from _changes(comparison)
    if not comparison.is_same:
        yield ""
        yield from _table(("", "old", "new", "change"), list(count_rows(comparison)))
    rows = list(stage_rows(comparison))
    if rows and not short:
        yield ""
        yield from _table(("stage", "shape", "parameters", "multiply-adds"), rows)
    yield ""
    first, *others = weight_lines(comparison.weights)
    yield f"  weights: {first}"
    yield from (f"    {line}" for line in others)
    yield from (f"  help: {line}" for line in rename_lines(comparison))


def _changes(comparison: Comparison) -> Iterator[str]:
    if not comparison.changes:
        yield "  the layers are the same, and read each other in another way"
    texts = [f"    {SIGNS[one.kind]} {change_text(one)}" for one in comparison.changes]
    width = min(_MAX_TEXT, max(map(len, texts), default=0))
    for scope, changes in scopes(comparison.changes):
        yield f"  {scope_text(scope)}"
        for change in changes:
            text = f"    {SIGNS[change.kind]} {change_text(change)}"
            yield f"{text:{width}}  {place_text(change)}".rstrip()


def _table(head: tuple[str, ...], rows: list[tuple[str, str, str, str]]) -> Iterator[str]:
    widths = [max(len(row[column]) for row in (head, *rows)) for column in range(len(head))]
    for row in (head, *rows):
        first, *others = row
        cells = [f"{first:{widths[0]}}"]
        left = head[1] == "shape"
        for index, cell in enumerate(others, 1):
            cells.append(f"{cell:{'<' if left and index == 1 else '>'}{widths[index]}}")
        yield f"  {'  '.join(cells)}".rstrip()
