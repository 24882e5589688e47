"""Says what is wrong inside of `{name: arguments}`, as initialisers and regularisers are written."""

from __future__ import annotations

from archc.diagnostics import codes
from archc.diagnostics.diagnostic import Diagnostic
from archc.diagnostics.suggest import suggest
from archc.ops.kinds import JsonSchema
from archc.schema.conforms import conforms
from archc.syntax.tree import Mapping, Tree, describe


def wrong_in_named(place: Tree, schema: JsonSchema) -> Diagnostic | None:
    """The first thing that is wrong with the name or its arguments; None for values of other kinds."""
    named = [option for option in schema.get("anyOf", ()) if option.get("maxProperties") == 1]
    if not isinstance(place, Mapping) or len(place.values) != 1 or not named:
        return None
    known: dict[str, JsonSchema] = named[0]["properties"]
    name, given = next(iter(place.items()))
    if name not in known:
        return _unknown(
            place, name, list(known), f"there is no `{name}` in Keras", codes.WRONG_VALUE
        )
    arguments = known[name].get("properties", {})
    if not isinstance(given, Mapping):
        return None
    for key, value in given.items():
        if key not in arguments:
            message = f"`{name}` has no argument `{key}`"
            return _unknown(given, key, list(arguments), message, codes.UNKNOWN_KEY)
        if not conforms(value.plain(), arguments[key], {}):
            return _wrong(key, value, arguments[key])
    return None


def _unknown(
    place: Mapping, key: str, known: list[str], message: str, code: codes.Code
) -> Diagnostic:
    near = suggest(key, known, place.keys[key], known="it can be" if known else "")
    return Diagnostic(code, message, place.keys[key], help=near.help, fix=near.fix)


def _wrong(key: str, value: Tree, schema: JsonSchema) -> Diagnostic:
    words = schema.get("enum", ())
    near = suggest(str(value.plain()), words, value.span, known="it can be")
    message = f"`{key}` cannot be {describe(value)}"
    return Diagnostic(codes.WRONG_VALUE, message, value.span, help=near.help, fix=near.fix)
