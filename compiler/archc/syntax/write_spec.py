"""Writes the tree of a spec as YAML, in one fixed form, with the origins of its lines as comments.

1. The sections stand in a given order. What says what the network is, and what has several lines (a section,
   a block), stands between blank lines.
2. A value stands on one line if it fits there, and its lists and mappings are at most three deep;
   otherwise each of its parts has lines of its own. Blocks and stages, and the rows of a table, always have
   them, and so has what a merge or a residual holds.
3. The form depends on the values alone: written, read and written again, a spec is the same text.
4. A line has a comment with its origin unless that follows the origin of the line before it.

    constants: {width: 32} # resnet.yaml:4
    stem:
      - {conv: $width, kernel: 3}
      - {max_pool: 3, stride: 2} # wide.yaml:9
"""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Sequence as Items
from typing import NamedTuple

from archc.source.source_file import Span
from archc.syntax.line_origins import origin_comments
from archc.syntax.tree import Hole, Mapping, Scalar, Sequence, Tree
from archc.syntax.write_scalar import write_scalar

_WIDTH = 100
_MAX_DEPTH = 3
_ALWAYS_LONG = ("blocks", "stages", "rows", "inputs")
_SPACED = ("blocks",)
_TITLES = ("archc", "name", "description", "reference")
_MAX_COLUMN = 72
"""Comments stand in one column, unless a line is longer than this."""


class _Line(NamedTuple):
    text: str
    places: list[Span]
    """Where the keys and values on the line come from."""


def write_spec(tree: Mapping, order: Items[str], head: str) -> str:
    """The text of a spec; `order` is that of the sections, `head` the first line."""
    lines = [_Line(head, [])]
    sections = sorted(tree.values, key=lambda key: order.index(key) if key in order else len(order))
    before, titled = 1, True
    for section in sections:
        written = list(_entry(section, tree, 0))
        ends = titled and section not in _TITLES
        if len(written) > 1 or before > 1 or ends:
            lines.append(_Line("", []))  # Rule 1.
        lines += written
        before, titled = len(written), titled and not ends
    comments = origin_comments([line.places for line in lines])
    widths = [len(line.text) for line, comment in zip(lines, comments, strict=True) if comment]
    column = max((width for width in widths if width <= _MAX_COLUMN), default=0)
    texts = [
        f"{line.text:{column}} # {comment}" if comment else line.text
        for line, comment in zip(lines, comments, strict=True)
    ]
    return "\n".join(texts) + "\n"


def _entry(key: str, parent: Mapping, indent: int) -> Iterator[_Line]:
    """A key with its value."""
    value = parent.values[key]
    title = f"{' ' * indent}{write_scalar(key, in_flow=False)}:"
    if _may_be_short(value) and (key not in _ALWAYS_LONG or not _parts(value)):
        one = f"{title} {_flow(value, top=True)}".rstrip()
        if _is_short(value, one):
            yield _Line(one, [parent.keys[key], *_places(value)])
            return
    yield _Line(title, [parent.keys[key]])
    yield from _block(value, indent + 2, spaced=indent == 0 and key in _SPACED)


def _block(value: Tree, indent: int, *, spaced: bool = False) -> Iterator[_Line]:
    """The lines of a list or a mapping that does not fit on one."""
    if isinstance(value, Mapping):
        before = 1
        for number, key in enumerate(value.values):
            written = list(_entry(key, value, indent))
            if spaced and number and max(before, len(written)) > 1:
                yield _Line("", [])
            yield from written
            before = len(written)
    elif isinstance(value, Sequence):
        for item in value.items:
            yield from _item(item, indent)


def _item(item: Tree, indent: int) -> Iterator[_Line]:
    """An item of a list, behind its dash."""
    margin = " " * indent
    if _may_be_short(item) and not _wraps(item):
        one = f"{margin}- {_flow(item, top=True)}"
        if _is_short(item, one):
            yield _Line(one, list(_places(item)))
            return
    first, *rest = _block(item, indent + 2)
    yield _Line(f"{margin}- {first.text[indent + 2 :]}", first.places)
    yield from rest


def _wraps(item: Tree) -> bool:
    """Whether a step is one key with steps inside, `- residual: [...]`, which needs no braces."""
    inside = _parts(item) if isinstance(item, Mapping) else []
    return len(inside) == 1 and bool(_parts(inside[0]))


def _may_be_short(value: Tree) -> bool:
    """Whether it makes sense to write a value on one line: each of its parts takes a character."""
    return value.size <= _WIDTH


def _is_short(value: Tree, line: str) -> bool:
    """Rule 2."""
    return not _parts(value) or (len(line) <= _WIDTH and _depth(value) <= _MAX_DEPTH)


def _parts(value: Tree) -> list[Tree]:
    match value:
        case Mapping():
            return list(value.values.values())
        case Sequence():
            return value.items
    return []


def _depth(value: Tree) -> int:
    inside = _parts(value)
    return 1 + max(map(_depth, inside)) if inside else 0


def _flow(value: Tree, *, top: bool = False) -> str:
    """A value on one line; `top` if it is not inside of brackets."""
    match value:
        case Mapping():
            entries = (f"{write_scalar(k, in_flow=True)}: {_flow(v)}" for k, v in value.items())
            return f"{{{', '.join(entries)}}}"
        case Sequence():
            return f"[{', '.join(_flow(item) or 'null' for item in value.items)}]"
        case Scalar():
            return write_scalar(value.value, in_flow=not top)
        case Hole():
            return ""


def _places(value: Tree) -> Iterator[Span]:
    """Where a value and its parts come from, in order."""
    match value:
        case Mapping():
            for key, inner in value.items():
                yield value.keys[key]
                yield from _places(inner)
        case Sequence():
            for item in value.items:
                yield from _places(item)
        case Scalar() | Hole():
            yield value.span
