"""Renders what became of networks as Markdown, for a comment on a pull request.

Text from specs stands in code spans, or has its special characters escaped: it cannot be markup.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from archc.backends.summary import summarize
from archc.compare.compare import Comparison
from archc.compare.compare_specs import Compared
from archc.compare.words import (
    SIGNS,
    change_text,
    count_rows,
    place_text,
    scope_text,
    scopes,
    stage_rows,
    verdict,
    weight_lines,
)
from archc.diagnostics.cells import printable
from archc.diagnostics.render_text import render_text

_MARKUP = re.compile(r"([\\`*_{}\[\]<>()#+\-!|~@&:])")
_MAX_SHOWN = 30


def render_diff_markdown(compared: Sequence[Compared]) -> str:
    """A line on each network that is not the same, and what changed in it, folded."""
    changed = [one for one in compared if one.status != "same"]
    if not changed:
        return "No network changes.\n"
    lines = ["| Network | | Parameters | Multiply-adds | Weights kept |", "|---|---|--:|--:|--:|"]
    lines += [_row(one) for one in changed]
    for one in changed:
        lines += ["", *_network(one)]
    return "\n".join(lines) + "\n"


def _row(one: Compared) -> str:
    cells = [_code(one.label), one.status, "", "", ""]
    if one.comparison is not None:
        rows = {row[0]: row for row in count_rows(one.comparison)}
        kept = f"{100 * one.comparison.weights.share:.1f}%"
        cells[1:] = [
            verdict(one.comparison),
            rows["parameters"][3],
            rows["multiply-adds"][3],
            kept,
        ]
    elif one.graph is not None:
        summary = summarize(one.graph)
        cells[2] = f"{summary.parameters:,}"
    else:
        cells[1] = "does not compile"
    return f"| {' | '.join(cells)} |"


def _network(one: Compared) -> Iterator[str]:
    if one.comparison is None and not one.findings:
        return
    yield f"<details><summary>{_html(one.label)}</summary>"
    yield ""
    if one.comparison is not None:
        yield from _comparison(one.comparison)
    else:
        text = "\n".join(render_text(finding) for finding in one.findings)
        yield from _fenced(text)
    yield ""
    yield "</details>"


def _comparison(comparison: Comparison) -> Iterator[str]:
    for scope, changes in scopes(comparison.changes):
        yield f"**{_text(scope_text(scope))}**"
        yield ""
        for change in changes[:_MAX_SHOWN]:
            place = place_text(change)
            where = f" ({_code(place)})" if place else ""
            yield f"- {_code(f'{SIGNS[change.kind]} {change_text(change)}')}{where}"
        if len(changes) > _MAX_SHOWN:
            yield f"- and {len(changes) - _MAX_SHOWN} more"
        yield ""
    if not comparison.is_same:
        yield from _table(("", "old", "new", "change"), list(count_rows(comparison)))
    rows = list(stage_rows(comparison))
    if rows:
        yield from _table(("Stage", "Shape", "Parameters", "Multiply-adds"), rows)
    yield from (f"- {_text(line)}" for line in weight_lines(comparison.weights))


def _table(head: tuple[str, ...], rows: list[tuple[str, str, str, str]]) -> Iterator[str]:
    yield f"| {' | '.join(head)} |"
    yield "|---" * len(head) + "|"
    for row in rows:
        yield f"| {' | '.join(map(_text, row))} |"
    yield ""


def _text(text: str) -> str:
    return _MARKUP.sub(r"\\\1", printable(text)).replace("\n", " ")


def _html(text: str) -> str:
    plain = printable(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return f"<code>{plain}</code>"


def _code(text: str) -> str:
    """A code span, which a row of backquotes in the text cannot end, nor a bar in a table."""
    plain = printable(text).replace("|", "\\|")
    longest = max((len(found) for found in re.findall("`+", plain)), default=0)
    mark = "`" * (longest + 1)
    pad = " " if longest else ""
    return f"{mark}{pad}{plain}{pad}{mark}"


def _fenced(text: str) -> Iterator[str]:
    longest = max((len(found) for found in re.findall("`+", text)), default=0)
    mark = "`" * max(3, longest + 1)
    yield f"{mark}text"
    yield from (printable(line) for line in text.rstrip("\n").split("\n"))
    yield mark
