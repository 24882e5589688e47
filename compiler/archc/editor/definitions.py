"""Finds where a name that stands at an offset is defined, and all places that name the same thing.

1. A name is looked up in its block first, then in the spec, then in what the spec extends.
2. A value is the last of its name that is named before it is read.
3. A path of an edit leads to what it names in the base, up to the part that the offset is in.
"""

from __future__ import annotations

import os
from typing import NamedTuple

from archc.diagnostics.diagnostic import Sink
from archc.driver import open_spec
from archc.editor.mentions import Mention, find_mentions
from archc.editor.trail import covers, trail_at, tree_around
from archc.source.limits import MAX_EXTENDS
from archc.source.source_file import Span
from archc.spec.edit_paths import Found, find, value_at
from archc.syntax.read_source import ReadSource
from archc.syntax.tree import Mapping, Scalar, Tree


class Named(NamedTuple):
    """What a name means: the name, where it stands, and where it is defined."""

    mention: Mention
    place: Span
    definition: Mention | None = None
    """Missing where the name is a file or a path."""


def find_definition(path: str, offset: int, read: ReadSource) -> Named | None:
    """What the name at an offset means; None when there is no name, or nobody defines it."""
    file = read(path, Sink())
    tree = tree_around(file, offset) if file is not None else None
    if tree is None:
        return None
    mentions = find_mentions(tree)
    at = [one for one in mentions if covers(one.span, offset)]
    # Where two names touch, the one that begins here is meant.
    at.sort(key=lambda one: (one.span.start != offset, one.defines))
    for mention in at:
        found = _resolve(mention, mentions, path, tree, offset, read)
        if found is not None:
            return found
    return None


def find_references(path: str, offset: int, read: ReadSource) -> list[Span]:
    """All places of a file that name what is named at an offset, its definition among them."""
    named, file = find_definition(path, offset, read), read(path, Sink())
    tree = tree_around(file, offset) if file is not None else None
    if named is None or named.definition is None or tree is None:
        return []
    mentions = find_mentions(tree)
    same = [m for m in mentions if (m.kind, m.name) == (named.mention.kind, named.mention.name)]
    found = ((m, _resolve(m, mentions, path, tree, m.span.start, read)) for m in same)
    places = [m.span for m, other in found if other is not None and other.place == named.place]
    return places if named.place.file.name == path else [named.place, *places]


def _resolve(
    mention: Mention, mentions: list[Mention], path: str, tree: Tree, offset: int, read: ReadSource
) -> Named | None:
    if mention.defines:
        return Named(mention, mention.span, mention)
    if mention.kind == "file":
        return _file(mention, path, read)
    if mention.kind == "edit":
        return _edited(mention, path, tree, offset, read)
    found = _lookup(mention, mentions) if mention.scopes != ("the base",) else None
    found = found or _in_bases(mention, path, tree, read)
    return Named(mention, found.span, found) if found is not None else None


def _lookup(mention: Mention, mentions: list[Mention]) -> Mention | None:
    """Rules 1 and 2."""
    named = [m for m in mentions if m.defines and (m.kind, m.name) == (mention.kind, mention.name)]
    for scope in mention.scopes:
        found = [m for m in named if m.scopes[0] == scope]
        before = [m for m in found if m.span.start < mention.span.start]
        if found:
            return before[-1] if mention.kind == "value" and before else found[0]
    return None


def _in_bases(mention: Mention, path: str, tree: Tree, read: ReadSource) -> Mention | None:
    """Rule 1: the definition in the nearest base that has one."""
    wanted = mention._replace(scopes=("",) if mention.scopes == ("the base",) else mention.scopes)
    for _ in range(MAX_EXTENDS):
        base = base_path(path, tree)
        file = read(base, Sink()) if base else None
        below = tree_around(file, 0) if file is not None else None
        if below is None:
            return None
        found = _lookup(wanted, find_mentions(below))
        if found is not None:
            return found
        path, tree = base, below
    return None


def base_path(path: str, tree: Tree) -> str:
    """The path of the spec that one extends; empty when it extends none."""
    given = tree.get("extends") if isinstance(tree, Mapping) else None
    given = given.get("spec") if isinstance(given, Mapping) else given
    if not isinstance(given, Scalar) or not isinstance(given.value, str) or "\0" in given.value:
        return ""
    return os.path.normpath(os.path.join(os.path.dirname(path), given.value))  # noqa: PTH118, PTH120 (as it is read)


def _file(mention: Mention, path: str, read: ReadSource) -> Named | None:
    target = os.path.normpath(os.path.join(os.path.dirname(path), mention.name))  # noqa: PTH118, PTH120 (as it is read)
    file = read(target, Sink()) if "\0" not in target else None
    return Named(mention, Span(file, 0, 0)) if file is not None else None


def _edited(mention: Mention, path: str, tree: Tree, offset: int, read: ReadSource) -> Named | None:
    """Rule 3."""
    base = tree_that_is_edited(path, tree, offset, read)
    if base is None:
        return None
    length = mention.span.text.find(".", max(0, offset - mention.span.start))
    parts = mention.span.text[: length if length >= 0 else None].strip("\"'").split(".")
    found = find(base, parts)
    if not isinstance(found, Found):
        return None
    return Named(mention, _place_of(base, found))


def tree_that_is_edited(path: str, tree: Tree, offset: int, read: ReadSource) -> Tree | None:
    """The tree that the edits at an offset change: for those of a preset, that of its own file."""
    trail = trail_at(tree, offset)
    is_preset = len(trail) > 1 and trail[1].key == "variants"
    base = path if is_preset else base_path(path, tree)
    trees = open_spec(base, Sink(), read=read) if base else None
    return trees.tree(None, Sink()) if trees is not None else None


def _place_of(base: Tree, found: Found) -> Span:
    """The key or the word of what a path leads to."""
    node = value_at(base, found.path)
    if found.main and isinstance(node, Mapping) and found.main in node.keys:
        return node.keys[found.main]
    if isinstance(node, Mapping) and "name" in node.values:
        return node.values["name"].span
    last = found.path[-1] if found.path else 0
    parent = value_at(base, found.path[:-1]) if found.path else base
    if isinstance(parent, Mapping) and last in parent.keys:
        return parent.keys[str(last)]
    return node.span
