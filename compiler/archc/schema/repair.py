"""Makes copies of a tree without the parts that broke the schema, so that the rest can be checked too.

1. A misspelt key gets the name that was meant; another unknown key is left out.
2. A value that cannot be is a `Hole`, and so is one that is missing.
3. A name that is spelt wrong stays: it still names the same thing everywhere.
"""

from __future__ import annotations

from collections.abc import Callable

from archc.source.source_file import Span
from archc.syntax.tree import Hole, Mapping, Scalar, Sequence, Tree

Path = tuple[str | int, ...]


def rename_key(tree: Tree, path: Path, old: str, new: str | None) -> Tree:
    """Rule 1: the mapping at a path with another name for a key, or without the key."""
    return _edit(tree, path, lambda place: _renamed(place, old, new))


def move_value(tree: Tree, path: Path, key: str, to: str) -> Tree:
    """Rule 1: the mapping at a path without a key, whose value stands at another one."""

    def moved(place: Tree) -> Tree:
        if not isinstance(place, Mapping):
            return place
        return place.without(key).with_value(to, place.values[key])

    return _edit(tree, path, moved)


def put_hole(tree: Tree, path: Path) -> Tree:
    """Rule 2: the tree with a hole at a path."""
    return _edit(tree, path, lambda place: Hole(place.span))


def add_hole(tree: Tree, path: Path, key: str, span: Span) -> Tree:
    """Rule 2: the tree with a hole for a missing key of the mapping at a path."""

    def added(place: Tree) -> Tree:
        if not isinstance(place, Mapping):
            return place
        return Mapping({**place.keys, key: span}, {**place.values, key: Hole(span)}, place.span)

    return _edit(tree, path, added)


def _renamed(place: Tree, old: str, new: str | None) -> Tree:
    if not isinstance(place, Mapping):
        return place
    keys = {new if key == old else key: span for key, span in place.keys.items()}
    values = {new if key == old else key: value for key, value in place.values.items()}
    return Mapping(
        {key: span for key, span in keys.items() if key is not None},
        {key: value for key, value in values.items() if key is not None},
        place.span,
    )


def _edit(tree: Tree, path: Path, edit: Callable[[Tree], Tree]) -> Tree:
    """A copy of a tree in which the value at a path is edited; nothing is below a hole."""
    if not path:
        return edit(tree)
    part, rest = path[0], path[1:]
    match tree:
        case Mapping() if part in tree.values:
            inner = _edit(tree.values[str(part)], rest, edit)
            return tree.with_value(str(part), inner)
        case Sequence() if isinstance(part, int):
            items = list(tree.items)
            items[part] = _edit(items[part], rest, edit)
            return Sequence(items, tree.span)
        case Mapping() | Sequence() | Scalar() | Hole():
            return tree
