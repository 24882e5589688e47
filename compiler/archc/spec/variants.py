"""Makes the tree of a variant: the tree of its base, with the edits of `set` applied.

A path is made of names, never of positions: `arguments.dropout_rate`, `stages.b.repeat`,
`blocks.reduction_a.batch_norm.axis`. After the name of a section each part is, in this order, a key
of the mapping that the path has reached, a name given by `as` or `name` or a named branch anywhere
below, or a layer that occurs just once below.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

from archc.diagnostics import codes
from archc.diagnostics.diagnostic import Diagnostic, Label, Sink
from archc.diagnostics.suggest import did_you_mean
from archc.schema.dispatch import WIRE_KEYS, dispatch, known_words
from archc.source.limits import MAX_EDIT_WORK, MAX_EXTENDS
from archc.source.source_file import SourceFile, Span
from archc.syntax.tree import Mapping, Scalar, Sequence, Tree

Loader = Callable[[str, Span], tuple[SourceFile, Tree] | None]
"""Reads the spec at a path, which stands at a place; says what is wrong when it cannot."""

OWN_KEYS = ("archc", "name", "description", "reference")
"""Keys that a variant states for itself; everything else of the base is changed by `set`."""
_FREE_SECTIONS = ("defaults", "merge", "reference", "input")
"""Sections in which a path may add keys: the schema says which there are."""
_OPEN_SECTIONS = ("defaults", "merge", "reference", "arguments", "constants")


def apply_extends(tree: Tree, load: Loader, sink: Sink) -> Tree | None:
    """The tree with its bases merged in; None, with diagnostics, when that cannot be done."""
    return _Resolver(load, sink).resolve(tree, ())


class _Resolver:
    def __init__(self, load: Loader, sink: Sink) -> None:
        self._load = load
        self._sink = sink

    def resolve(self, tree: Tree, chain: tuple[Span, ...]) -> Tree | None:
        target = tree.get("extends") if isinstance(tree, Mapping) else None
        if not isinstance(tree, Mapping) or target is None:
            return self._without_extends(tree)
        if not isinstance(target, Scalar) or not isinstance(target.value, str) or not target.value:
            return self._fail(codes.WRONG_TYPE, "`extends` must be the path of a spec", target.span)
        if len(chain) >= MAX_EXTENDS:
            labels = tuple(Label(span, "by way of this") for span in chain[:3])
            message = f"specs extend each other more than {MAX_EXTENDS} times: is there a cycle?"
            return self._fail(codes.EXTENDS_CYCLE, message, target.span, labels)
        base = self._base(target, chain)
        if base is None:
            return None
        self._check_own_keys(tree)
        return self._edited(base, tree)

    def _without_extends(self, tree: Tree) -> Tree | None:
        if isinstance(tree, Mapping) and "set" in tree.values:
            message = "`set` edits the spec that this one extends, and there is no `extends`"
            return self._fail(codes.MISSING_KEY, message, tree.keys["set"])
        return tree

    def _base(self, target: Scalar, chain: tuple[Span, ...]) -> Mapping | None:
        # Normalised, so that messages name `specs/a.yaml` and not `specs/variants/../a.yaml`.
        name = os.path.normpath(Path(target.span.file.name).parent / str(target.value))
        loaded = self._load(name, target.span)
        if loaded is None:
            return None
        if any(span.file.name == loaded[0].name for span in (*chain, target.span)):
            self._fail(codes.EXTENDS_CYCLE, "this spec extends itself", target.span)
            return None
        base = self.resolve(loaded[1], (*chain, target.span))
        return base if isinstance(base, Mapping) else None

    def _check_own_keys(self, tree: Mapping) -> None:
        others = [key for key in tree.values if key not in (*OWN_KEYS, "extends", "set")]
        for key in others:
            self._sink.add(
                Diagnostic(
                    codes.UNKNOWN_KEY,
                    f"a variant changes `{key}` of its base by `set`",
                    tree.keys[key],
                    help=f"write `set: {{{key}: ...}}`, or name a place inside: `{key}.name`",
                )
            )

    def _edited(self, base: Mapping, variant: Mapping) -> Tree | None:
        keys, values = dict(base.keys), dict(base.values)
        for key in OWN_KEYS:
            if key in variant.values:
                keys[key], values[key] = variant.keys[key], variant.values[key]
        tree: Mapping = Mapping(keys, values, base.span)
        edits = variant.get("set")
        if edits is None:
            return tree
        if not isinstance(edits, Mapping):
            message = "`set` must be a mapping of places to values"
            self._fail(codes.WRONG_TYPE, message, variant.keys["set"])
            return tree
        if len(edits.values) * tree.size > MAX_EDIT_WORK:
            message = f"{len(edits.values):,} edits of a base of {tree.size:,} values are too many"
            self._fail(codes.TOO_MANY_EDITS, message, variant.keys["set"])
            return None
        for path, value in edits.items():
            tree = _Edit(path, edits.keys[path], value, self._sink).apply(tree) or tree
        return tree

    def _fail(
        self, code: codes.Code, message: str, span: Span, labels: tuple[Label, ...] = ()
    ) -> Tree | None:
        self._sink.add(Diagnostic(code, message, span, labels=labels))
        return None


class _Edit:
    """One line of `set`."""

    def __init__(self, path: str, span: Span, value: Tree, sink: Sink) -> None:
        self._parts = path.split(".")
        self._span = span
        self._value = value
        self._sink = sink

    def apply(self, tree: Mapping) -> Mapping | None:
        """The tree with the edit; None, with a diagnostic, when its place is not there."""
        section = self._parts[0]
        if section not in tree.values and section not in (*_OPEN_SECTIONS, "head", "stem"):
            self._gone(section, list(tree.values))
            return None
        edited = self._in_mapping(tree, 0)
        return edited if isinstance(edited, Mapping) else None

    def _at(self, tree: Tree, depth: int) -> Tree | None:
        """The tree with the edit made at what the parts from `depth` on name."""
        if depth == len(self._parts):
            return self._value
        if isinstance(tree, Mapping) and self._is_key(tree, depth):
            return self._in_mapping(tree, depth)
        return self._below(tree, depth)

    def _is_key(self, tree: Mapping, depth: int) -> bool:
        part, last = self._parts[depth], depth == len(self._parts) - 1
        if part in tree.values:
            return True
        if self._parts[0] in _FREE_SECTIONS:
            return True
        # A new key may be set on a step or a stage, and the schema judges it; a word of a layer that is
        # there already means that layer.
        named = {"name", "block", "steps"} & tree.values.keys() or _is_step(tree)
        return last and bool(named) and not any(p.word == part for p in _places(tree))

    def _in_mapping(self, tree: Mapping, depth: int) -> Tree | None:
        part = self._parts[depth]
        old = tree.get(part)
        if old is None:
            nested = depth + 1 < len(self._parts)
            old = Mapping({}, {}, self._span) if nested else Scalar(None, self._span)
        new = self._at(old, depth + 1)
        if new is None:
            return None
        ends = depth + 1 == len(self._parts) and part not in known_words()
        keys = {**tree.keys, part: self._span if ends else tree.keys.get(part, self._span)}
        return Mapping(keys, {**tree.values, part: new}, tree.span)

    def _below(self, tree: Tree, depth: int) -> Tree | None:
        """Edits the one named thing, or the one layer of a kind, below a place."""
        part = self._parts[depth]
        found = list(_places(tree))
        hits = [p for p in found if p.name == part] or [p for p in found if p.word == part]
        if not hits:
            self._gone(part, _names_at(tree, found, self._parts[:depth]))
            return None
        if len(hits) > 1:
            self._ambiguous(part, hits)
            return None
        return _rebuild(tree, hits[0].path, lambda target: self._edit(target, hits[0], depth))

    def _edit(self, target: Tree, hit: _Place, depth: int) -> Tree | None:
        """Changes a step that was found: its main value when the path ends, else a key of it."""
        if isinstance(target, Scalar) and target.value == hit.word:
            empty = Scalar(None, target.span)
            target = Mapping({hit.word: target.span}, {hit.word: empty}, target.span)
        ends = depth + 1 == len(self._parts)
        if ends and isinstance(target, Mapping) and hit.word in target.values:
            values = {**target.values, hit.word: self._value}
            return Mapping(target.keys, values, target.span)
        return self._at(target, depth + 1)

    def _gone(self, part: str, known: list[str]) -> None:
        path = ".".join(self._parts)
        self._sink.add(
            Diagnostic(
                codes.EDIT_TARGET_GONE,
                f"the base has nothing named `{part}` at `{path}`",
                self._span,
                help=did_you_mean(part, known, known="there are"),
            )
        )

    def _ambiguous(self, part: str, hits: list[_Place]) -> None:
        self._sink.add(
            Diagnostic(
                codes.EDIT_TARGET_AMBIGUOUS,
                f"the base has {len(hits)} steps `{part}` here",
                self._span,
                labels=tuple(Label(hit.span, "one of them") for hit in hits[:4]),
                help="give the step a name with `as` in the base, and use that name",
            )
        )


def _names_at(tree: Tree, places: list[_Place], path: list[str]) -> list[str]:
    """What a part of a path could have named: the keys of a section, else what is anywhere below."""
    if isinstance(tree, Mapping) and len(path) == 1:
        return list(tree.values)
    if path == ["stages"]:
        return [place.name for place in places if place.name]
    words = {place.word for place in places if place.word}
    return sorted({place.name for place in places if place.name} | words)


def _is_step(tree: Mapping) -> bool:
    words = known_words()
    return any(key in words for key in tree.values)


class _Place:
    """Something below a place that a path can name: by a name of its own, or by its layer."""

    __slots__ = ("name", "path", "span", "word")

    def __init__(self, name: str, word: str, span: Span, path: tuple[str | int, ...]) -> None:
        self.name = name
        self.word = word
        self.span = span
        self.path = path


def _places(tree: Tree, path: tuple[str | int, ...] = ()) -> Iterator[_Place]:
    """What can be named below a list of steps or stages, a block, a merge or a residual."""
    match tree:
        case Sequence():
            for position, item in enumerate(tree.items):
                yield from _item_places(item, (*path, position))
        case Mapping():
            for key, value in tree.items():
                if key in ("params", "inputs", "outputs", "with", *WIRE_KEYS):
                    continue
                if isinstance(value, Sequence) and key not in ("steps", "output"):
                    yield _Place(key, "", tree.keys[key], (*path, key))
                yield from _places(value, (*path, key))


def _item_places(item: Tree, path: tuple[str | int, ...]) -> Iterator[_Place]:
    """A step or a stage, and what is inside it. An item that is a list is a branch without a name."""
    if isinstance(item, Sequence):
        yield from _places(item, path)
    if isinstance(item, Scalar) and isinstance(item.value, str):
        yield _Place("", item.value, item.span, path)
    if not isinstance(item, Mapping):
        return
    if isinstance(stage := item.get("name"), Scalar):
        yield _Place(str(stage.value), "", item.span, path)
        inside: list[str] = [key for key in ("steps", "output") if key in item.values]
    else:
        word, alias = _word_of(item), item.get("as")
        yield _Place(str(alias.value) if isinstance(alias, Scalar) else "", word, item.span, path)
        inside = [key for key in (word, "steps") if key in item.values]
    for key in inside:
        yield from _places(item.values[key], (*path, key))


def _word_of(step: Mapping) -> str:
    """The word that names what a step is; for a call in the form of a layer, its block."""
    found = dispatch(step.values).removeprefix("step_")
    if found in step.values:
        return found
    others = [key for key in step.values if key not in (*WIRE_KEYS, "repeat")]
    return others[0] if others else ""


def _rebuild(
    tree: Tree, path: tuple[str | int, ...], edit: Callable[[Tree], Tree | None]
) -> Tree | None:
    """A copy of a tree with the value at a path edited; what is not on the path is shared."""
    if not path:
        return edit(tree)
    part, rest = path[0], path[1:]
    if isinstance(tree, Mapping):
        inner = _rebuild(tree.values[str(part)], rest, edit)
        if inner is None:
            return None
        return Mapping(tree.keys, {**tree.values, str(part): inner}, tree.span)
    assert isinstance(tree, Sequence)
    inner = _rebuild(tree.items[int(part)], rest, edit)
    if inner is None:
        return None
    items = [inner if position == part else item for position, item in enumerate(tree.items)]
    return Sequence(items, tree.span)
