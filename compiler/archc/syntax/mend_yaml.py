"""Proposes changes by which text that is not YAML may become what was meant; which helps is found by trying.

1. Quotes around an expression within braces, which leave no doubt.
2. The quote, the bracket or the comma that is missing.
3. Quotes around a text that holds a colon; the colon that a key lacks.
4. Spaces for the tabs that indent; the indentation of the lines around.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from archc.diagnostics.diagnostic import Edit, Fix
from archc.source.source_file import SourceFile, Span

_MAX_LINE = 1000
"""A longer line was not written by hand: nothing is proposed for it."""
_COMMENT = re.compile(r"[ ]+#.*")
_KEY = re.compile(r"([ ]*(?:- +)*)([\w.]+)(?: +([^ :#\n][^:#\n]*?))?[ ]*(#.*)?")
_VALUE = re.compile(r"(?<![\w.])[\w.]+: +([^ \"',\[\]{}][^,\[\]{}]*)")


def quote_expression(file: SourceFile, start: int, end: int) -> Fix:
    """Rule 1."""
    text = file.text[start:end]
    return Fix(f'write `"{text}"`', (Edit(Span(file, start, end), f'"{text}"'),))


def close_quote(file: SourceFile, opened: int) -> tuple[Fix, ...]:
    """Rule 2: before what may follow a text, or at the end of the line."""
    quote, end = file.text[opened : opened + 1], _line_end(file.text, opened)
    if end - opened > _MAX_LINE:
        return ()
    line = _COMMENT.sub("", file.text[opened + 1 : end])
    places = [opened + 1 + match.start() for match in re.finditer(r"[,}\]]", line)]
    places.append(opened + 1 + len(line.rstrip()))
    return tuple(_insert(file, place, quote) for place in places)


def unclosed_quote(text: str, opened: int, offset: int) -> int | None:
    """Where a quote begins on a line that has an odd number of them, among those up to a problem."""
    start = text.rfind("\n", 0, opened) + 1
    for line in text[start:offset].split("\n")[:-1]:
        kept = _COMMENT.sub("", line[:_MAX_LINE])
        if kept.count('"') % 2 and "'" not in kept:
            return start + kept.rindex('"')
        start += len(line) + 1
    return None


def quote_text(file: SourceFile, offset: int) -> tuple[Fix, ...]:
    """Rule 3, for a text that begins with a character which YAML keeps for itself."""
    match = re.compile(r"[>|%@`*&!][^,\[\]{}\n]{0,200}").match(file.text, offset)
    if match is None:
        return ()
    text = _COMMENT.sub("", match.group()).rstrip()
    edit = Edit(Span(file, offset, offset + len(text)), f'"{text}"')
    return (Fix("put the text in quotes", (edit,), safe=False),)


def close_bracket(file: SourceFile, opened: int, offset: int, bracket: str) -> tuple[Fix, ...]:
    """Rule 2: a comma before what is not expected, or a bracket at the end of a line or before one."""
    before = len(file.text[:offset].rstrip())
    fixes = [_insert(file, before, ",")]
    word = re.search(r"\w(?=[ ]+\w+[ ]*\Z)", file.text[max(0, before - 80) : before])
    if word is not None:
        fixes.insert(0, _insert(file, max(0, before - 80) + word.end(), ","))
    for line in dict.fromkeys((before, opened)):
        start, end = file.text.rfind("\n", 0, line) + 1, _line_end(file.text, line)
        if end - start > _MAX_LINE:
            continue
        kept = _COMMENT.sub("", file.text[start:end]).rstrip()
        fixes.append(_insert(file, start + len(kept), bracket))
        fixes += [
            _insert(file, start + match.start(), bracket) for match in re.finditer(r"[}\]]", kept)
        ]
    return tuple(dict.fromkeys(fixes))


def mend_line(file: SourceFile, offset: int, context_offset: int) -> tuple[Fix, ...]:
    """Rules 3 and 4, for the line of the problem and the one where it began."""
    starts = {file.text.rfind("\n", 0, place) + 1 for place in (offset, context_offset)}
    return tuple(fix for start in sorted(starts) for fix in _line_fixes(file, start))


def replace_tabs(file: SourceFile) -> Fix:
    """Rule 4: two spaces for each tab that indents, in all of the file."""
    edits = [
        Edit(Span(file, *match.span()), match.group().replace("\t", "  "))
        for match in re.finditer(r"^[ ]*\t[\t ]*", file.text, re.MULTILINE)
    ]
    return Fix("indent with spaces", tuple(edits), safe=False)


def _line_fixes(file: SourceFile, start: int) -> Iterator[Fix]:
    line = file.text[start : _line_end(file.text, start)]
    if len(line) > _MAX_LINE:
        return
    block = re.match(r"[ ]*(?:- +)?[\w.]+: +([^\"'\[{#\n][^#\n]*?)[ ]*(#.*)?\Z", line)
    if block is not None and ": " in block.group(1):
        span = Span(file, start + block.start(1), start + block.end(1))
        yield Fix("put the text in quotes", (Edit(span, f'"{block.group(1)}"'),), safe=False)
    for match in _VALUE.finditer(line):
        text, comment, _ = match.group(1).partition(" #")
        is_whole = comment or line[match.end(1) : match.end(1) + 1] not in ("[", "{")
        if is_whole and ": " in text:
            text = text.rstrip(" ")
            span = Span(file, start + match.start(1), start + match.start(1) + len(text))
            yield Fix("put the text in quotes", (Edit(span, f'"{text}"'),), safe=False)
    key = _KEY.fullmatch(line)
    if key is not None:
        yield _insert(file, start + key.end(2), ":")
    indent = len(line) - len(line.lstrip(" "))
    for other in dict.fromkeys(_indents_around(file.text, start)):
        if other != indent:
            yield Fix(
                "change the indentation",
                (Edit(Span(file, start, start + indent), " " * other),),
                False,
            )


def _indents_around(text: str, start: int) -> Iterator[int]:
    """The indentation of the lines before and after one."""
    before = text[:start].rstrip("\n ").rpartition("\n")[2]
    after = text[_line_end(text, start) :].lstrip("\n").partition("\n")[0]
    for line in (before, after):
        if line.strip():
            yield len(line) - len(line.lstrip(" "))


def _insert(file: SourceFile, place: int, text: str) -> Fix:
    return Fix(f"insert `{text}`", (Edit(Span(file, place, place), text),), safe=False)


def _line_end(text: str, offset: int) -> int:
    end = text.find("\n", offset)
    return len(text) if end < 0 else end
