"""Proposes names where one is being typed: what the schema cannot know, since it knows no file.

1. In an expression: parameters, columns, arguments, constants, sizes and, in `${...}`, functions.
2. Behind `block:` and in the place of a step: blocks.
3. Behind `from:`: values that have a name by then.
4. Where a key of a call belongs: the parameters of the block.
5. In an edit: what a part of the path can name in the base. Behind `variant:` and `extends:`: presets.
"""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

from archc.diagnostics.diagnostic import Sink
from archc.editor.definitions import base_path, tree_that_is_edited
from archc.editor.mentions import Mention, find_mentions
from archc.editor.trail import Crumb, read_tree, scope_of, trail_at, tree_around
from archc.schema.variants import EDIT_KEYS
from archc.source.source_file import SourceFile, Span
from archc.spec.edit_paths import Gone, find
from archc.spec.expression_value import FUNCTIONS
from archc.spec.expressions import LOOP_NAMES, SHAPE_NAMES
from archc.syntax.read_source import ReadSource
from archc.syntax.tree import Tree

CompletionKind = Literal["variable", "function", "block", "value", "parameter", "path", "preset"]
_EXPRESSION = re.compile(r"""\$(\{)[^}"'$]*?([A-Za-z_]\w*)?$|\$([A-Za-z_]\w*)?$""")
_BLOCK = re.compile(r"\bblock:\s+(\w*)$")
_FROM = re.compile(r"\bfrom:\s+(?:\[[\w\s,]*?)?(\w*)$")
_STEP = re.compile(r"(?:^\s*-|\[|\},)\s*\{?\s*(\w*)$")
_WITH = re.compile(r"\bblock:\s*(\w+)\b.*\bwith:\s*\{[^}]*?(\w*)$")
_CALL = re.compile(r"\{\s*(\w+):[^{}]*,\s*(\w*)$")
_PRESET = re.compile(r"\b(variant|extends):\s*(\w*)$")
_PATH = re.compile(r"(?:^\s*(?:-\s+)?|[{,\[]\s*)([\w.]*)$")
_EDIT = re.compile(rf"^(\s*)(?:{'|'.join(EDIT_KEYS)}):")
_STEP_SECTIONS = ("stem", "head", "stages", "blocks")


class Completion(NamedTuple):
    """A name, what it is, and what it would replace."""

    name: str
    kind: CompletionKind
    detail: str
    span: Span


def find_completions(path: str, offset: int, read: ReadSource) -> list[Completion]:
    """The names that can stand at an offset, the text being half typed."""
    file = read(path, Sink())
    if file is None:
        return []
    tree = tree_around(file, offset)
    return _Completer(file, path, offset, tree, read).find() if tree is not None else []


class _Completer:
    def __init__(
        self, file: SourceFile, path: str, offset: int, tree: Tree, read: ReadSource
    ) -> None:
        self._file = file
        self._path = path
        self._offset = offset
        self._tree = tree
        self._read = read
        self._mentions = find_mentions(tree)
        start = file.text.rfind("\n", 0, offset) + 1
        self._line = file.text[start:offset]
        self._typed = ""

    def find(self) -> list[Completion]:
        if found := _EXPRESSION.search(self._line):
            return self._expression(found[2] or found[3] or "", braces=bool(found[1]))
        if found := _PRESET.search(self._line):
            return self._presets(found[1], found[2])
        if found := _BLOCK.search(self._line):
            return self._named("block", found[1])
        if found := _FROM.search(self._line):
            return self._values(found[1])
        if self._in_edits():
            found = _PATH.search(self._line)
            return self._paths(found[1]) if found else []
        if found := _WITH.search(self._line) or _CALL.search(self._line):
            return self._parameters(found[1], found[2])
        if (found := _STEP.search(self._line)) and self._section() in _STEP_SECTIONS:
            return self._named("block", found[1])
        return []

    def _section(self) -> str:
        """The section that the line belongs to: the last key before it that is not indented."""
        keys = re.findall(r"^(\w+):", self._file.text[: self._offset], re.MULTILINE)
        return keys[-1] if keys else ""

    def _scopes(self) -> tuple[str, ...]:
        trail = trail_at(self._tree, self._offset)
        block = scope_of(trail).block or self._block_above(trail)
        stage = [c.node.span.start for c in trail[2:3] if trail[1].key == "stages"]
        return (block, *(f"stage {start}" for start in stage), "")

    def _block_above(self, trail: list[Crumb]) -> str:
        """The block that a line belongs to which counts as blank, and so lies in no value."""
        if self._section() != "blocks":
            return ""
        blocks = [m for m in self._mentions if m.kind == "block" and m.defines]
        before = [m.name for m in blocks if m.span.start < self._offset]
        return before[-1] if before and len(trail) < 3 else ""

    def _expression(self, typed: str, *, braces: bool) -> list[Completion]:
        """Rule 1."""
        self._typed = typed
        scopes = self._scopes()
        names = self._defined("variable", scopes)
        for name in sorted(SHAPE_NAMES):
            names.setdefault(name, "size of the current value")
        for name in sorted(LOOP_NAMES):
            names.setdefault(name, "count of repeats")
        found = [self._item(name, "variable", detail) for name, detail in names.items()]
        functions = [self._item(name, "function", "function") for name in FUNCTIONS if braces]
        return [*found, *functions]

    def _named(self, kind: Literal["block"], typed: str) -> list[Completion]:
        """Rule 2."""
        self._typed = typed
        return [self._item(name, kind, detail) for name, detail in self._defined(kind).items()]

    def _values(self, typed: str) -> list[Completion]:
        """Rule 3."""
        self._typed = typed
        scope = self._scopes()[0]
        values = [m for m in self._mentions if m.kind == "value" and m.defines]
        found = [m.name for m in values if m.scopes[0] == scope and m.span.end < self._offset]
        return [self._item(name, "value", "value") for name in dict.fromkeys(reversed(found))]

    def _parameters(self, block: str, typed: str) -> list[Completion]:
        """Rule 4."""
        self._typed = typed
        names = self._defined("variable", (block,)) if block else {}
        return [self._item(name, "parameter", detail) for name, detail in names.items()]

    def _presets(self, key: str, typed: str) -> list[Completion]:
        """Rule 5."""
        self._typed = typed
        names = self._mentions
        if key == "variant":
            file = self._read(base_path(self._path, self._tree), Sink())
            base = read_tree(file) if file is not None else None
            names = find_mentions(base) if base is not None else []
        elif self._section() != "variants":
            return []
        presets = [m.name for m in names if m.kind == "preset" and m.defines]
        return [self._item(name, "preset", "preset") for name in presets]

    def _in_edits(self) -> bool:
        """Whether the line is one of an edit: the first above with less indentation begins one."""
        indent = len(self._line) - len(self._line.lstrip())
        if re.search(rf"(?:{'|'.join(EDIT_KEYS)}):\s*[{{\[][^}}\]]*$", self._line):
            return True
        for line in reversed(self._file.text[: self._offset].split("\n")[:-1]):
            own = len(line) - len(line.lstrip())
            if line.strip() and own < indent:
                return _EDIT.match(line) is not None
        return False

    def _paths(self, typed: str) -> list[Completion]:
        """Rule 5."""
        above, _, self._typed = typed.rpartition(".")
        base: Tree | None = self._tree
        if self._section() != "variants":
            base = tree_that_is_edited(self._path, self._tree, self._offset, self._read)
        if base is None:
            return []
        found = find(base, [*(above.split(".") if above else []), "\0"])
        if not isinstance(found, Gone) or found.depth < (above.count(".") + 1 if above else 0):
            return []
        return [self._item(name, "path", above) for name in found.names]

    def _defined(
        self, kind: Literal["block", "variable"], scopes: tuple[str, ...] = ("",)
    ) -> dict[str, str]:
        found: dict[str, str] = {}
        for scope in dict.fromkeys(scopes):
            for one in self._mentions:
                if one.defines and one.kind == kind and one.scopes[0] == scope:
                    found.setdefault(one.name, _detail(one))
        return found

    def _item(self, name: str, kind: CompletionKind, detail: str) -> Completion:
        span = Span(self._file, self._offset - len(self._typed), self._offset)
        return Completion(name, kind, detail, span)


def _detail(mention: Mention) -> str:
    if mention.kind == "block":
        return "block"
    scope = mention.scopes[0]
    what = "column" if scope.startswith("stage ") else f"parameter of {scope}" if scope else ""
    return what or "of the spec"
