"""Makes the fix that takes an entry out of a mapping, where what is left is sure to be YAML.

1. The last entry stays: a section without entries is another thing.
2. A name that stands anywhere else in the file stays: an edit of a preset may be about it.
3. In braces the entry goes with one comma; in a block it goes with its lines, if it has them for itself.

    {width: 16, depth: 3}  ->  {depth: 3}
"""

from __future__ import annotations

import re

from archc.diagnostics.diagnostic import Edit, Fix
from archc.source.source_file import Span
from archc.syntax.tree import Mapping, Tree


def remove_entry(tree: Tree, name: str, title: str) -> Fix | None:
    """The fix; None where it would not be simple."""
    if not isinstance(tree, Mapping) or len(tree.values) < 2:
        return None
    key, value = tree.keys[name], tree.values[name].span
    text = key.file.text
    mentions = len(re.findall(rf"(?<!\w){re.escape(name)}(?!\w)", text))
    if value.file is not key.file or value.start < key.end or mentions > 1 or "&" in value.text:
        return None
    flow = text[tree.span.start : tree.span.start + 1] == "{"
    span = _in_braces(tree, name) if flow else _lines(Span(key.file, key.start, value.end))
    return Fix(title, (Edit(span, ""),)) if span is not None else None


def _in_braces(tree: Mapping, name: str) -> Span | None:
    """Rule 3: from the end of the entry before it, or to the start of the one behind it."""
    names = list(tree.keys)
    key, at = tree.keys[name], names.index(name)
    if at == 0:
        start, end = key.start, tree.keys[names[1]].start
    else:
        start, end = tree.values[names[at - 1]].span.end, tree.values[name].span.end
    span = Span(key.file, start, end)
    return span if start < end and "#" not in span.text and "\n" not in span.text else None


def _lines(entry: Span) -> Span | None:
    """The lines of an entry, with their end; None where something else stands on them."""
    text = entry.file.text
    start = text.rfind("\n", 0, entry.start) + 1
    end = text.find("\n", entry.end)
    end = len(text) if end < 0 else end + 1
    behind = text[entry.end : end].strip()
    if text[start : entry.start].strip() or (behind and not behind.startswith("#")):
        return None
    return Span(entry.file, start, end)
