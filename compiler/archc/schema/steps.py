"""The part of the JSON Schema that describes steps: layers, merges, calls of blocks, and their wires.

A step is dispatched on the layer that it names, with `if`/`then`, so that an error points at the exact key.
`x-kind` names in words what a key holds; `x-dispatch` marks the step for the fast verdict.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from archc.ops.activation import ACTIVATION_WORDS
from archc.ops.kinds import COUNT, EXPRESSION, NUMBER, Kind, choice, expression_or
from archc.ops.op import Field, Op
from archc.ops.table import OPS

JsonSchema = dict[str, Any]

NAME_PATTERN = r"^[a-z][a-z0-9_]{0,63}$"
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
    "maxLength": 400,
    "minimum": -1e9,
    "maximum": 1e9,
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
    default = _plain(field.default)
    if field.required or default is None:
        return schema
    return {**schema, "default": default}


def _plain(value: Any) -> Any:
    """A default as it would stand in YAML."""
    if isinstance(value, tuple):
        items = [_plain(item) for item in value]
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
    required = [field.name for field in op.fields if field.required and not field.is_main]
    return record({op.key: own, **options, **WIRES}, (op.key, *required))


_BRANCHES: JsonSchema = {
    "type": ["array", "object"],
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
    named = {"anyOf": [{"type": "null"}, _BRANCHES], "x-kind": _BRANCHES["x-kind"]}
    properties = {op.key: described(named, summary, example), **WIRES}
    if op.key != "concat":
        properties["on_mismatch"] = ON_MISMATCH
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


def dispatch(step: dict[str, Any]) -> str | None:
    """The definition that a step is checked against, found by its keys; None for a call of a block.

    A word such as `scale` can be a layer and a key of another layer: it counts as a layer only if no
    other key of the step is a layer that has it.
    """
    if "block" in step:
        return "step_block"
    if "residual" in step:
        return "step_residual"
    found = [key for key in step if key in OPS or key in ACTIVATION_WORDS]
    if len(found) > 1:
        found = [
            key for key in found if not any(key in _option_names(o) for o in found if o != key)
        ] or found
    if found:
        return f"step_{found[0]}"
    if "repeat" in step and "steps" in step:
        return "step_repeat"
    return "step_wires" if all(key in WIRES for key in step) else None


@cache
def _option_names(key: str) -> frozenset[str]:
    return (
        frozenset(f.name for f in OPS[key].fields if not f.is_main) if key in OPS else frozenset()
    )


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
            for key in (*OPS, *ACTIVATION_WORDS, *CONSTRUCTS)
        },
        "allOf": [
            *(
                {"if": _condition(key), "then": {"$ref": f"#/definitions/step_{key}"}}
                for key in known_words()
            ),
            {"if": _only_wires(), "then": {"$ref": "#/definitions/step_wires"}},
        ],
        "x-dispatch": True,
        "x-kind": "a layer: a word such as `relu`, or a mapping such as `{conv: 64, kernel: 3}`",
    }


def known_words() -> tuple[str, ...]:
    """Every word that names a step: layers, activations and constructs."""
    return (*OPS, *ACTIVATION_WORDS, *CONSTRUCTS)


def _summary(definitions: dict[str, JsonSchema], key: str) -> str:
    return str(definitions[f"step_{key}"]["properties"][key].get("description", ""))


def _bare_words() -> list[str]:
    plain = [
        key for key, op in OPS.items() if not op.merges and not any(f.required for f in op.fields)
    ]
    return [*plain, *ACTIVATION_WORDS]


def _condition(key: str) -> JsonSchema:
    """When a step is the layer `key`; the twin of `dispatch`."""
    constructs = ("block", "residual")
    if key in constructs:
        stronger = list(constructs[: constructs.index(key)])
    elif key == "repeat":
        others = [*constructs, *OPS, *ACTIVATION_WORDS]
        return {"required": ["repeat", "steps"], **_without(others)}
    else:
        stronger = [*constructs, *(other for other in OPS if key in _option_names(other))]
    return {"required": [key], **_without(stronger)}


def _without(keys: list[str]) -> JsonSchema:
    return {"not": {"anyOf": [{"required": [key]} for key in keys]}} if keys else {}


def _only_wires() -> JsonSchema:
    return {"type": "object", "propertyNames": {"enum": list(WIRES)}}


def activation_word(word: str) -> JsonSchema:
    """The schema of a step such as `{relu: null, as: x}`."""
    own: JsonSchema = {"type": "null", "x-kind": "nothing"}
    return record(
        {word: described(own, f"The activation function {word}.", None), **WIRES}, (word,)
    )
