"""The part of the JSON Schema that describes variants: bases, edits and presets.

Editors read it; the compiler merges bases and edits before it checks the spec that they make.
"""

from __future__ import annotations

from archc.ops.kinds import JsonSchema
from archc.schema.steps import NAME, NAME_PATTERN, TEXT, described, record
from archc.source.limits import MAX_NAMED_VALUES

EDIT_KEYS = ("set", "add", "replace", "insert_before", "insert_after", "remove")
VARIANT_KEYS = ("extends", "variants", *EDIT_KEYS)
"""The keys that say how a spec is made from another; none is left in the spec that they make."""

_PATHS: JsonSchema = {
    "type": ["object", "null"],
    "additionalProperties": {},
    "x-kind": "a mapping of places to values",
}
_REMOVE: JsonSchema = {"type": ["array", "null"], "items": TEXT, "x-kind": "a list of places"}


def edit_schemas() -> dict[str, JsonSchema]:
    """The edits of a base: each names places by names, and is made in the order of the file."""
    return {
        "set": described(
            _PATHS,
            "New values for what is in the base: a place, by names, and its value.",
            {"arguments.num_classes": 10},
        ),
        "add": described(
            _PATHS,
            "New arguments, constants, blocks, branches and keys.",
            {"constants.width": 16},
        ),
        "replace": described(
            _PATHS,
            "Steps, stages, branches or blocks in the place of others.",
            {"blocks.unit.relu": "gelu"},
        ),
        "insert_before": described(
            _PATHS, "Steps or stages to go before others.", {"head.dense": {"dropout": 0.5}}
        ),
        "insert_after": described(
            _PATHS, "Steps or stages to go after others.", {"stem.conv": ["batch_norm", "relu"]}
        ),
        "remove": described(_REMOVE, "What to take out of the base.", ["head.dropout"]),
    }


def variant_schemas(reference: JsonSchema) -> dict[str, JsonSchema]:
    """The keys that make a spec from another: `extends`, `variants` and the edits."""
    spec = described(TEXT, "The path of the base, relative to this file.", "base.yaml")
    extends: JsonSchema = {
        "type": ["string", "object"],
        "maxLength": TEXT["maxLength"],
        "properties": {"spec": spec, "variant": described(NAME, "A preset of the base.", "small")},
        "required": ["spec"],
        "additionalProperties": False,
        "x-kind": "the path of a spec, or a mapping with `spec` and `variant`",
    }
    preset: JsonSchema = record(
        {
            "name": described(NAME, "The name of the network.", "resnet_small"),
            "description": described(TEXT, "What the network is.", "ResNet for small images."),
            "reference": reference,
            "extends": described(NAME, "Another preset that this one starts from.", "small"),
            **edit_schemas(),
        }
    )
    presets: JsonSchema = {
        "type": ["object", "null"],
        "maxProperties": MAX_NAMED_VALUES,
        "propertyNames": {"pattern": NAME_PATTERN},
        "additionalProperties": {**preset, "type": ["object", "null"]},
        "x-kind": "a mapping of names to presets",
    }
    return {
        "extends": described(
            extends, "A spec that this one is a variant of, or a preset of it.", "base.yaml"
        ),
        **edit_schemas(),
        "variants": described(
            presets,
            "Named variants of this spec, chosen by `--variant`.",
            {"small": {"set": {"constants.width": 16}}},
        ),
    }
