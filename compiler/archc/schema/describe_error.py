"""Turns a break of the schema into a diagnostic: what is wrong, where exactly, and what to type."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Sequence as Items
from typing import Any

from archc.diagnostics import codes
from archc.diagnostics.diagnostic import Diagnostic
from archc.diagnostics.suggest import did_you_mean
from archc.ops.kinds import JsonSchema
from archc.schema.dispatch import dispatch, known_words
from archc.schema.find_errors import SchemaError
from archc.source.source_file import Span
from archc.syntax.tree import Hole, Mapping, Scalar, Sequence, Tree, describe


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
    known = [other for other in error.schema["properties"] if other not in place.values]
    layer = layer_of(place)
    where = (
        f"`{layer}` has no key `{key}`" if layer is not None else f"there is no key `{key}` here"
    )
    help_text = did_you_mean(key, known, known="the keys are")
    return Diagnostic(codes.UNKNOWN_KEY, where, place.keys[key], help=help_text)


def two_layers(place: Mapping, first: str, second: str) -> Diagnostic:
    """A step that names two layers."""
    return Diagnostic(
        codes.AMBIGUOUS_STEP,
        f"a step is one layer, and this one names `{first}` and `{second}`",
        place.keys[second],
        help=f"make `{second}` a step of its own, in a new list item",
    )


def layer_of(place: Mapping) -> str | None:
    """The word that names a step; None for a mapping that is no step, or a step without a layer."""
    word = dispatch(place.values).removeprefix("step_")
    return word if word in place.values and word in known_words() else None


def missing_key(place: Mapping, key: str, error: SchemaError) -> Diagnostic:
    """A key that a mapping must have."""
    layer = layer_of(place)
    span = place.keys[layer] if layer is not None else head(place)
    what = f"`{layer}` needs" if layer else "this needs"
    description = error.schema["properties"][key].get("description", "")
    help_text = f"`{key}`: {description}"
    return Diagnostic(codes.MISSING_KEY, f"{what} the key `{key}`", span, help=help_text)


def head(place: Mapping) -> Span:
    """The first key of a mapping: a whole mapping is too much to underline."""
    return next(iter(place.keys.values()), place.span)


def bad_name(place: Mapping, name: str) -> Diagnostic:
    """A key that is not a name."""
    return Diagnostic(
        codes.WRONG_VALUE, f"`{name}` is not a name", place.keys[name], help=NAME_HELP
    )


NAME_HELP = (
    "a name has lower-case letters, digits and underscores, begins with a letter and has at most "
    "64 characters"
)


def wrong_value(place: Tree, key_span: Span | None, error: SchemaError) -> Diagnostic:
    """A value that its key cannot have."""
    schema = error.schema
    kind = schema.get("x-kind", "another value")
    key = error.path[-1] if error.path else ""
    subject = f"`{key}` must be" if isinstance(key, str) and key else "this must be"
    code = codes.WRONG_TYPE if error.keyword == "type" else codes.WRONG_VALUE
    if key == "archc":
        code = codes.WRONG_VERSION
    message = f"{subject} {kind}; this is {describe(place)}"
    return Diagnostic(code, message, _span_of(place, key_span), help=_value_help(place, schema))


def _span_of(place: Tree, key_span: Span | None) -> Span:
    """The value, but its key when it is nothing, and a key when it has many lines."""
    span = place.span
    if isinstance(place, Scalar) and span.start < span.end:
        return span
    return key_span or (head(place) if isinstance(place, Mapping) else span)


def _value_help(place: Tree, schema: JsonSchema) -> str:
    words = _words_of(schema)
    if isinstance(place, Scalar) and isinstance(place.value, str) and words:
        return did_you_mean(place.value, words)
    examples: Items[Any] = schema.get("examples", ())
    return f"for example `{_yaml(examples[0])}`" if examples and examples[0] is not None else ""


def _words_of(schema: JsonSchema) -> list[str]:
    options = [schema, *schema.get("anyOf", ())]
    return [word for option in options for word in option.get("enum", ()) if isinstance(word, str)]


def _yaml(value: Any) -> str:
    """A short value as YAML writes it in one line."""
    match value:
        case bool():
            return str(value).lower()
        case list():
            return f"[{', '.join(_yaml(item) for item in value)}]"
        case dict():
            return f"{{{', '.join(f'{key}: {_yaml(item)}' for key, item in value.items())}}}"
    return str(value)
