"""Tells what stands at an offset: a step with its shapes, a name with its meaning, an expression's value.

1. An expression has a value for each use of the step that it stands in.
2. A name is told with the lines that define it; a block with its uses, too.
3. Everything else belongs to the innermost step or stage around it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping as Variables
from typing import Any, NamedTuple

from archc.diagnostics.diagnostic import Sink
from archc.editor.definitions import Named, find_definition
from archc.editor.describe_layer import describe_key, describe_layer
from archc.editor.describe_section import describe_section
from archc.editor.describe_step import describe_uses, describe_values
from archc.editor.open_network import open_network
from archc.editor.step_uses import SpanKey, Use, find_uses
from archc.editor.trail import Crumb, on_key, read_tree, trail_at
from archc.source.source_file import Span
from archc.spec.expression_value import ExpressionError
from archc.spec.expressions import is_expression, parse_expression
from archc.syntax.read_source import ReadSource
from archc.syntax.tree import Mapping, Scalar

Uses = dict[SpanKey, list[Use]]
_IMAGE_RANK = 3
_MAX_LINES = 12


class Hover(NamedTuple):
    """Markdown about what a span covers."""

    text: str
    span: Span


class _Step(NamedTuple):
    """A step or a stage around an offset: the word that it is known by, and its uses."""

    word: str
    span: Span
    uses: list[Use]


def uses_of(path: str, read: ReadSource) -> Uses:
    """The uses of all steps of a spec; those of its base, too, which lie in another file."""
    graph = open_network(path, read)
    return find_uses(graph) if graph is not None else {}


def find_hover(path: str, offset: int, read: ReadSource, uses: Uses) -> Hover | None:
    """What to tell about an offset; None when there is nothing to tell."""
    file = read(path, Sink())
    tree = read_tree(file) if file is not None else None
    if file is None or tree is None:
        return None
    trail = trail_at(tree, offset)
    step = _step_around(trail, uses)
    last = trail[-1]
    span = last.key_span if last.key_span is not None and on_key(trail, offset) else last.node.span
    parts = [*_expression(trail, offset, step), *_name(find_definition(path, offset, read), uses)]
    told = describe_section(trail) if on_key(trail, offset) else ""
    calls = step is not None and (step.span == span or last.key == "block")
    if step is None and not parts:
        parts = [told]
    elif step is not None and not parts:
        parts = [told, *_about_step(step, last, span)]
    elif step is not None and calls:
        parts.append(describe_uses(step.uses))
    text = "\n\n".join(part for part in dict.fromkeys(parts) if part)
    return Hover(text, span) if text else None


def _step_around(trail: list[Crumb], uses: Uses) -> _Step | None:
    """Rule 3."""
    for crumb in reversed(trail[1:]):
        node = crumb.node
        spans = {}
        if isinstance(node, Mapping):
            spans = {key: span for key, span in node.keys.items() if span.key() in uses}
            name = node.get("name")
            if not spans and isinstance(name, Scalar) and name.span.key() in uses:
                spans = {"": name.span}
        elif isinstance(node, Scalar) and node.span.key() in uses and isinstance(crumb.key, int):
            spans = {str(node.value): node.span}
        for word, span in spans.items():
            return _Step(word, span, uses[span.key()])
        if crumb.key_span is not None and crumb.key_span.key() in uses and len(trail) <= 2:
            return _Step(str(crumb.key), crumb.key_span, uses[crumb.key_span.key()])
    return None


def _about_step(step: _Step, last: Crumb, span: Span) -> list[str]:
    op = step.uses[0].op if step.uses else None
    same = all(use.op == op or use.op is op for use in step.uses)
    if span == step.span or not isinstance(last.key, str) or not last.key:
        return [describe_layer(step.word, op if same else None), describe_uses(step.uses)]
    found = describe_key(step.word, last.key, op if same else None)
    return [found or describe_uses(step.uses)]


def _expression(trail: list[Crumb], offset: int, step: _Step | None) -> list[str]:
    """Rule 1."""
    node = trail[-1].node
    if not isinstance(node, Scalar) or not is_expression(node.value) or on_key(trail, offset):
        return []
    text = str(node.value)
    try:
        expression = parse_expression(text, node.span)
    except ExpressionError as error:
        return [_fenced(str(error), "text")]  # It quotes the expression, which could be markup.
    values = describe_values(
        step.uses if step is not None else [], lambda use: _value(expression.evaluate, use)
    )
    between = "\n" if values.startswith("-") else " = "
    return [f"`{text}`{between}{values}"] if values else []


def _value(evaluate: Any, use: Use) -> Any:
    variables: dict[str, Any] = dict(use.variables)
    shape = use.inputs[0] if use.inputs else ()
    if shape:
        variables["channels"] = shape[-1]
    if len(shape) == _IMAGE_RANK:
        variables |= {"height": shape[0], "width": shape[1]}
    return _shown(evaluate, variables)


def _shown(evaluate: Any, variables: Variables[str, Any]) -> str:
    try:
        value = evaluate(variables)
    except ExpressionError as error:
        return f"no value: {error}"
    return str(value).lower() if isinstance(value, bool) else str(value)


def _name(named: Named | None, uses: Uses) -> list[str]:
    """Rule 2."""
    if named is None:
        return []
    mention, place = named.mention, named.place
    if mention.kind == "file":
        return [f"The spec `{place.file.name}`"]
    parts = [f"{_what(named)}\n{_fenced(_lines(named), 'yaml')}"]
    if mention.kind == "block" and mention.defines:
        parts.append(describe_uses(_calls(mention.name, uses)))
    return parts


def _fenced(text: str, language: str) -> str:
    """A block that nothing in the text can end."""
    fence = "`" * max(3, 1 + max(map(len, re.findall("`+", text)), default=0))
    return f"{fence}{language}\n{text}\n{fence}"


def _what(named: Named) -> str:
    mention = named.mention
    word = {"edit": "Edits", "variable": "Variable", "preset": "Preset"}.get(
        mention.kind, mention.kind.capitalize()
    )
    name = "" if mention.kind == "edit" else f" `{mention.name}`"
    scope = named.definition.scopes[0] if named.definition is not None else ""
    if mention.kind == "variable":
        word = "Column" if scope.startswith("stage ") else "Parameter" if scope else "Variable"
        if word == "Parameter":
            return f"{word}{name} of the block `{scope}`"
    if mention.defines and mention.kind != "block":
        return f"{word}{name}"
    return f"{word}{name}{'' if not name else ','} {_place(named.place)}"


def _place(span: Span) -> str:
    return f"{span.file.name.rpartition('/')[2]}:{span.line}"


def _lines(named: Named) -> str:
    """The lines that define a name: all of a block, else one."""
    file, first = named.place.file, named.place.line
    definition = named.definition
    end = definition.value.span.end if definition is not None and definition.value else 0
    last = file.position(end)[0] if named.mention.kind in ("block", "preset") else first
    last = max(first, last)
    lines = [file.line(number) for number in range(first, min(last, first + _MAX_LINES - 1) + 1)]
    indent = min((len(line) - len(line.lstrip()) for line in lines if line.strip()), default=0)
    more = ["..."] if last >= first + _MAX_LINES else []
    return "\n".join([*(line[indent:] for line in lines), *more])


def _calls(name: str, uses: Uses) -> list[Use]:
    """What all calls of a block come to."""
    return [use for used in uses.values() for use in used if use.block == name]
