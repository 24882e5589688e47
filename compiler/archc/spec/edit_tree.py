"""Makes copies of a tree with something put in, put beside something, or taken away.

What does not lie on the path to the change is shared with the tree as it was.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from archc.source.source_file import Span
from archc.spec.edit_paths import Path, opened
from archc.syntax.tree import Mapping, Scalar, Sequence, Tree

Beside = Literal["replace", "insert_before", "insert_after"]


def put(tree: Mapping, path: Path, value: Tree, span: Span, key_span: Span | None) -> Mapping:
    """The tree with a value at a path; mappings on the way that are missing are made, at `span`.

    `key_span` is the new place of the last key, unless it stays where it was.
    """
    *above, last = path

    def set_last(parent: Tree) -> Tree:
        if isinstance(parent, Sequence):
            items = [value if i == last else item for i, item in enumerate(parent.items)]
            return Sequence(items, parent.span)
        key, parent = str(last), opened(parent)
        keys, values = (parent.keys, parent.values) if isinstance(parent, Mapping) else ({}, {})
        keys = {**keys, key: key_span or keys.get(key, span)}
        return Mapping(keys, {**values, key: value}, parent.span)

    return _root(_changed(tree, tuple(above), set_last, span))


def put_beside(tree: Mapping, path: Path, where: Beside, new: list[Tree] | Mapping) -> Mapping:
    """The tree with items, or entries of a mapping, in the place of what is at a path or beside it."""
    *above, last = path

    def put_in(parent: Tree) -> Tree:
        if isinstance(parent, Sequence) and isinstance(new, list):
            assert isinstance(last, int)
            start, end = last + (where == "insert_after"), last + (where != "insert_before")
            return Sequence([*parent.items[:start], *new, *parent.items[end:]], parent.span)
        parent = opened(parent)
        assert isinstance(parent, Mapping)
        assert isinstance(new, Mapping)
        names = list(parent.values)
        at = names.index(str(last)) + (where == "insert_after")
        order = [*names[:at], *new.values, *names[at:]]
        keys, values = {**parent.keys, **new.keys}, {**parent.values, **new.values}
        return Mapping(
            {name: keys[name] for name in order}, {n: values[n] for n in order}, parent.span
        )

    return _root(_changed(tree, tuple(above), put_in, tree.span))


def take_away(tree: Mapping, path: Path) -> Mapping:
    """The tree without what is at a path."""
    *above, last = path

    def without(parent: Tree) -> Tree:
        if isinstance(parent, Sequence):
            return Sequence([x for i, x in enumerate(parent.items) if i != last], parent.span)
        parent = opened(parent)
        assert isinstance(parent, Mapping)
        return parent.without(str(last))

    return _root(_changed(tree, tuple(above), without, tree.span))


def depth_of(tree: Tree) -> int:
    """How many levels of lists and mappings a value has."""
    inside = tree.items if isinstance(tree, Sequence) else []
    if isinstance(tree, Mapping):
        inside = list(tree.values.values())
    return 1 + max(map(depth_of, inside), default=0) if not isinstance(tree, Scalar) else 0


def _changed(tree: Tree, path: Path, change: Callable[[Tree], Tree], span: Span) -> Tree:
    """A copy of a tree with the value at a path changed."""
    if not path:
        return change(tree)
    part, rest = path[0], path[1:]
    if isinstance(tree, Sequence):
        items = list(tree.items)
        items[int(part)] = _changed(items[int(part)], rest, change, span)
        return Sequence(items, tree.span)
    key, tree = str(part), opened(tree)
    keys, values = (tree.keys, tree.values) if isinstance(tree, Mapping) else ({}, {})
    inner = values.get(key, Scalar(None, span))
    values = {**values, key: _changed(inner, rest, change, span)}
    return Mapping({**keys, key: keys.get(key, span)}, values, tree.span)


def _root(tree: Tree) -> Mapping:
    assert isinstance(tree, Mapping)
    return tree
