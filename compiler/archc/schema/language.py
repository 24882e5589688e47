"""Makes the JSON Schema of a whole spec: the sections of the file around the steps.

The schema is what editors and jsonschema read, and what `archc schema` prints.
"""

from __future__ import annotations

from functools import lru_cache

from archc.ops.activation import ACTIVATION_WORDS
from archc.ops.kinds import MOMENTUM, POSITIVE, SMALL, JsonSchema, Kind
from archc.ops.layer_table import LayerTable, layers
from archc.schema.expect import EXPECT
from archc.schema.steps import (
    CALL,
    CONSTANT,
    CONSTRUCTS,
    LIST_OR_CONSTANT,
    NAME,
    NAME_PATTERN,
    ON_MISMATCH,
    RENAMED_FROM,
    REPEAT,
    SEQUENCE,
    TEXT,
    WIRES,
    WITH,
    activation_word,
    described,
    layer_schema,
    names_of,
    of_kind,
    option_schemas,
    record,
    step_schema,
)
from archc.schema.variants import variant_schemas
from archc.source.limits import MAX_NAMED_VALUES, MAX_YAML_NODES

_PARAMS: JsonSchema = {
    "type": ["array", "object"],
    "items": NAME,
    "propertyNames": {"pattern": NAME_PATTERN},
    "additionalProperties": {},
    "x-kind": "a list of names, or a mapping of names to defaults",
}

_BLOCK: JsonSchema = {
    "type": ["array", "object"],
    "items": {"$ref": "#/definitions/step"},
    "properties": {
        "description": described(
            TEXT, "What the block is, and where it comes from.", "Figure 16 of the paper."
        ),
        "params": described(
            _PARAMS,
            "The parameters; a mapping gives defaults, and an empty default must be given.",
            ["k", "l"],
        ),
        "inputs": names_of("Names for the values that the block takes.", ["x", "previous"]),
        "outputs": names_of("Names of the values that the block gives.", ["x", "previous"]),
        "steps": described(SEQUENCE, "The steps of the block.", ["relu"]),
        "renamed_from": RENAMED_FROM,
    },
    "required": ["steps"],
    "additionalProperties": False,
    "x-kind": "a list of steps, or a mapping with `steps`",
}

_ROW: JsonSchema = {"type": "array", "items": {}, "minItems": 1, "x-kind": "a list of values"}
_STAGE: JsonSchema = record(
    {
        "name": described(NAME, "The name of the stage, of its layers and of its value.", "conv2"),
        "block": described(NAME, "The block that the stage runs.", "bottleneck"),
        "with": WITH,
        "steps": described(SEQUENCE, "The steps of the stage, in place of a block.", ["relu"]),
        "output": described(
            SEQUENCE, "Steps that lead to an output; the trunk goes on without them.", ["flatten"]
        ),
        "repeat": REPEAT,
        "columns": described(
            {
                "type": "array",
                "items": NAME,
                "minItems": 1,
                "maxItems": 64,
                "x-kind": "a list of names",
            },
            "The columns of a table: the stage runs once for each of its `rows`.",
            ["filters", "repeat", "stride"],
        ),
        "rows": described(
            {"type": "array", "items": _ROW, "minItems": 1, "x-kind": "a list of rows"},
            "The rows of a table: for each, a value for every column.",
            [[64, 3, 1], [128, 4, 2]],
        ),
        "from": WIRES["from"],
        "as": WIRES["as"],
        "when": WIRES["when"],
        "scaled": WIRES["scaled"],
        "renamed_from": RENAMED_FROM,
    },
    ("name",),
    **{"x-kind": "a stage: a mapping such as `{name: a, block: unit}`"},
)

_SIZES: JsonSchema = {
    "type": "integer",
    "minimum": 1,
    "maximum": 100_000,
    "x-kind": "a whole number of at least 1",
}
_INPUT: JsonSchema = record(
    {
        "shape": described(
            {
                "type": "array",
                "items": _SIZES,
                "minItems": 1,
                "maxItems": 3,
                "x-kind": "[height, width, channels]",
            },
            "Height, width and channels of one image.",
            [299, 299, 3],
        )
    },
    ("shape",),
    **{"x-kind": "a mapping with `shape`"},
)


def _factor(description: str, example: float, kind: Kind) -> JsonSchema:
    return described(of_kind(kind), description, example)


_SCALING: JsonSchema = {
    **record(
        {
            "width": _factor("What filters are multiplied by.", 1.1, SMALL),
            "depth": _factor("What repeats are multiplied by.", 1.2, SMALL),
            "divisor": _factor("Filters are rounded to a multiple of it.", 8, POSITIVE),
            "min": _factor("The fewest filters; the divisor when left out.", 8, POSITIVE),
            "round_up_below": _factor(
                "Filters that rounding takes below this share are rounded up.", 0.9, MOMENTUM
            ),
        }
    ),
    "x-kind": "a mapping with `width`, `depth` and how to round",
}


def _mapping(values: JsonSchema, kind: str, at_most: int = MAX_YAML_NODES) -> JsonSchema:
    return {
        "type": ["object", "null"],
        "maxProperties": at_most,
        "propertyNames": {"pattern": NAME_PATTERN},
        "additionalProperties": values,
        "x-kind": kind,
    }


def _defaults() -> JsonSchema:
    options = {
        key: {**record(option_schemas(op)), "x-kind": "a mapping of keys to values"}
        for key, op in layers().ops.items()
        if option_schemas(op)
    }
    return {**record(options), "x-kind": "a mapping of layers to keys"}


def _root_properties() -> dict[str, JsonSchema]:
    return {**_identity(), **_values(), **_network(), "expect": EXPECT}


def _identity() -> dict[str, JsonSchema]:
    """What the spec is, and what it is a variant of."""
    reference = dict.fromkeys(("title", "authors", "year", "arxiv", "doi", "url", "note"), TEXT)
    published = described(
        record(reference), "Where the network was published.", {"arxiv": "1602.07261"}
    )
    return {
        "archc": described(
            {"type": "integer", "enum": [1], "x-kind": "the number 1"},
            "Version of the language.",
            1,
        ),
        "name": described(
            NAME, "The name of the network; the function is create_<name>.", "inception_v4"
        ),
        "description": described(TEXT, "What the network is.", "Inception-v4, figure 9."),
        "reference": published,
        **variant_schemas(published),
    }


def _values() -> dict[str, JsonSchema]:
    """What the steps read: arguments, constants, inputs, defaults and the merge policy."""
    return {
        "arguments": described(
            _mapping(CONSTANT, "a mapping of names to defaults", MAX_NAMED_VALUES),
            "Arguments of the generated function, and of `--set`, with their defaults.",
            {"num_classes": 1000},
        ),
        "constants": described(
            _mapping(LIST_OR_CONSTANT, "a mapping of names to values", MAX_NAMED_VALUES),
            "Numbers and lists with a name.",
            {"growth": 32, "depths": [3, 4, 6, 3]},
        ),
        "input": described(_INPUT, "The input of the network.", {"shape": [299, 299, 3]}),
        "inputs": described(
            _mapping(_INPUT, "a mapping of names to inputs"),
            "The inputs of a network that has several; the stem starts at the first.",
            {"image": {"shape": [224, 224, 3]}},
        ),
        "defaults": described(
            _defaults(), "Values for keys that a step leaves out.", {"conv": {"padding": "same"}}
        ),
        "scaling": described(
            _SCALING,
            "Factors for the filters of all convolutions and the repeats of all stages.",
            {"width": 1.1, "depth": 1.2, "divisor": 8},
        ),
        "merge": described(
            record({"on_mismatch": ON_MISMATCH}),
            "Policy for sums that do not fit.",
            {"on_mismatch": "adjust"},
        ),
    }


def _network() -> dict[str, JsonSchema]:
    """The blocks and the network that is made of them."""
    return {
        "blocks": described(
            _mapping(_BLOCK, "a mapping of names to blocks"),
            "Named sequences of steps.",
            {"cell": ["relu"]},
        ),
        "stem": described(SEQUENCE, "The first steps.", [{"conv": 32, "kernel": 3}]),
        "stages": described(
            {"type": "array", "items": _STAGE, "x-kind": "a list of stages"},
            "The trunk.",
            [{"name": "a", "block": "b"}],
        ),
        "head": described(
            SEQUENCE, "The last steps, left out by include_top=False.", ["global_avg_pool"]
        ),
    }


def spec_schema() -> JsonSchema:
    """The JSON Schema (draft 7) of a spec, made of the layers in force."""
    return _schema_of(layers())


@lru_cache(maxsize=16)
def _schema_of(table: LayerTable) -> JsonSchema:
    """The schema for a table, which is in force."""
    definitions: dict[str, JsonSchema] = {
        f"step_{key}": layer_schema(op) for key, op in table.ops.items()
    }
    definitions |= {f"step_{word}": activation_word(word) for word in ACTIVATION_WORDS}
    definitions |= {f"step_{key}": schema for key, schema in CONSTRUCTS.items()}
    definitions |= {"step_wires": record(WIRES), "step_call": CALL}
    definitions["sequence"] = {
        "type": "array",
        "items": {"$ref": "#/definitions/step"},
        "x-kind": "a list of steps",
    }
    definitions["step"] = step_schema(definitions)
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "$id": "spec-1.schema.json",
        "title": "archc spec, version 1",
        **record(
            _root_properties(), ("archc", "name"), **{"x-kind": "a mapping of keys to values"}
        ),
        "definitions": definitions,
    }
