"""The kinds of value that a key can hold: what the schema says of them, and their one Python form."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from archc.source.record import record

JsonSchema = dict[str, Any]


@record
class Kind:
    """What a key may hold.

    `schema` is flat (no `oneOf`), so that a message can point at what is wrong. `convert` takes a value
    that the schema allows to the form that ops work with.
    """

    name: str
    schema: JsonSchema
    convert: Callable[[Any], Any] = lambda value: value


EXPRESSION: JsonSchema = {"type": "string", "pattern": r"^\$"}


def expression_or(schema: JsonSchema) -> JsonSchema:
    """The schema of the same value, or of an expression that computes it."""
    if "enum" in schema:
        words = {"x-kind": schema["x-kind"]} if "x-kind" in schema else {}
        return {"anyOf": [schema, EXPRESSION], **words}
    if "anyOf" in schema:
        return {**schema, "anyOf": [*schema["anyOf"], EXPRESSION]}
    types = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    result = {**schema, "type": [*types, "string"], "pattern": EXPRESSION["pattern"]}
    if "items" in schema:
        result["items"] = expression_or(schema["items"])
    return result


def _pair(value: Any) -> tuple[int, int]:
    if isinstance(value, list | tuple):
        return int(value[0]), int(value[1])
    return int(value), int(value)


def _margins(value: Any) -> Any:
    if isinstance(value, str):
        return value
    height, width = value if isinstance(value, list | tuple) else (value, value)
    return _pair(height), _pair(width)


def _floats(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return tuple(float(number) for number in value)
    return float(value)


def _integer(low: int, high: int) -> JsonSchema:
    words = f"a whole number of at least {low}"
    return {"type": "integer", "minimum": low, "maximum": high, "x-kind": words}


def _pair_schema(low: int, high: int) -> JsonSchema:
    one = _integer(low, high)
    return {**one, "type": ["integer", "array"], "items": one, "minItems": 2, "maxItems": 2}


def _margin_schema() -> JsonSchema:
    sides = _pair_schema(0, 10_000)
    return {**sides, "items": sides}


def choice(*values: str) -> Kind:
    """One of a few words."""
    return Kind(f"one of {', '.join(values)}", {"type": "string", "enum": list(values)})


def whole_number(low: int, high: int) -> Kind:
    """A whole number of a range, its ends included."""
    name = f"a whole number from {low:,} to {high:,}"
    return Kind(name, {"type": "integer", "minimum": low, "maximum": high, "x-kind": name}, int)


def number(low: float, high: float) -> Kind:
    """A number of a range, its ends included."""
    return Kind(
        f"a number from {low:g} to {high:g}",
        {"type": "number", "minimum": low, "maximum": high},
        float,
    )


MAX_FILTERS = 1_000_000
MAX_SIZE = 100_000

POSITIVE = Kind("a whole number of at least 1", _integer(1, MAX_FILTERS), int)
COUNT = Kind("a whole number of at least 0", _integer(0, MAX_FILTERS), int)
SIZE = Kind("a whole number of at least 1, or [height, width]", _pair_schema(1, MAX_SIZE), _pair)
EXTRA = Kind("a whole number of at least 0, or [height, width]", _pair_schema(0, MAX_SIZE), _pair)
MARGINS = Kind(
    "a number, [height, width] or [[top, bottom], [left, right]]", _margin_schema(), _margins
)
NUMBER = Kind("a number", {"type": "number", "minimum": -1e9, "maximum": 1e9}, float)
SMALL = Kind("a number above 0", {"type": "number", "exclusiveMinimum": 0, "maximum": 1e9}, float)
_NUMBER_ITEM: JsonSchema = {**NUMBER.schema, "x-kind": NUMBER.name}
_CHANNEL_LIST: JsonSchema = {"type": "array", "minItems": 1, "maxItems": 4096}
NUMBERS = Kind(
    "a list of numbers, one for each channel", {**_CHANNEL_LIST, "items": _NUMBER_ITEM}, _floats
)
VARIANCES = Kind(
    "a list of numbers of at least 0, one for each channel",
    {**_CHANNEL_LIST, "items": {**_NUMBER_ITEM, "minimum": 0, "x-kind": "a number of at least 0"}},
    _floats,
)
NUMBER_OR_LIST = Kind(
    "a number, or a list with one for each channel",
    {**NUMBERS.schema, **NUMBER.schema, "type": ["number", "array"]},
    _floats,
)
SHARE = Kind(
    "a number from 0 to below 1", {"type": "number", "minimum": 0, "exclusiveMaximum": 1}, float
)
MOMENTUM = Kind("a number from 0 to 1", {"type": "number", "minimum": 0, "maximum": 1}, float)
BOOLEAN = Kind("true or false", {"type": "boolean"})
PADDING = Kind(
    "same, valid, or a margin of zeros: a number, [height, width] or [[top, bottom], [left, right]]",
    {"anyOf": [{"type": "string", "enum": ["same", "valid"]}, expression_or(_margin_schema())]},
    _margins,
)
WINDOW_PADDING = choice("same", "valid")
DIMENSIONS = Kind(
    "a list of whole numbers; -1 stands for what is left",
    {"type": "array", "items": _integer(-1, 10**9), "minItems": 1, "maxItems": 8},
    lambda value: tuple(int(size) for size in value),
)
AXIS = choice("channels", "height", "width")
SHARED_AXES = Kind(
    "a list of axes: height, width, channels",
    {"type": "array", "items": {**AXIS.schema, "x-kind": AXIS.name}, "minItems": 1, "maxItems": 3},
    lambda value: tuple(axis for axis in ("height", "width", "channels") if axis in value),
)
ACTIVATION = choice(
    *(
        "celu",
        "elu",
        "exponential",
        "gelu",
        "hard_sigmoid",
        "hard_silu",
        "hard_swish",
        "leaky_relu",
    ),
    *("linear", "log_softmax", "mish", "relu", "relu6", "selu", "sigmoid", "silu", "softmax"),
    *("softplus", "softsign", "swish", "tanh"),
)
