"""Turns a break of the schema into a diagnostic: what is wrong, where exactly, and what to type."""

from __future__ import annotations

import re
from collections.abc import Iterable
from collections.abc import Sequence as Items
from typing import Any

from archc.diagnostics import codes
from archc.diagnostics.diagnostic import Diagnostic, Edit, Fix
from archc.diagnostics.suggest import Suggestion, closest, suggest
from archc.ops.kinds import EXPRESSION, JsonSchema
from archc.ops.layer_table import layers
from archc.schema.dispatch import dispatch
from archc.schema.find_errors import SchemaError
from archc.schema.language import spec_schema
from archc.schema.mend_step import move_to_front, repeat_step, split_step
from archc.schema.mend_value import mend_value, name_of_value
from archc.schema.named_arguments import wrong_in_named
from archc.schema.steps import NAME_PATTERN
from archc.source.source_file import Span
from archc.syntax.tree import Hole, Mapping, Scalar, Sequence, Tree, describe
from archc.syntax.write_yaml import show_example, write_yaml


def find_place(tree: Tree, path: Iterable[str | int]) -> tuple[Tree, Span | None]:
    """The value at a path, and the place of its key."""
    key_span = None
    for part in path:
        match tree:
            case Mapping():
                key_span = tree.keys.get(str(part))
                tree = tree.values[str(part)]
            case Sequence():
                key_span = None
                tree = tree.items[int(part)]
            case Scalar() | Hole():
                break
    return tree, key_span


def unknown_key(place: Mapping, key: str, error: SchemaError) -> Diagnostic:
    """A key that a mapping does not have."""
    known = list(error.schema["properties"])
    layer = layer_of(place, error.schema)
    where = (
        f"`{layer}` has no key `{key}`" if layer is not None else f"there is no key `{key}` here"
    )
    near = suggest(key, known, place.keys[key], known="the keys are")
    help_text, fix = near.help, near.fix if closest(key, known) not in place.values else None
    if key == "repeat" and layer is not None:
        help_text = f"write `{{repeat: ..., steps: [{{{layer}: ...}}]}}`"
        fix = repeat_step(place)
    if layer is not None and key == main_key(layer):
        help_text = f"the {key} stand right after the name of the layer: `{{{layer}: ...}}`"
        fix = move_to_front(place, layer, key)
    return Diagnostic(codes.UNKNOWN_KEY, where, place.keys[key], help=help_text, fix=fix)


def main_key(layer: str | None) -> str | None:
    """What the value right after the name of a layer is called elsewhere: the `filters` of a `conv`."""
    op = layers().ops.get(layer) if layer is not None else None
    main = op.main_field() if op is not None else None
    return main.name if main is not None else None


def layer_and_block(place: Mapping, layer: str, block: str) -> Diagnostic:
    """A step that names a layer and a block of the spec."""
    message = f"`{layer}` is a layer and `{block}` a block, and a step is one of the two"
    help_text = (
        f"give `{block}` a parameter of that name by `{{block: {block}, with: {{{layer}: ...}}}}`"
    )
    return Diagnostic(codes.AMBIGUOUS_STEP, message, place.keys[layer], help=help_text)


def two_layers(place: Mapping, first: str, second: str) -> Diagnostic:
    """A step that names two layers."""
    return Diagnostic(
        codes.AMBIGUOUS_STEP,
        f"a step is one layer, and this one names `{first}` and `{second}`",
        place.keys[second],
        help=f"make `{second}` a step of its own, in a new list item",
        fix=split_step(place, second),
    )


def layer_of(place: Mapping, schema: JsonSchema) -> str | None:
    """The word that names a step; None for a mapping that is no step, or a step without a layer."""
    definition = dispatch(place.values)
    word = definition.removeprefix("step_")
    is_step = schema is spec_schema()["definitions"][definition]
    return word if is_step and word in place.values else None


def missing_key(place: Mapping, key: str, error: SchemaError) -> Diagnostic:
    """A key that a mapping must have."""
    layer = layer_of(place, error.schema)
    span = place.keys[layer] if layer is not None else head(place)
    what = f"`{layer}` needs" if layer else "this needs"
    wanted = error.schema["properties"][key]
    example, *_ = wanted.get("examples", ["..."])
    help_text = show_example(key, example, wanted.get("description", ""))
    return Diagnostic(codes.MISSING_KEY, f"{what} the key `{key}`", span, help=help_text)


def head(place: Mapping) -> Span:
    """The first key of a mapping: a whole mapping is too much to underline."""
    return next(iter(place.keys.values()), place.span)


def bad_name(place: Tree, name: str) -> Diagnostic:
    """A key or a text that is not a name."""
    span = place.keys[name] if isinstance(place, Mapping) else place.span
    help_text = "a name is made of lower-case letters, digits and _, and begins with a letter"
    if len(name) > _MAX_NAME:
        help_text = f"a name has at most {_MAX_NAME} characters"
    meant = re.sub(r"[^a-z0-9_]+", "_", name.lower()).strip("_")
    fix = None
    if isinstance(place, Scalar) and re.match(NAME_PATTERN, meant) and len(name) <= _MAX_NAME:
        fix = Fix(f"write `{meant}`", (Edit(span, meant),), safe=False)
    return Diagnostic(codes.WRONG_VALUE, f"`{name}` is not a name", span, help=help_text, fix=fix)


_MAX_NAME = 64


def wrong_version(place: Tree) -> Diagnostic:
    """A version of the language that this program does not know."""
    message = f"`archc` must be the number 1; this is {describe(place)}"
    help_text = "1 is the version of the language that this archc reads"
    fix = Fix("write `1`", (Edit(place.span, "1"),), safe=False)
    return Diagnostic(codes.WRONG_VERSION, message, place.span, help=help_text, fix=fix)


def wrong_value(place: Tree, key_span: Span | None, error: SchemaError) -> Diagnostic:
    """A value that its key cannot have."""
    schema = error.schema
    inner = wrong_in_named(place, schema)
    if inner is not None:
        return inner
    key = error.path[-1] if error.path else ""
    subject = f"`{key}` must be" if isinstance(key, str) and key else "this must be"
    # A text in the place of a number is read as an expression that lacks its `$`.
    is_type = error.keyword == "type" or error.expected == EXPRESSION["pattern"]
    code = codes.WRONG_TYPE if is_type else codes.WRONG_VALUE
    message = f"{subject} {_kind(error)}; this is {describe(place)}"
    if schema.get("type") == "null":
        message = f"`{key}` takes no value; this is {describe(place)}"
    near = _value_help(place, schema)
    fix = mend_value(place, schema) or near.fix
    named = name_of_value(place, schema) if fix is None else None
    if fix is not None and near.fix is None:
        near = Suggestion(fix.title if fix.edits[0].text else "remove the value")
    span, proposals = _span_of(place, key_span), (named,) if named is not None else ()
    return Diagnostic(code, message, span, help=near.help, fix=fix, proposals=proposals)


def _kind(error: SchemaError) -> str:
    """What the value must be, in words."""
    match error.keyword:
        case "maximum":
            return f"at most {error.expected:,}"
        case "maxLength":
            return f"a text of at most {error.expected:,} characters"
        case "maxItems" if error.expected > 2:
            return f"a list of at most {error.expected:,} values"
        case "maxProperties":
            return f"a mapping of at most {error.expected:,} keys"
    return str(error.schema.get("x-kind", "another value"))


def _span_of(place: Tree, key_span: Span | None) -> Span:
    """The value, but its key when it is nothing, and a key when it has many lines."""
    span = place.span
    if isinstance(place, Scalar) and span.start < span.end:
        return span
    if key_span is not None:
        return key_span
    if isinstance(place, Mapping):
        return head(place)
    return Span(span.file, span.start, span.start + 1) if "\n" in span.text else span


def _value_help(place: Tree, schema: JsonSchema) -> Suggestion:
    words = _words_of(schema)
    if isinstance(place, Scalar) and isinstance(place.value, str) and words:
        return suggest(place.value, words, place.span)
    examples: Items[Any] = schema.get("examples", ())
    shown = bool(examples) and examples[0] is not None
    return Suggestion(f"for example `{write_yaml(examples[0])}`" if shown else "")


def _words_of(schema: JsonSchema) -> list[str]:
    options = [schema, *schema.get("anyOf", ())]
    return [word for option in options for word in option.get("enum", ()) if isinstance(word, str)]
