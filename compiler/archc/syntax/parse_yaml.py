"""Turns the text of a spec into a located tree. The one module that imports yaml.

It reads parser events, not constructed objects: nothing in a file can name a Python type, nesting is
bounded without recursion, and an alias keeps its own place.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import islice
from typing import Any

import yaml

from archc.diagnostics import codes
from archc.diagnostics.diagnostic import Diagnostic, InternalError, Sink
from archc.source.source_file import SourceFile, Span
from archc.syntax.tree import Scalar, Tree
from archc.syntax.tree_builder import TreeBuilder

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def parse_yaml(file: SourceFile, sink: Sink) -> Tree | None:
    """The tree of a file; None, with a diagnostic in the sink, when it is not YAML that archc reads."""
    builder = TreeBuilder(file, sink)
    if not _with_few_directives(file, sink):
        return None
    try:
        for event in yaml.parse(file.text, Loader=_LOADER):
            if not _take(event, builder):
                return None
    except yaml.MarkedYAMLError as error:
        if _NESTING in (error.problem or "") and error.problem_mark is not None:
            builder.too_deep(Span(file, error.problem_mark.index, error.problem_mark.index + 1))
        else:
            sink.add(_syntax_error(file, error))
        return None
    except (yaml.YAMLError, UnicodeEncodeError):
        # Imported here: only a wrong spec needs it.
        from archc.syntax.syntax_error import forbidden_character

        sink.add(forbidden_character(file))
        return None
    if builder.root is None or _is_blank(builder.root):
        _report_empty(file, sink)
        return None
    return builder.root


def _with_few_directives(file: SourceFile, sink: Sink) -> bool:
    """Whether few tags are declared: the parser compares each `%TAG` with all others before any event."""
    found = list(islice(_TAG_DIRECTIVE.finditer(file.text), _MAX_TAG_DIRECTIVES + 1))
    if len(found) <= _MAX_TAG_DIRECTIVES:
        return True
    message = "YAML tags are not used in specs, and this file declares many"
    span = Span(file, *found[-1].span())
    sink.add(Diagnostic(codes.YAML_TAG, message, span, help="remove the lines with `%TAG`"))
    return False


_NESTING = "nesting depth"
"""What the C parser calls a limit of its own, which brackets may reach before their events come."""
_TAG_DIRECTIVE = re.compile("%TAG")
_MAX_TAG_DIRECTIVES = 100


def scalar_ranges(file: SourceFile) -> list[tuple[int, int]]:
    """Where the values without parts begin and end in a file that is YAML: no comment begins in one."""
    events = yaml.parse(file.text, Loader=_LOADER)
    scalars = (event for event in events if isinstance(event, yaml.ScalarEvent))
    marks = ((event.start_mark, event.end_mark) for event in scalars)
    return [(start.index, end.index) for start, end in marks if start and end]


def _take(event: yaml.Event, builder: TreeBuilder) -> bool:
    """Adds one event to the tree; False when reading must stop here."""
    handler = _HANDLERS.get(type(event))
    if handler is None:
        return True
    if event.start_mark is None or event.end_mark is None:
        raise InternalError("parse_yaml: the parser gives an event without a place")
    return handler(event, builder, event.start_mark.index, event.end_mark.index)


def _scalar(event: Any, builder: TreeBuilder, start: int, end: int) -> bool:
    plain = event.style is None or event.style == ""
    return builder.scalar(event.value, plain, event.tag, event.anchor, start, end)


def _sequence(event: Any, builder: TreeBuilder, start: int, end: int) -> bool:
    return builder.open(False, event.tag, event.anchor, start, end)


def _mapping(event: Any, builder: TreeBuilder, start: int, end: int) -> bool:
    return builder.open(True, event.tag, event.anchor, start, end)


def _end(_: Any, builder: TreeBuilder, start: int, end: int) -> bool:
    return builder.close(start, end)


def _alias(event: Any, builder: TreeBuilder, start: int, end: int) -> bool:
    return builder.alias(event.anchor, start, end)


def _document(_: Any, builder: TreeBuilder, start: int, end: int) -> bool:
    return builder.document(start, end)


_HANDLERS: dict[type[yaml.Event], Callable[[Any, TreeBuilder, int, int], bool]] = {
    yaml.ScalarEvent: _scalar,
    yaml.SequenceStartEvent: _sequence,
    yaml.MappingStartEvent: _mapping,
    yaml.SequenceEndEvent: _end,
    yaml.MappingEndEvent: _end,
    yaml.AliasEvent: _alias,
    yaml.DocumentStartEvent: _document,
}


def _is_blank(root: Tree) -> bool:
    return isinstance(root, Scalar) and root.value is None


def _report_empty(file: SourceFile, sink: Sink) -> None:
    help_text = "a spec begins with `archc: 1` and `name:`; `archc schema` prints all keys"
    sink.add(
        Diagnostic(codes.YAML_EMPTY, "the file holds no spec", Span(file, 0, 0), help=help_text)
    )


def _syntax_error(file: SourceFile, error: yaml.MarkedYAMLError) -> Diagnostic:
    # Imported here: only a wrong spec needs it.
    from archc.syntax.syntax_error import syntax_error

    mark, context = error.problem_mark, error.context_mark
    return syntax_error(
        file,
        problem=error.problem or "",
        offset=mark.index if mark is not None else 0,
        context=error.context or "",
        context_offset=context.index if context is not None else None,
    )
