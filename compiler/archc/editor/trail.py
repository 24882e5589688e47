"""Finds the way from the root of a tree to an offset, also in a text that is typed just now.

What is half typed is often no YAML. Then the line of the offset counts as blank, and after that all that
follows it: the places of everything else stay as they are.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from archc.diagnostics.diagnostic import Sink
from archc.source.source_file import SourceFile, Span
from archc.syntax.parse_yaml import parse_yaml
from archc.syntax.tree import Mapping, Sequence, Tree


class Crumb(NamedTuple):
    """A value on the way, and the key or the position that leads to it from the value before."""

    key: str | int
    key_span: Span | None
    node: Tree


def read_tree(file: SourceFile) -> Tree | None:
    """The tree of a text; None when it is not YAML that archc reads."""
    return parse_yaml(file, Sink())


def tree_around(file: SourceFile, offset: int) -> Tree | None:
    """The tree of a text that may be half typed at an offset, as far as there is one."""
    start = file.text.rfind("\n", 0, offset) + 1
    end = file.text.find("\n", offset)
    end = len(file.text) if end < 0 else end
    without = file.text[:start] + " " * (end - start) + file.text[end:]
    for text in (file.text, without, file.text[:start]):
        tree = read_tree(SourceFile(file.name, text))
        if tree is not None:
            return tree
    return None


def trail_at(tree: Tree, offset: int) -> list[Crumb]:
    """The values that an offset lies in, the whole tree first. A key leads to its value."""
    trail = [Crumb("", None, tree)]
    while True:
        crumb = _below(trail[-1], offset)
        if crumb is None:
            return trail
        trail.append(crumb)
        if crumb.key_span is not None and covers(crumb.key_span, offset):
            return trail


def on_key(trail: list[Crumb], offset: int) -> bool:
    """Whether an offset lies on the last key of its trail, and not in the value."""
    span = trail[-1].key_span
    return span is not None and covers(span, offset)


def covers(span: Span, offset: int) -> bool:
    """Whether an offset lies in a span, or at its end."""
    return span.start <= offset <= span.end


def _below(crumb: Crumb, offset: int) -> Crumb | None:
    found = None
    for child in children(crumb.node):
        for span in (child.key_span, child.node.span):
            if span is None or not covers(span, offset):
                continue
            if offset < span.end:
                return child
            found = child  # The next one may begin here.
    return found


def children(node: Tree) -> Iterator[Crumb]:
    """The values right below a value."""
    match node:
        case Mapping():
            for key, value in node.items():
                yield Crumb(key, node.keys[key], value)
        case Sequence():
            for position, item in enumerate(node.items):
                yield Crumb(position, None, item)


class Scope(NamedTuple):
    """A part of a spec in which names are looked up: a block, or everything around the blocks."""

    block: str
    """The name of the block; empty outside of blocks."""
    tree: Tree


def scope_of(trail: list[Crumb]) -> Scope:
    """The scope that the end of a trail lies in."""
    root = trail[0].node
    if len(trail) > 2 and trail[1].key == "blocks":
        return Scope(str(trail[2].key), trail[2].node)
    if isinstance(root, Mapping):
        return Scope("", root.without("blocks").without("variants"))
    return Scope("", root)
