"""The part of the JSON Schema that describes `expect`: budgets for counts, and shapes."""

from __future__ import annotations

from archc.ops.kinds import JsonSchema
from archc.schema.steps import NAME_PATTERN, described, record
from archc.source.limits import MAX_BUDGET_CHARS, MAX_NAMED_VALUES, MAX_TENSOR_ELEMENTS

_DECIMALS = r"\.[0-9]{1,3} ?[kK]|\.[0-9]{1,6} ?M|\.[0-9]{1,9} ?G|\.[0-9]{1,12} ?T"
NUMBER_PATTERN = rf"[0-9][0-9_,]*(?:{_DECIMALS}| ?[kKMGT])?"
"""A whole number: no prefix has more digits behind the point than make one."""
_LIMIT_PATTERN = (
    rf"^(?:(?:<=|>=|==|<|>)? *{NUMBER_PATTERN}|{NUMBER_PATTERN} *\.\. *{NUMBER_PATTERN})$(?!\n)"
)
_LIMIT: JsonSchema = {
    "type": ["integer", "string"],
    "minimum": 0,
    "maxLength": MAX_BUDGET_CHARS,
    "pattern": _LIMIT_PATTERN,
    "x-kind": (
        "a whole number, a rounded one such as `42.7M`, a limit such as `<= 43M`, or a range such as "
        "`40M..43M`"
    ),
}
_SIZE: JsonSchema = {
    "type": "integer",
    "minimum": 1,
    "maximum": MAX_TENSOR_ELEMENTS,
    "x-kind": "a whole number of at least 1",
}
_SHAPE: JsonSchema = {
    "type": "array",
    "items": _SIZE,
    "minItems": 1,
    "maxItems": 8,
    "x-kind": "a list of sizes such as [17, 17, 1088]",
    "examples": [[17, 17, 1088]],
}


def _shapes(kind: str) -> JsonSchema:
    return {
        "type": "object",
        "maxProperties": MAX_NAMED_VALUES,
        "propertyNames": {"pattern": NAME_PATTERN},
        "additionalProperties": _SHAPE,
        "x-kind": kind,
    }


_COUNTS = {
    "parameters": ("All parameters.", "<= 43M"),
    "trainable_parameters": ("The parameters that training changes.", "42.7M"),
    "multiply_adds": ("Multiplications by a weight, for one image.", "<= 13G"),
    "layers": ("Layers, as `archc show` counts them.", 489),
    "depth": ("Convolutions and dense layers on the longest way from an input to an output.", 50),
}
COUNT_KEYS = tuple(_COUNTS)
_OUTPUT: JsonSchema = {
    **_shapes("a list of sizes such as [1001], or a mapping of outputs to such lists"),
    **{key: _SHAPE[key] for key in ("items", "minItems", "maxItems")},
    "type": ["array", "object"],
}
_BUDGETS = record(
    {
        **{key: described(_LIMIT, *texts) for key, texts in _COUNTS.items()},
        "output": described(
            _OUTPUT, "The shape of the output, or the shapes of outputs by name.", [1001]
        ),
        "stages": described(
            _shapes("a mapping of stages to shapes"),
            "The shapes that stages give, by the names of the stages.",
            {"mixed_6a": [17, 17, 1088]},
        ),
    }
)
EXPECT: JsonSchema = described(
    {**_BUDGETS, "x-kind": "a mapping of budgets, such as `{parameters: <= 43M}`"},
    "What must hold of the network: its counts and its shapes.",
    {"parameters": "<= 43M", "output": [1001]},
)
