"""Checks a located tree against the schema and reports what is wrong. The one module that imports jsonschema.

jsonschema is the authority and the source of the findings, and takes some 100 ms to import and 50 ms to
run; a spec that conforms by the fast verdict never pays for it.
"""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Sequence as Items
from typing import TYPE_CHECKING, Any

from archc.diagnostics import codes
from archc.diagnostics.diagnostic import Diagnostic, InternalError, Sink
from archc.diagnostics.suggest import did_you_mean
from archc.schema.conforms import conforms
from archc.schema.language import spec_schema
from archc.schema.steps import JsonSchema, dispatch, known_words
from archc.source.source_file import Span
from archc.syntax.tree import Mapping, Scalar, Sequence, Tree, describe

if TYPE_CHECKING:
    from jsonschema.exceptions import ValidationError

_HELP_STEP = "a step is a word such as `relu`, or a mapping such as `{conv: 64, kernel: 3}`"


def validate(tree: Tree, sink: Sink) -> bool:
    """Whether the tree is a spec of the language; otherwise the sink says why not."""
    schema = spec_schema()
    plain = tree.plain()
    if conforms(plain, schema, schema["definitions"]):
        return True
    errors = _schema_errors(plain, schema)
    if not errors:
        raise InternalError("validate: the fast verdict refuses a spec that jsonschema accepts")
    for error in errors:
        sink.add(_diagnostic(tree, error))
    return False


def _schema_errors(plain: Any, schema: JsonSchema) -> list[ValidationError]:
    from jsonschema import Draft7Validator

    return list(Draft7Validator(schema).iter_errors(plain))


def _diagnostic(tree: Tree, error: ValidationError) -> Diagnostic:
    place, key_span = _find(tree, error.absolute_path)
    match error.validator:
        case "additionalProperties":
            return _unknown_key(place, error)
        case "required":
            return _missing_key(place, error)
        case "propertyNames" | "pattern" if isinstance(place, Mapping):
            return _bad_name(place, error)
    return _wrong_value(place, key_span, error)


def _find(tree: Tree, path: Iterable[str | int]) -> tuple[Tree, Span | None]:
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
            case Scalar():
                break
    return tree, key_span


def _unknown_key(place: Tree, error: ValidationError) -> Diagnostic:
    assert isinstance(place, Mapping)
    known = [key for key in error.schema["properties"] if key not in place.values]
    unknown = [key for key in place.values if key not in error.schema["properties"]]
    layer = _layer_of(place)
    if layer is not None and unknown[0] in known_words():
        return _two_layers(place, layer, unknown[0])
    where = f"`{layer}` has" if layer is not None else "there is"
    return Diagnostic(
        codes.UNKNOWN_KEY,
        f"{where} no key `{unknown[0]}`" + ("" if layer else " here"),
        place.keys[unknown[0]],
        help=did_you_mean(unknown[0], known, known="the keys are"),
    )


def _layer_of(place: Mapping) -> str | None:
    name = dispatch(place.values)
    return name.removeprefix("step_") if name not in (None, "step_wires") else None


def _two_layers(place: Mapping, first: str, second: str) -> Diagnostic:
    return Diagnostic(
        codes.AMBIGUOUS_STEP,
        f"a step is one layer, and this one names `{first}` and `{second}`",
        place.keys[second],
        help=f"make `{second}` a step of its own, in a new list item",
    )


def _missing_key(place: Tree, error: ValidationError) -> Diagnostic:
    assert isinstance(place, Mapping)
    missing = [key for key in error.validator_value if key not in place.values]
    layer = _layer_of(place)
    span = place.keys[layer] if layer in place.keys else _head(place)
    what = f"`{layer}` needs" if layer else "this needs"
    description = error.schema["properties"][missing[0]].get("description", "")
    near = [key for key in place.values if key not in error.schema["properties"]]
    found = did_you_mean(missing[0], near) if near else ""
    help_text = (
        f"`{near[0]}` should be `{missing[0]}`" if found else f"`{missing[0]}`: {description}"
    )
    return Diagnostic(codes.MISSING_KEY, f"{what} the key `{missing[0]}`", span, help=help_text)


def _head(place: Mapping) -> Span:
    """The first key of a mapping: a whole mapping is too much to underline."""
    return next(iter(place.keys.values()), place.span)


def _bad_name(place: Mapping, error: ValidationError) -> Diagnostic:
    name = str(error.instance)
    return Diagnostic(
        codes.WRONG_VALUE,
        f"`{name}` is not a name",
        place.keys.get(name, place.span),
        help="a name has lower-case letters, digits and underscores, and begins with a letter",
    )


def _wrong_value(place: Tree, key_span: Span | None, error: ValidationError) -> Diagnostic:
    schema = error.schema
    kind = schema.get("x-kind", "another value")
    key = error.absolute_path[-1] if error.absolute_path else ""
    subject = f"`{key}` must be" if isinstance(key, str) and key else "this must be"
    code = codes.WRONG_TYPE if error.validator == "type" else codes.WRONG_VALUE
    if key == "archc":
        code = codes.WRONG_VERSION
    span = place.span
    if isinstance(place, Mapping | Sequence) or span.start == span.end:
        span = key_span or (_head(place) if isinstance(place, Mapping) else span)
    return Diagnostic(
        code, f"{subject} {kind}; this is {describe(place)}", span, help=_value_help(place, schema)
    )


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
