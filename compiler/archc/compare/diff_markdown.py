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
    AS_ABOVE,
    SIGNS,
    broken_errors,
    broken_text,
    change_text,
    count_rows,
    place_text,
    rename_lines,
    scope_text,
    scopes,
    share_text,
    stage_rows,
    verdict,
    weight_lines,
    with_repeats,
)
from archc.diagnostics.cells import printable
from archc.diagnostics.render_text import render_text

_MARKUP = re.compile(r"([\\`*_{}\[\]<>#!|~@&:])")
_MAX_SHOWN = 30
_MAX_LENGTH = 50_000
"""How many characters the details may have: GitHub takes comments of 65,536."""


def render_diff_markdown(compared: Sequence[Compared]) -> str:
    """A line on each network that is not the same, and what changed in it, folded."""
    changed = [one for one in compared if one.status != "same"]
    if not changed:
        return "No network changes.\n"
    lines = ["| Network | | Parameters | Multiply-adds | Weights kept |", "|---|---|--:|--:|--:|"]
    lines += [_row(one) for one in changed]
    left_out = 0
    for one, is_said in with_repeats(changed):
        section = ["", *_network(one, short=is_said)]
        if sum(map(len, (*lines, *section))) > _MAX_LENGTH:
            left_out += 1
        else:
            lines += section
    if left_out:
        what = "that of 1 network is" if left_out == 1 else f"those of {left_out} networks are"
        lines += ["", f"The details are too long for a comment: {what} left out."]
    return "\n".join(lines) + "\n"


def _row(one: Compared) -> str:
    cells = [_code(one.label), one.status, "", "", ""]
    if one.comparison is not None:
        rows = {row[0]: row for row in count_rows(one.comparison)}
        kept = share_text(one.comparison.weights)
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
        cells[1] = broken_text(one)
    return f"| {' | '.join(cells)} |"


def _network(one: Compared, *, short: bool) -> Iterator[str]:
    if one.comparison is None and one.status != "broken":
        return
    yield f"<details><summary>{_html(one.label)}</summary>"
    yield ""
    if one.comparison is not None:
        yield from _comparison(one.comparison, short=short)
    else:
        text = "\n".join(map(render_text, broken_errors(one)))
        yield from _fenced(text)
    yield ""
    yield "</details>"


def _comparison(comparison: Comparison, *, short: bool) -> Iterator[str]:
    if short:
        yield from (f"{AS_ABOVE.capitalize()}.", "")
    else:
        yield from _changes(comparison)
    if not comparison.is_same:
        yield from _table(("", "old", "new", "change"), list(count_rows(comparison)))
    rows = list(stage_rows(comparison))
    if rows and not short:
        yield from _table(("Stage", "Shape", "Parameters", "Multiply-adds"), rows)
    lines = (*weight_lines(comparison.weights), *rename_lines(comparison))
    yield from (f"- {_text(line)}" for line in lines)


def _changes(comparison: Comparison) -> Iterator[str]:
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
