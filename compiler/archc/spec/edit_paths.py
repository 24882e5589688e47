"""Finds what a path of an edit names in the tree of a spec.

A path is made of names, never of positions: `arguments.dropout_rate`, `stages.b.repeat`,
`blocks.reduction_a.batch_norm.axis`. It begins with a section. Each further part is, in this order

1. a key of the mapping that the path has reached, or a column of the row of a table; the keys in the long
   form of a residual, and the branches of a merge, count as keys of their step;
2. a name given by `as` or `name`, the name of a row, or a named branch, anywhere below;
3. a layer, or a block that is called, that occurs just once below.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from archc.schema.dispatch import WIRE_KEYS, dispatch, known_words
from archc.source.source_file import Span
from archc.syntax.tree import Mapping, Scalar, Sequence, Tree

Path = tuple[str | int, ...]
"""Keys and positions that lead from the root of a tree to a value."""


class Place(NamedTuple):
    """Something in a list of steps or stages, or a branch, that a path can name."""

    path: Path
    span: Span
    name: str = ""
    words: tuple[str, ...] = ()
    """What a step is called without a name: its layer, or the block that it calls."""
    main: str = ""
    """The key of a step that holds its main value."""
    columns: tuple[str, ...] = ()
    """For a row of a table: what its values are called."""


class Found(NamedTuple):
    """A path leads to one thing. `main` is set for a step that the path names as a whole."""

    path: Path
    main: str = ""


class Gone(NamedTuple):
    """Part number `depth` of a path names nothing below what the parts before it lead to."""

    depth: int
    above: Found
    names: tuple[str, ...]
    """What the part could have named."""


class Ambiguous(NamedTuple):
    """Part number `depth` of a path stands for several things."""

    depth: int
    places: tuple[Span, ...]


def find(tree: Tree, parts: list[str]) -> Found | Gone | Ambiguous:
    """What the parts of a path name in the tree of a spec."""
    path: Path = ()
    main, columns = "", tuple[str, ...]()
    for depth, part in enumerate(parts):
        node = value_at(tree, path)
        if isinstance(node, Mapping) and part in node.values:
            path, main, columns = (*path, part), "", ()
            continue
        inner = node.get(main) if isinstance(node, Mapping) and main else None
        if isinstance(inner, Mapping) and part in inner.values:
            path, main, columns = (*path, main, part), "", ()
            continue
        if part in columns:
            path, main, columns = (*path, columns.index(part)), "", ()
            continue
        if part and main == part and isinstance(node, Scalar):
            path, main = (*path, part), ""
            continue
        places = list(places_below(node)) if depth else []
        hits = [p for p in places if p.name == part != ""] or [p for p in places if part in p.words]
        if len(hits) > 1:
            return Ambiguous(depth, tuple(hit.span for hit in hits))
        if not hits:
            return Gone(depth, Found(path, main), _names_at(node, places, parts[:depth], columns))
        path, main, columns = (*path, *hits[0].path), hits[0].main, hits[0].columns
    return Found(path, main)


def value_at(tree: Tree, path: Path) -> Tree:
    """The value at a path. A step that is only a word counts as a mapping with that word."""
    for part in path:
        match tree:
            case Mapping():
                tree = tree.values[str(part)]
            case Sequence():
                tree = tree.items[int(part)]
            case _:
                tree = Scalar(None, tree.span)
    return tree


def opened(step: Tree) -> Tree:
    """A step that is only a word as a mapping with that word, so that keys can stand beside it."""
    if not isinstance(step, Scalar) or not isinstance(step.value, str):
        return step
    return Mapping({step.value: step.span}, {step.value: Scalar(None, step.span)}, step.span)


def names_a_step(tree: Tree, found: Found) -> Found:
    """The step as a whole where a path ends at the word that names it: `stem.first.conv`."""
    if len(found.path) < _STEP_KEY or not isinstance(found.path[-2], int):
        return found
    step = opened(value_at(tree, found.path[:-1]))
    is_stage = found.path[0] == "stages" and len(found.path) == _STEP_KEY
    key = found.path[-1]
    if is_stage or not isinstance(step, Mapping) or key not in _words_of(step)[:1]:
        return found
    return Found(found.path[:-1], str(key))


_STEP_KEY = 3


def _names_at(
    node: Tree, places: list[Place], path: list[str], columns: tuple[str, ...]
) -> tuple[str, ...]:
    """What a part could have named: the keys of a section, else what is anywhere below."""
    if columns:
        return columns
    keys = tuple(node.values) if isinstance(node, Mapping) else ()
    if len(path) < 2 and keys:
        return keys
    names = {place.name for place in places if place.name}
    if path == ["stages"]:
        whole = (place for place in places if len(place.path) == 1 or place.columns)
        return tuple(place.name for place in whole if place.name)
    words = {word for place in places for word in place.words if word in known_words()}
    return tuple(sorted({*names, *words, *keys}))


def places_below(tree: Tree, path: Path = ()) -> Iterator[Place]:
    """What can be named below a list of steps or stages, a block, a merge or a residual."""
    match tree:
        case Sequence():
            for position, item in enumerate(tree.items):
                yield from _item_places(item, (*path, position))
        case Mapping():
            for key, value in tree.items():
                if key in _NO_STEPS:
                    continue
                if isinstance(value, Sequence) and key not in ("steps", "output"):
                    yield Place((*path, key), tree.keys[key], name=key)
                yield from places_below(value, (*path, key))


_NO_STEPS = ("params", "inputs", "outputs", "with", "columns", "rows", *WIRE_KEYS)


def _item_places(item: Tree, path: Path) -> Iterator[Place]:
    """A step or a stage, and what is inside it. An item that is a list is a branch without a name."""
    if isinstance(item, Sequence):
        yield from places_below(item, path)
    if isinstance(item, Scalar) and isinstance(item.value, str):
        yield Place(path, item.span, words=(item.value,), main=item.value)
    if not isinstance(item, Mapping):
        return
    if isinstance(stage := item.get("name"), Scalar):
        yield Place(path, item.span, name=str(stage.value))
        yield from _rows(item, path)
        inside: list[str] = [key for key in ("steps", "output") if key in item.values]
    else:
        words, alias = _words_of(item), item.get("as")
        name = str(alias.value) if isinstance(alias, Scalar) else ""
        yield Place(path, item.span, name, words, "".join(words[:1]))
        inside = [key for key in (*words[:1], "steps") if key in item.values]
    for key in inside:
        yield from places_below(item.values[key], (*path, key))


def _rows(stage: Mapping, path: Path) -> Iterator[Place]:
    """The rows of a stage's table, if it has a column with their names."""
    columns, rows = stage.get("columns"), stage.get("rows")
    if not isinstance(columns, Sequence) or not isinstance(rows, Sequence):
        return
    titles = tuple(str(column.plain()) for column in columns.items)
    if "name" not in titles:
        return
    for number, row in enumerate(rows.items):
        cells = row.items if isinstance(row, Sequence) else []
        if len(cells) > titles.index("name"):
            name = str(cells[titles.index("name")].plain())
            yield Place((*path, "rows", number), row.span, name, columns=titles[: len(cells)])


def _words_of(step: Mapping) -> tuple[str, ...]:
    """The words that say what a step is, the key first: its layer, or `block` and the block's name."""
    found = dispatch(step.values).removeprefix("step_")
    if found in step.values:
        block = step.values[found] if found == "block" else None
        return (found, str(block.value)) if isinstance(block, Scalar) else (found,)
    others = [key for key in step.values if key not in (*WIRE_KEYS, "repeat")]
    return tuple(others[:1])
