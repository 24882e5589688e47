"""The part of the JSON Schema that describes steps: layers, merges, calls of blocks, and their wires.

A step is dispatched on the layer that it names (`dispatch.py`), so that an error points at the exact key.
`x-kind` names in words what a key holds; `x-dispatch` marks the step for the fast verdict.
"""

from __future__ import annotations

from typing import Any

from archc.ops.activation import ACTIVATION_WORDS
from archc.ops.kinds import COUNT, EXPRESSION, NUMBER, JsonSchema, Kind, choice, expression_or
from archc.ops.layer_table import layers
from archc.ops.op import Field, Op
from archc.schema.dispatch import conditions
from archc.source.limits import MAX_TEXT_ARGUMENT

NAME_PATTERN = r"^[a-z][a-z0-9_]{0,63}$(?!\n)"
"""Python's `$` also matches before a line break at the end; the lookahead is the same in every dialect."""
POLICY = choice("adjust", "project", "pad", "crop", "error")
SEQUENCE: JsonSchema = {"$ref": "#/definitions/sequence"}
NAME: JsonSchema = {
    "type": "string",
    "pattern": NAME_PATTERN,
    "x-kind": "a name: lower-case letters, digits and underscores",
}
TEXT: JsonSchema = {"type": "string", "maxLength": 2000, "x-kind": "a text"}
CONSTANT: JsonSchema = {
    "type": ["boolean", "number", "string"],
    "x-kind": "a number, true, false or a text",
    "maxLength": MAX_TEXT_ARGUMENT,
    "minimum": -1e9,
    "maximum": 1e9,
}

LIST_OR_CONSTANT: JsonSchema = {
    **CONSTANT,
    "type": ["boolean", "number", "string", "array"],
    "items": CONSTANT,
    "maxItems": 256,
    "x-kind": "a number, true, false, a text, or a list of them",
}


def described(schema: JsonSchema, description: str, example: Any) -> JsonSchema:
    """The schema with a description and an example, which editors show on hover."""
    return {**schema, "description": description, "examples": [example]}


def of_kind(kind: Kind) -> JsonSchema:
    """The schema of a kind of value, or of an expression for it."""
    return {**expression_or(kind.schema), "x-kind": kind.name}


def names_of(description: str, example: Any) -> JsonSchema:
    """The schema of one name or several."""
    schema = {
        "type": ["string", "array"],
        "pattern": NAME_PATTERN,
        "items": NAME,
        "minItems": 1,
        "maxItems": 64,
        "x-kind": "a name or a list of names",
    }
    return described(schema, description, example)


RENAMED_FROM: JsonSchema = described(
    NAME,
    "The name that it had before: `archc diff` then knows it again. Nothing else reads it.",
    "conv_1",
)
WIRES: dict[str, JsonSchema] = {
    "as": names_of("Names the value of this step, for `from` on a later one.", "skip"),
    "from": names_of("Reads the value of that name instead of the current one.", "skip"),
    "when": described(
        {
            "type": ["boolean", "string"],
            "pattern": EXPRESSION["pattern"],
            "x-kind": "true, false or an expression",
        },
        "The step is there only if this holds.",
        "${stride > 1}",
    ),
    "scaled": described(
        {
            "type": ["boolean", "string"],
            "pattern": EXPRESSION["pattern"],
            "x-kind": "true, false or an expression",
        },
        "Whether `scaling` changes the step and what is in it.",
        False,
    ),
    "renamed_from": RENAMED_FROM,
}
WITH: JsonSchema = described(
    {
        "type": ["object", "null"],
        "additionalProperties": {},
        "propertyNames": {"pattern": NAME_PATTERN},
        "x-kind": "a mapping of parameters to values",
    },
    "Values for the parameters of the block.",
    {"filters": 64},
)
REPEAT: JsonSchema = described(
    of_kind(COUNT), "How many times in a row; `$index` counts from 1.", 10
)
ON_MISMATCH: JsonSchema = described(
    {**POLICY.schema, "x-kind": POLICY.name},
    "What to do when the operands of the sum differ.",
    "project",
)


def record(
    properties: dict[str, JsonSchema], required: tuple[str, ...] = (), **more: Any
) -> JsonSchema:
    """The schema of a mapping that has these keys and no others."""
    return {
        "type": "object",
        "properties": properties,
        "required": list(required),
        "additionalProperties": False,
        **more,
    }


def _field_schema(field: Field) -> JsonSchema:
    schema = described(of_kind(field.kind), field.description, field.example)
    default = plain_default(field.default)
    if field.required or default is None:
        return schema
    return {**schema, "default": default}


def plain_default(value: Any) -> Any:
    """A default as it would stand in YAML."""
    if isinstance(value, tuple):
        items = [plain_default(item) for item in value]
        return items[0] if len(items) == 2 and items[0] == items[1] else items
    return value if isinstance(value, bool | int | float | str) else None


def option_schemas(op: type[Op]) -> dict[str, JsonSchema]:
    """The schemas of the keys of a layer, its main key excluded."""
    return {field.name: _field_schema(field) for field in op.fields if not field.is_main}


def layer_schema(op: type[Op]) -> JsonSchema:
    """The schema of a step that names this layer."""
    if op.merges:
        return _merge_schema(op)
    options = option_schemas(op)
    main = op.main_field()
    summary = (op.__doc__ or "").strip().splitlines()[0]
    if main is None:
        own: JsonSchema = {"type": "null", "x-kind": "nothing"}
    else:
        own = of_kind(main.kind)
        summary = f"{summary} {main.description}"
        if not main.required:
            own = {"anyOf": [{"type": "null"}, own], "x-kind": main.kind.name}
    own = described(own, summary, main.example if main else None)
    # Other required keys may stand in `defaults`: decoding looks for them.
    return record({op.key: own, **options, **WIRES}, (op.key,))


_CONCAT_ON_MISMATCH = described(
    {**choice("crop", "error").schema, "x-kind": choice("crop", "error").name},
    "What to do when the heights and widths differ.",
    "crop",
)
_BRANCHES: JsonSchema = {
    "type": ["array", "object", "null"],
    "items": SEQUENCE,
    "minItems": 1,
    "maxItems": 256,
    "minProperties": 1,
    "maxProperties": 256,
    "propertyNames": {"pattern": NAME_PATTERN},
    "additionalProperties": SEQUENCE,
    "x-kind": "a list of branches, or a mapping of names to branches; a branch is a list of steps",
}


def _merge_schema(op: type[Op]) -> JsonSchema:
    summary = (op.__doc__ or "").strip().splitlines()[0]
    example = [[{"conv": 64, "kernel": 1}], []]
    properties = {op.key: described(_BRANCHES, summary, example), **WIRES}
    properties["on_mismatch"] = ON_MISMATCH if op.key != "concat" else _CONCAT_ON_MISMATCH
    return record(properties, (op.key,))


_RESIDUAL: JsonSchema = {
    "type": ["array", "object"],
    "items": {"$ref": "#/definitions/step"},
    "properties": {
        "body": described(
            SEQUENCE, "The branch that computes the residual.", [{"conv": 64, "kernel": 3}]
        ),
        "shortcut": described(
            SEQUENCE, "The other branch; the identity when left out.", [{"conv": 64, "kernel": 1}]
        ),
        "scale": described(of_kind(NUMBER), "Multiplies the residual before the sum.", 0.1),
        "on_mismatch": ON_MISMATCH,
    },
    "required": ["body"],
    "additionalProperties": False,
    "x-kind": "a list of steps, or a mapping with `body`",
}

CONSTRUCTS: dict[str, JsonSchema] = {
    "residual": record(
        {
            "residual": described(
                _RESIDUAL,
                "A sum of a branch and a shortcut (He et al. 2015).",
                [{"conv": 64, "kernel": 3}],
            ),
            **WIRES,
        },
        ("residual",),
    ),
    "block": record(
        {
            "block": described(NAME, "Runs a block of this spec.", "bottleneck"),
            "with": WITH,
            "repeat": REPEAT,
            **WIRES,
        },
        ("block",),
    ),
    "repeat": record(
        {"repeat": REPEAT, "steps": described(SEQUENCE, "What to repeat.", ["relu"]), **WIRES},
        ("repeat", "steps"),
    ),
}
"""Steps that are not layers."""

CALL: JsonSchema = {
    "type": "object",
    "properties": {"repeat": REPEAT, **WIRES},
    "additionalProperties": {},
    "x-kind": "a call of a block",
}
"""A call of a block in the form of a layer: `{conv_bn: 64, kernel: 3}`. The block knows its keys."""


def step_schema(definitions: dict[str, JsonSchema]) -> JsonSchema:
    """A step: a word, or a mapping checked by the layer that it names."""
    return {
        "type": ["string", "object"],
        "anyOf": [
            {"type": "string", "enum": sorted(_bare_words())},
            {"type": "string", "pattern": NAME_PATTERN},
            {"type": "object"},
        ],
        "minProperties": 1,
        "properties": {
            key: {"description": _summary(definitions, key)}
            for key in (*layers().ops, *ACTIVATION_WORDS, *CONSTRUCTS)
        },
        "allOf": [
            {"if": condition, "then": {"$ref": f"#/definitions/{name}"}}
            for name, condition in conditions().items()
        ],
        "x-dispatch": True,
        "x-kind": "a layer: a word such as `relu`, or a mapping such as `{conv: 64, kernel: 3}`",
    }


def _summary(definitions: dict[str, JsonSchema], key: str) -> str:
    return str(definitions[f"step_{key}"]["properties"][key].get("description", ""))


def _bare_words() -> list[str]:
    plain = [
        key
        for key, op in layers().ops.items()
        if not op.merges and not any(f.required for f in op.fields)
    ]
    return [*plain, *ACTIVATION_WORDS]


def activation_word(word: str) -> JsonSchema:
    """The schema of a step such as `{relu: null, as: x}`."""
    own: JsonSchema = {"type": "null", "x-kind": "nothing"}
    return record(
        {word: described(own, f"The activation function {word}.", None), **WIRES}, (word,)
    )
