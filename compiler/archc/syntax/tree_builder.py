"""Builds a located tree from what a YAML parser reads, one event at a time, within limits.

Recoverable findings (a key twice, a key that is no text, a number that is not finite) are reported and
left out of the tree, so that the rest of the file is read in the same run.
"""

from __future__ import annotations

from math import isfinite

from archc.diagnostics import codes
from archc.diagnostics.diagnostic import Diagnostic, Edit, Fix, Label, Sink
from archc.diagnostics.edit_keys import remove_key
from archc.source.limits import MAX_YAML_DEPTH, MAX_YAML_NODES
from archc.source.source_file import SourceFile, Span
from archc.syntax.scalars import resolve_scalar
from archc.syntax.tree import Hole, Mapping, Scalar, Sequence, Tree, describe


class _Open:
    """A list or mapping whose end has not come yet.

    `height` counts the levels inside it. `key` is the key that waits for its value: its text, or None for
    a key whose value is left out; `duplicate` is what to say if the key was there before.
    """

    __slots__ = (
        "anchor",
        "duplicate",
        "has_key",
        "height",
        "is_mapping",
        "items",
        "key",
        "keys",
        "start",
        "values",
    )

    def __init__(self, start: int, is_mapping: bool, anchor: str | None) -> None:
        self.start = start
        self.is_mapping = is_mapping
        self.anchor = anchor
        self.items: list[Tree] = []
        self.keys: dict[str, Span] = {}
        self.values: dict[str, Tree] = {}
        self.key: str | None = None
        self.duplicate: Diagnostic | None = None
        self.has_key = False
        self.height = 1


class TreeBuilder:
    """The tree so far. Every method says whether reading can go on; when not, the sink knows why."""

    def __init__(self, file: SourceFile, sink: Sink) -> None:
        self.file = file
        self.sink = sink
        self.root: Tree | None = None
        self._stack: list[_Open] = []
        self._anchors: dict[str, tuple[Tree, int]] = {}
        self._count = 0
        self._last_end = 0

    def scalar(
        self, text: str, plain: bool, tag: str | None, anchor: str | None, start: int, end: int
    ) -> bool:
        """A value without parts; `plain` if it has no quotes."""
        span = Span(self.file, start, end)
        if tag is not None:
            return self._tag(tag, span)
        if not self._counts(1, span):
            return False
        self._last_end = end
        value = resolve_scalar(text) if plain else text
        tree: Tree = Scalar(value, span)
        if isinstance(value, float) and not isfinite(value):
            self._not_finite(text, span)
            tree = Hole(span)
        return self._place(tree, anchor, 0)

    def open(
        self, is_mapping: bool, tag: str | None, anchor: str | None, start: int, end: int
    ) -> bool:
        """The begin of a list or mapping."""
        if tag is not None:
            return self._tag(tag, Span(self.file, start, end))
        if len(self._stack) >= MAX_YAML_DEPTH:
            return self.too_deep(Span(self.file, start, start + 1))
        self._stack.append(_Open(start, is_mapping, anchor))
        return self._counts(1, Span(self.file, start, start + 1))

    def close(self, start: int, end: int) -> bool:
        """The end of a list or mapping."""
        done = self._stack.pop()
        # The end of a block is reported at the next token; the last value is where it really ends.
        if end > start:
            self._last_end = end
        span = Span(self.file, done.start, max(self._last_end, done.start))
        tree = (
            Mapping(done.keys, done.values, span) if done.is_mapping else Sequence(done.items, span)
        )
        return self._place(tree, done.anchor, done.height)

    def alias(self, anchor: str, start: int, end: int) -> bool:
        """A value that stands elsewhere; it counts in full, in size and in depth."""
        span = Span(self.file, start, end)
        if anchor not in self._anchors:
            message = f"there is no anchor `{anchor}` before this"
            help_text = f"mark a value with `&{anchor}`, or quote a text that begins with `*`"
            return self._stop(codes.YAML_INVALID, message, span, help_text)
        tree, height = self._anchors[anchor]
        if len(self._stack) + height > MAX_YAML_DEPTH:
            return self.too_deep(span)
        self._last_end = end
        return self._counts(tree.size, span) and self._place(_at(tree, span), None, height)

    def document(self, start: int, end: int) -> bool:
        """The begin of a document: a file holds one."""
        if self.root is None:
            return True
        message, span = "the file holds several documents", Span(self.file, start, end)
        help_text = "give each spec a file of its own"
        line = Span(self.file, start, min(end + 1, len(self.file.text)))
        fix = Fix("remove the line of dashes", (Edit(line, ""),), safe=False)
        return self._stop(codes.YAML_SEVERAL_DOCUMENTS, message, span, help_text, (fix,))

    def _counts(self, values: int, span: Span) -> bool:
        self._count += values
        if self._count <= MAX_YAML_NODES:
            return True
        message = f"the file holds more than {MAX_YAML_NODES:,} values, aliases counted in full"
        return self._stop(codes.YAML_TOO_LARGE, message, span, _TOO_LARGE_HELP)

    def _place(self, tree: Tree, anchor: str | None, height: int) -> bool:
        if anchor is not None:
            self._anchors[anchor] = tree, height
        if not self._stack:
            self.root = tree
            return True
        parent = self._stack[-1]
        parent.height = max(parent.height, height + 1)
        if not parent.is_mapping:
            parent.items.append(tree)
        elif parent.has_key:
            self._value(parent, tree)
        else:
            parent.has_key, parent.key = True, self._key(parent, tree)
        return True

    def _value(self, parent: _Open, tree: Tree) -> None:
        if parent.key is not None:
            parent.values[parent.key] = tree
        if parent.duplicate is not None:
            self.sink.add(_with_removal(parent.duplicate, parent, tree))
            parent.duplicate = None
        parent.has_key = False

    def _key(self, parent: _Open, tree: Tree) -> str | None:
        """The text of a key; None, with a diagnostic, when its value must be left out."""
        if not isinstance(tree, Scalar) or not isinstance(tree.value, str):
            self._not_text(tree)
            return None
        first = parent.keys.setdefault(tree.value, tree.span)
        if first is tree.span:
            return tree.value
        message = f"the key `{tree.value}` stands here a second time"
        labels = (Label(first, "first here"),)
        help_text = "remove one of the two, or rename it"
        parent.duplicate = Diagnostic(
            codes.YAML_DUPLICATE_KEY, message, tree.span, labels=labels, help=help_text
        )
        return None

    def _not_text(self, tree: Tree) -> None:
        is_scalar = isinstance(tree, Scalar) and tree.value is not None
        help_text = f'quote it to make it a text: `"{tree.span.text}"`' if is_scalar else ""
        message = f"a key must be a text, and this is {describe(tree)}"
        self.sink.add(Diagnostic(codes.YAML_KEY_NOT_TEXT, message, tree.span, help=help_text))

    def _not_finite(self, text: str, span: Span) -> None:
        message = f"`{text}` is not a finite number"
        help_text = f'write an ordinary number; quote it if a text is meant: `"{text}"`'
        self.sink.add(Diagnostic(codes.WRONG_VALUE, message, span, help=help_text))

    def too_deep(self, span: Span) -> bool:
        """Reports that the file nests too deep; reading cannot go on."""
        message = f"the file nests deeper than {MAX_YAML_DEPTH} levels, aliases counted in full"
        return self._stop(codes.YAML_TOO_LARGE, message, span, _TOO_DEEP_HELP)

    def _tag(self, tag: str, span: Span) -> bool:
        message = f"YAML tags are not used in specs, and this is tagged `{tag}`"
        help_text = "remove the tag; quote a text that begins with `!`"
        return self._stop(codes.YAML_TAG, message, span, help_text)

    def _stop(
        self,
        code: codes.Code,
        message: str,
        span: Span,
        help_text: str,
        proposals: tuple[Fix, ...] = (),
    ) -> bool:
        self.sink.add(Diagnostic(code, message, span, help=help_text, proposals=proposals))
        return False


def _with_removal(finding: Diagnostic, parent: _Open, value: Tree) -> Diagnostic:
    """The finding for a second key, with the fix that removes it if its value is that of the first."""
    key = finding.span
    first = parent.values.get(key.text.strip("\"'")) if key is not None else None
    if key is None or first is None or first.plain() != value.plain():
        return finding
    fix = Fix("remove the second one", (remove_key(key, value.span),))
    return finding._replace(fix=fix)


_TOO_LARGE_HELP = "write what repeats as a block, and run it with `repeat`"
_TOO_DEEP_HELP = "give the inner parts names: a block can run other blocks"


def _at(tree: Tree, span: Span) -> Tree:
    """The same value at the place of its alias."""
    match tree:
        case Scalar():
            return Scalar(tree.value, span)
        case Sequence():
            return Sequence(tree.items, span)
        case Mapping():
            return Mapping(tree.keys, tree.values, span)
        case Hole():
            return Hole(span)
