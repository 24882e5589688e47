"""Finds every place of a spec that names something: blocks, values, variables, presets, files, paths.

Anything may be wrong in the spec: what is not of the right form mentions nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

from archc.ops.layer_table import layers
from archc.schema.dispatch import WIRE_KEYS, dispatch, known_words
from archc.schema.variants import EDIT_KEYS
from archc.source.source_file import Span
from archc.spec.expression_value import FUNCTIONS
from archc.spec.expressions import is_expression
from archc.syntax.tree import Mapping, Scalar, Sequence, Tree

Kind = Literal["block", "value", "variable", "preset", "file", "edit"]
_WORD = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_VARIABLE_SECTIONS = ("arguments", "constants")


class Mention(NamedTuple):
    """A name at a place. `scopes` are where it is looked up, in this order.

    A scope is a block, by its name, or `stage 123`, by its offset; the empty one is the spec itself.
    """

    kind: Kind
    name: str
    span: Span
    scopes: tuple[str, ...] = ("",)
    defines: bool = False
    value: Tree | None = None
    """What a definition defines the name as, where that is a value of the tree."""


def find_mentions(tree: Tree) -> list[Mention]:
    """All mentions in a spec."""
    if not isinstance(tree, Mapping):
        return []
    return [mention for key, value in tree.items() for mention in _section(tree, key, value)]


def _section(root: Mapping, key: str, value: Tree) -> Iterator[Mention]:
    if key in EDIT_KEYS:
        yield from _edits(Mapping({key: root.keys[key]}, {key: value}, root.span))
    elif key in _VARIABLE_SECTIONS:
        yield from _definitions("variable", value, ("",))
        yield from _variables(value, ("",))
    elif key == "inputs":
        yield from _definitions("value", value, ("",))
    elif key == "blocks":
        yield from _definitions("block", value, ("",))
        for name, block in _entries(value):
            yield from _block(name, block)
    elif key == "variants":
        yield from _definitions("preset", value, ("",))
        for _, preset in _entries(value):
            yield from _edits(preset)
            yield from _texts("preset", _get(preset, "extends"), ("",))
    elif key == "extends":
        yield from _texts("file", _get(value, "spec") or value, ("",))
        yield from _texts("preset", _get(value, "variant"), ("the base",))
    elif key == "stages":
        for stage in _items(value):
            yield from _stage(stage)
    elif key in ("stem", "head"):
        yield from _steps(value, ("",))
    else:
        yield from _variables(value, ("",))


def _block(name: str, tree: Tree) -> Iterator[Mention]:
    scopes = (name, "")
    if not isinstance(tree, Mapping):
        yield from _steps(tree, scopes)
        return
    params = _get(tree, "params")
    yield from _definitions("variable", params, scopes)
    yield from _texts("variable", params, scopes, defines=True)
    yield from _variables(params, scopes)
    yield from _texts("value", _get(tree, "inputs"), scopes, defines=True)
    yield from _texts("value", _get(tree, "outputs"), scopes)
    yield from _steps(_get(tree, "steps"), scopes)


def _stage(tree: Tree) -> Iterator[Mention]:
    if not isinstance(tree, Mapping):
        return
    columns = _get(tree, "columns")
    own = f"stage {tree.span.start}"
    yield from _texts("variable", columns, (own,), defines=True)
    yield from _texts("value", _get(tree, "name"), ("",), defines=True)
    names = [item.plain() for item in _items(columns)]
    if "name" in names:
        for row in _items(_get(tree, "rows")):
            cell = _items(row)[names.index("name") : names.index("name") + 1]
            for scalar in cell:
                yield from _texts("value", scalar, ("",), defines=True)
    rest = tree.without("columns").without("name")
    yield from _step(rest, (own, ""))


def _steps(tree: Tree | None, scopes: tuple[str, ...]) -> Iterator[Mention]:
    for item in _items(tree):
        if isinstance(item, Mapping):
            yield from _step(item, scopes)
        elif isinstance(item, Scalar) and item.value not in known_words():
            yield from _texts("block", item, ("",))


def _step(tree: Mapping, scopes: tuple[str, ...]) -> Iterator[Mention]:
    called = _called(tree)
    for key, value in tree.items():
        if key == "as":
            yield from _texts("value", value, scopes, defines=True)
        elif key == "from":
            yield from _texts("value", value, scopes)
        elif key == "block":
            yield from _texts("block", value, ("",))
        elif key == "with":
            for name, _ in _entries(value):
                assert isinstance(value, Mapping)
                yield Mention("variable", name, value.keys[name], (called,))
            yield from _variables(value, scopes)
        elif key in ("steps", "output"):
            yield from _steps(value, scopes)
        elif key == "residual":
            yield from (
                _branches(value, scopes) if isinstance(value, Mapping) else _steps(value, scopes)
            )
        elif key in layers().ops and layers().ops[key].merges:
            yield from _branches(value, scopes)
        else:
            yield from _key_of_call(tree, key, called)
            yield from _variables(value, scopes)


def _called(step: Mapping) -> str:
    """The block that a step or a stage calls; empty when it calls none."""
    block = step.get("block")
    if isinstance(block, Scalar):
        return str(block.value)
    if dispatch(step.values) != "step_call":
        return ""
    others = [key for key in step.values if key not in (*WIRE_KEYS, "repeat", "rows")]
    return others[0] if others else ""


def _key_of_call(step: Mapping, key: str, called: str) -> Iterator[Mention]:
    """The keys of a call in the form of a layer: `{conv_bn: 64, kernel: 3}`."""
    if "block" in step.values or key in (*WIRE_KEYS, "repeat", "rows"):
        return
    if key == called:
        yield Mention("block", key, step.keys[key])
    elif called:
        yield Mention("variable", key, step.keys[key], (called,))


def _branches(tree: Tree, scopes: tuple[str, ...]) -> Iterator[Mention]:
    branches = [value for _, value in _entries(tree)] or _items(tree)
    for branch in branches:
        yield from _steps(branch, scopes)
        if isinstance(branch, Scalar):
            yield from _variables(branch, scopes)


def _edits(tree: Tree) -> Iterator[Mention]:
    for kind, edits in _entries(tree):
        if kind not in EDIT_KEYS:
            continue
        yield from _texts("edit", edits if kind == "remove" else None, ("",))
        for path, value in _entries(edits):
            assert isinstance(edits, Mapping)
            yield Mention("edit", path, edits.keys[path])
            block = path.split(".")[1] if path.startswith("blocks.") else ""
            scopes = (block, "") if block else ("",)
            yield from (
                _steps(value, scopes) if isinstance(value, Sequence) else _variables(value, scopes)
            )


def _definitions(kind: Kind, tree: Tree | None, scopes: tuple[str, ...]) -> Iterator[Mention]:
    for name, value in _entries(tree):
        assert isinstance(tree, Mapping)
        yield Mention(kind, name, tree.keys[name], scopes[:1], defines=True, value=value)


def _texts(
    kind: Kind, tree: Tree | None, scopes: tuple[str, ...], *, defines: bool = False
) -> Iterator[Mention]:
    """A text, or the texts of a list."""
    for item in _items(tree) or ([tree] if tree is not None else []):
        if isinstance(item, Scalar) and isinstance(item.value, str):
            own = scopes[:1] if defines else scopes
            if kind == "value" and defines and own[0].startswith("stage "):
                own = ("",)  # What a stage names can be read behind it.
            yield Mention(kind, item.value, item.span, own, defines)


def _variables(tree: Tree | None, scopes: tuple[str, ...]) -> Iterator[Mention]:
    """The names in the expressions of a value."""
    stack = [tree] if tree is not None else []
    while stack:
        node = stack.pop()
        if isinstance(node, Mapping):
            stack += node.values.values()
        elif isinstance(node, Sequence):
            stack += node.items
        elif isinstance(node, Scalar) and is_expression(node.value):
            for found in _WORD.finditer(node.span.text):
                if found[0] not in FUNCTIONS:
                    start = node.span.start
                    span = Span(node.span.file, start + found.start(), start + found.end())
                    yield Mention("variable", found[0], span, scopes)


def _entries(tree: Tree | None) -> list[tuple[str, Tree]]:
    return list(tree.items()) if isinstance(tree, Mapping) else []


def _items(tree: Tree | None) -> list[Tree]:
    return tree.items if isinstance(tree, Sequence) else []


def _get(tree: Tree | None, key: str) -> Tree | None:
    return tree.get(key) if isinstance(tree, Mapping) else None
