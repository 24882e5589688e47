"""Tells what a spec is made of, for the outline of an editor: sections, blocks, stages, steps, presets."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, NamedTuple

from archc.diagnostics.diagnostic import Sink
from archc.editor.trail import read_tree
from archc.schema.dispatch import WIRE_KEYS, dispatch
from archc.source.source_file import Span
from archc.syntax.read_source import ReadSource
from archc.syntax.tree import Mapping, Scalar, Sequence, Tree

SymbolKind = Literal["section", "variable", "block", "stage", "step", "branch", "preset"]
_MAX_SHOWN = 60
_INSIDE = ("steps", "output", "body", "shortcut")


class Symbol(NamedTuple):
    """A part of a spec: `name_span` is what its name covers, `span` all of it."""

    name: str
    detail: str
    kind: SymbolKind
    span: Span
    name_span: Span
    parts: tuple[Symbol, ...] = ()


def find_symbols(path: str, read: ReadSource) -> tuple[Symbol, ...]:
    """The sections of a spec with all their parts; nothing while its YAML cannot be read."""
    file = read(path, Sink())
    tree = read_tree(file) if file is not None else None
    if not isinstance(tree, Mapping):
        return ()
    return tuple(_section(key, value, tree.keys[key]) for key, value in tree.items())


def _section(key: str, value: Tree, span: Span) -> Symbol:
    parts: Iterator[Symbol] = iter(())
    match key:
        case "arguments" | "constants":
            parts = _entries(value, "variable")
        case "variants":
            parts = _entries(value, "preset")
        case "blocks" if isinstance(value, Mapping):
            parts = (_block(name, block, value.keys[name]) for name, block in value.items())
        case "stages":
            parts = _stages(value)
        case "stem" | "head":
            parts = _steps(value)
    detail = str(value.value) if isinstance(value, Scalar) else ""
    return _symbol(key, detail, "section", span, value, tuple(parts))


def _entries(tree: Tree, kind: SymbolKind) -> Iterator[Symbol]:
    for name, value in tree.items() if isinstance(tree, Mapping) else ():
        detail = value.span.text if isinstance(value, Scalar) else ""
        assert isinstance(tree, Mapping)
        yield _symbol(name, detail, kind, tree.keys[name], value)


def _block(name: str, tree: Tree, span: Span) -> Symbol:
    params = tree.get("params") if isinstance(tree, Mapping) else None
    steps = tree.get("steps") if isinstance(tree, Mapping) else tree
    names = params.plain() if params is not None else []
    detail = f"({', '.join(map(str, names))})" if isinstance(names, list | dict) and names else ""
    return _symbol(name, detail, "block", span, tree, tuple(_steps(steps)))


def _stages(tree: Tree) -> Iterator[Symbol]:
    for item in tree.items if isinstance(tree, Sequence) else ():
        name = item.get("name") if isinstance(item, Mapping) else None
        if isinstance(item, Mapping) and isinstance(name, Scalar):
            steps = [step for key in _INSIDE for step in _steps(item.get(key))]
            shown = (item.get(key) for key in ("block", "repeat"))
            details = " x ".join(str(v.value) for v in shown if isinstance(v, Scalar))
            yield _symbol(str(name.value), details, "stage", name.span, item, tuple(steps))


def _steps(tree: Tree | None) -> Iterator[Symbol]:
    for item in tree.items if isinstance(tree, Sequence) else ():
        if isinstance(item, Scalar) and item.value is not None:
            yield _symbol(str(item.value), "", "step", item.span, item)
        elif isinstance(item, Mapping) and item.values:
            yield _step(item)


def _step(tree: Mapping) -> Symbol:
    found = dispatch(tree.values).removeprefix("step_")
    others = [key for key in tree.values if key not in WIRE_KEYS]
    word = found if found in tree.values else (others or list(tree.values))[0]
    value = tree.values[word]
    detail = value.span.text if isinstance(value, Scalar) else ""
    parts = [*_inside(value), *_steps(tree.get("steps"))]
    return _symbol(word, detail, "step", tree.keys[word], tree, tuple(parts))


def _inside(tree: Tree) -> Iterator[Symbol]:
    """The branches of a merge or a residual, or the steps of its short form."""
    for name, branch in tree.items() if isinstance(tree, Mapping) else ():
        if isinstance(branch, Sequence):
            assert isinstance(tree, Mapping)
            yield _symbol(name, "", "branch", tree.keys[name], branch, tuple(_steps(branch)))
    for number, branch in enumerate(tree.items if isinstance(tree, Sequence) else (), 1):
        if isinstance(branch, Sequence):
            name, steps = f"branch {number}", tuple(_steps(branch))
            yield _symbol(name, "", "branch", branch.span, branch, steps)
    yield from _steps(tree)


def _symbol(
    name: str, detail: str, kind: SymbolKind, span: Span, tree: Tree, parts: tuple[Symbol, ...] = ()
) -> Symbol:
    """A symbol that encloses its name and its parts; an alias has its parts elsewhere."""
    whole = Span(span.file, min(span.start, tree.span.start), max(span.end, tree.span.end))
    inner = tuple(p for p in parts if whole.start <= p.span.start <= p.span.end <= whole.end)
    return Symbol(name[:_MAX_SHOWN] or "?", detail[:_MAX_SHOWN], kind, whole, span, inner)
