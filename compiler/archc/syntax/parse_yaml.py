"""Turns the text of a spec into a located tree. The one module that imports yaml.

It reads parser events, not constructed objects: nothing in a file can name a Python type, nesting is
bounded without recursion, and an alias keeps its own place.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import yaml

from archc.diagnostics import codes
from archc.diagnostics.diagnostic import Diagnostic, Label, Sink
from archc.source.limits import MAX_YAML_DEPTH, MAX_YAML_NODES
from archc.source.source_file import SourceFile, Span
from archc.syntax.scalars import resolve_scalar
from archc.syntax.tree import Mapping, Scalar, Sequence, Tree, describe

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def parse_yaml(file: SourceFile, sink: Sink) -> Tree | None:
    """The tree of a file; None, with a diagnostic in the sink, when it is not YAML that archc reads."""
    builder = _Builder(file, sink)
    try:
        for event in yaml.parse(file.text, Loader=_LOADER):
            if not builder.take(event):
                return None
    except yaml.YAMLError as error:
        sink.add(_syntax_error(file, error))
        return None
    if builder.root is None or builder.is_blank():
        sink.add(
            Diagnostic(
                codes.YAML_EMPTY, "the file holds no spec", Span(file, 0, 0), help=_EMPTY_HELP
            )
        )
        return None
    return builder.root


_EMPTY_HELP = "a spec begins with `archc: 1` and `name:`; `archc schema` prints all keys"


@dataclass(slots=True)
class _Open:
    """A list or mapping whose end has not come yet."""

    start: int
    is_mapping: bool
    anchor: str | None
    items: list[Tree] = field(default_factory=list)
    keys: dict[str, Span] = field(default_factory=dict)
    values: dict[str, Tree] = field(default_factory=dict)
    key: Scalar | None = None


class _Builder:
    def __init__(self, file: SourceFile, sink: Sink) -> None:
        self.file = file
        self.sink = sink
        self.root: Tree | None = None
        self._stack: list[_Open] = []
        self._anchors: dict[str, Tree] = {}
        self._last_end = 0

    def is_blank(self) -> bool:
        return isinstance(self.root, Scalar) and self.root.value is None

    def take(self, event: yaml.Event) -> bool:
        """Adds one event to the tree; False when reading must stop here."""
        match event:
            case yaml.ScalarEvent():
                return self._scalar(event)
            case yaml.MappingStartEvent() | yaml.SequenceStartEvent():
                return self._open(event)
            case yaml.MappingEndEvent() | yaml.SequenceEndEvent():
                return self._close(event)
            case yaml.AliasEvent():
                return self._alias(event)
            case yaml.DocumentStartEvent() if self.root is not None:
                place = self._span(event)
                return self._stop(
                    codes.YAML_SEVERAL_DOCUMENTS, "the file holds several documents", place
                )
        return True

    def _scalar(self, event: yaml.ScalarEvent) -> bool:
        span = self._span(event)
        if event.tag is not None:
            return self._tag(event.tag, span)
        self._last_end = span.end
        plain = event.style is None or event.style == ""
        return self._place(
            Scalar(resolve_scalar(event.value) if plain else event.value, span), event.anchor
        )

    def _open(self, event: yaml.MappingStartEvent | yaml.SequenceStartEvent) -> bool:
        if event.tag is not None:
            return self._tag(event.tag, self._span(event))
        if len(self._stack) >= MAX_YAML_DEPTH:
            message = f"the file nests deeper than {MAX_YAML_DEPTH} levels"
            return self._stop(codes.YAML_TOO_LARGE, message, self._span(event))
        is_mapping = isinstance(event, yaml.MappingStartEvent)
        self._stack.append(_Open(event.start_mark.index, is_mapping, event.anchor))
        return True

    def _close(self, event: yaml.MappingEndEvent | yaml.SequenceEndEvent) -> bool:
        done = self._stack.pop()
        # The end of a block is reported at the next token; the last value is where it really ends.
        if event.end_mark.index > event.start_mark.index:
            self._last_end = event.end_mark.index
        span = Span(self.file, done.start, max(self._last_end, done.start))
        tree = (
            Mapping(done.keys, done.values, span) if done.is_mapping else Sequence(done.items, span)
        )
        return self._place(tree, done.anchor)

    def _alias(self, event: yaml.AliasEvent) -> bool:
        span = self._span(event)
        target = self._anchors.get(event.anchor)
        if target is None:
            return self._stop(
                codes.YAML_INVALID, f"there is no anchor `{event.anchor}` before this", span
            )
        self._last_end = span.end
        return self._place(_at(target, span), None)

    def _place(self, tree: Tree, anchor: str | None) -> bool:
        if anchor is not None:
            self._anchors[anchor] = tree
        if tree.size > MAX_YAML_NODES:
            message = f"the file holds more than {MAX_YAML_NODES:,} values, aliases counted in full"
            return self._stop(codes.YAML_TOO_LARGE, message, tree.span)
        if not self._stack:
            self.root = tree
            return True
        return self._insert(self._stack[-1], tree)

    def _insert(self, parent: _Open, tree: Tree) -> bool:
        if not parent.is_mapping:
            parent.items.append(tree)
            return True
        if parent.key is None:
            return self._key(parent, tree)
        key = str(parent.key.value)
        if key not in parent.values:
            parent.values[key] = tree
        parent.key = None
        return True

    def _key(self, parent: _Open, tree: Tree) -> bool:
        if not isinstance(tree, Scalar) or not isinstance(tree.value, str):
            help_text = "quote it to make it a text" if isinstance(tree, Scalar) else ""
            found = f"a key must be a text, and this is {describe(tree)}"
            self.sink.add(Diagnostic(codes.YAML_KEY_NOT_TEXT, found, tree.span, help=help_text))
            return False
        first = parent.keys.setdefault(tree.value, tree.span)
        if first is not tree.span:
            self.sink.add(
                Diagnostic(
                    codes.YAML_DUPLICATE_KEY,
                    f"the key `{tree.value}` stands here a second time",
                    tree.span,
                    labels=(Label(first, "first here"),),
                    help="remove one of the two, or rename it",
                )
            )
        parent.key = tree
        return True

    def _tag(self, tag: str, span: Span) -> bool:
        message = f"YAML tags are not used in specs, and this is tagged `{tag}`"
        return self._stop(codes.YAML_TAG, message, span)

    def _stop(self, code: codes.Code, message: str, span: Span) -> bool:
        self.sink.add(Diagnostic(code, message, span))
        return False

    def _span(self, event: yaml.Event) -> Span:
        return Span(self.file, event.start_mark.index, event.end_mark.index)


def _at(tree: Tree, span: Span) -> Tree:
    """The same value at the place of its alias."""
    match tree:
        case Scalar():
            return Scalar(tree.value, span)
        case Sequence():
            return Sequence(tree.items, span)
        case Mapping():
            return Mapping(tree.keys, tree.values, span)


def _syntax_error(file: SourceFile, error: yaml.YAMLError) -> Diagnostic:
    mark = getattr(error, "problem_mark", None)
    offset = mark.index if mark is not None else getattr(error, "position", 0)
    offset = min(max(offset, 0), len(file.text))
    problem = (
        getattr(error, "problem", None) or getattr(error, "reason", None) or "it cannot be read"
    )
    line = file.line(file.position(offset)[0])
    tab = "\t" in line[: len(line) - len(line.lstrip())] or "'\\t'" in problem
    help_text = "indent with spaces: YAML does not allow tabs" if tab else ""
    return Diagnostic(
        codes.YAML_INVALID,
        f"this is not YAML: {problem}",
        Span(file, offset, offset + 1),
        help=help_text,
    )
