"""Makes the edits that give a mapping of a spec another key, or take one away, in its own style.

flow   {conv: 8, kernel: 3}   ->  {conv: 8, kernel: 3, stride: 2}
block  conv: 8                ->  conv: 8
       kernel: 3                  kernel: 3
                                  stride: 2
"""

from __future__ import annotations

import re

from archc.diagnostics.diagnostic import Edit
from archc.source.source_file import Span

_MAX_SEARCH = 20_000
"""How much text is searched for the end of a mapping."""


def add_key(beside: Span, name: str, value: str) -> Edit | None:
    """The edit that adds a key beside the one at a place; None if that is a bare word."""
    text = beside.file.text
    if not re.match(r"[\"']?[ ]*:", text[beside.end : beside.end + 100]):
        return None
    end = _end_of_flow(text, beside)
    if end is not None:
        kept = len(text[:end].rstrip())
        kept += text[kept - 1] == ":" and kept < end  # A key without a value keeps its space.
        comma = "" if text[kept - 1] == "," else ","
        return Edit(Span(beside.file, kept, kept), f"{comma} {name}: {value}")
    column = beside.file.position(beside.start)[1] - 1
    end = _end_of_block(text, beside, column)
    return Edit(Span(beside.file, end, end), f"\n{' ' * column}{name}: {value}")


def give_word_a_key(word: Span, name: str, value: str) -> Edit | None:
    """The edit that makes a mapping of a bare word, with a key; None if it is none."""
    after = word.file.text[word.end : word.end + 100]
    if not re.fullmatch(r"\w+", word.text) or not re.match(r"[ ]*([,\]}#\n]|\Z)", after):
        return None
    return Edit(word, f"{{{word.text}: , {name}: {value}}}")


def remove_key(key: Span, value: Span) -> Edit:
    """The edit that removes a key with its value, and the comma or the line that held them apart."""
    text, start, end = key.file.text, key.start, max(value.end, key.end)
    if value.end <= key.end:  # A key without a value.
        end += len(re.match(r"[ ]*:?", text[end:]).group())  # type: ignore[union-attr]  # it fits nothing, too
    if after := re.match(r"[ ]*,[ ]*", text[end:]):
        return Edit(Span(key.file, start, end + after.end()), "")
    if before := re.search(r",[ ]*\Z", text[:start]):
        return Edit(Span(key.file, before.start(), end), "")
    line = text.rfind("\n", 0, start) + 1
    after = re.match(r"[ ]*(#[^\n]*)?(\n|\Z)", text[end:])
    if after and not text[line:start].strip():
        return Edit(Span(key.file, line, end + after.end()), "")
    return Edit(Span(key.file, start, end), "")


def _end_of_flow(text: str, key: Span) -> int | None:
    """Where the braces around a key are closed; None where there are none."""
    if not _opened(text, key.start):
        return None
    depth, quote = 1, ""
    for offset in range(key.end, min(len(text), key.end + _MAX_SEARCH)):
        char = text[offset]
        if quote:
            quote = "" if char == quote else quote
        elif char in "\"'":
            quote = char
        elif char in "{[":
            depth += 1
        elif char in "}]":
            depth -= 1
            if not depth:
                return offset
    return None


def _opened(text: str, start: int) -> bool:
    """Whether a key stands inside of braces that are open."""
    return text[:start].rstrip().endswith(("{", ","))


def _end_of_block(text: str, key: Span, column: int) -> int:
    """The end of the last line of the block mapping that a key stands in."""
    end = text.find("\n", key.end)
    last = end = len(text) if end < 0 else end
    while end < len(text):
        start, end = end + 1, text.find("\n", end + 1)
        end = len(text) if end < 0 else end
        line = text[start:end]
        if not line.strip():
            continue
        if len(line) - len(line.lstrip(" ")) < column or (line[column : column + 1] in "-#"):
            break
        last = end
    return last
