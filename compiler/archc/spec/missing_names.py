"""Finds the names that the trunk of a spec reads and gives to nothing."""

from __future__ import annotations

from collections.abc import Iterator

from archc.syntax.tree import Mapping, Scalar, Sequence, Tree

_TRUNK = ("stem", "stages", "head")


def missing_names(spec: Mapping) -> list[str]:
    """The values that stand behind a `from` of the stem, the stages or the head, and have no source there."""
    trunk = [tree for key in _TRUNK if (tree := spec.get(key)) is not None]
    mappings = [found for tree in trunk for found in _mappings(tree)]
    inputs = spec.get("inputs")
    given = {"input", *_TRUNK, *(inputs.values if isinstance(inputs, Mapping) else ())}
    given |= {name for one in mappings for key in ("name", "as") for name in _texts(one.get(key))}
    read = (name for one in mappings for name in _texts(one.get("from")))
    return [name for name in dict.fromkeys(read) if name not in given]


def _mappings(tree: Tree) -> Iterator[Mapping]:
    if isinstance(tree, Mapping):
        yield tree
    if isinstance(tree, Mapping | Sequence):
        for inner in tree.values.values() if isinstance(tree, Mapping) else tree.items:
            yield from _mappings(inner)


def _texts(tree: Tree | None) -> list[str]:
    items = tree.items if isinstance(tree, Sequence) else (tree,)
    return [one.value for one in items if isinstance(one, Scalar) and isinstance(one.value, str)]
