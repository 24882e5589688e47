"""The schema for editors gives the verdicts of the schema that archc checks by."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from jsonschema import Draft7Validator
from tests.cases.mutations import TREES, mutated_trees

from archc.schema.conforms import conforms
from archc.schema.editor_schema import editor_schema
from archc.schema.language import spec_schema

PLAIN, SHOWN = spec_schema(), editor_schema()
VALIDATOR = Draft7Validator(SHOWN)
STEPS = [name for name in PLAIN["definitions"] if name != "step"]
VALUES: tuple[Any, ...] = (
    *(None, True, 0, 1, -1, 2.5, 10**7, 1e10, "", "same", "samex", "valid", "$x", "${x}", "x$"),
    *([], [1], [1, 2], [1, 2, 3], [[1, 2], [3, 4]], [[1]], ["$x", 1], ["height"], ["relu"], [None]),
    *({}, {"a": 1}, {"l2": {"l2": 0.1}}, {"l2": 0.1}, {"constant": {"value": 1}}, "he_normal"),
    *("channels", "relu", "gelu ", "skip", ["a", "b"], {"body": []}, 0.5, 1, 10**9, -(10**9)),
)


@pytest.mark.parametrize("name", STEPS)
def test_every_key_of_every_step(name: str) -> None:
    plain, shown = PLAIN["definitions"][name], SHOWN["definitions"][name]
    for key, schema in plain.get("properties", {}).items():
        definitions = {"definitions": SHOWN["definitions"]}
        part = Draft7Validator({**definitions, **shown["properties"][key]})
        for value in VALUES:
            right = conforms(value, schema, PLAIN["definitions"])
            assert part.is_valid(value) == right, (key, value)


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(mutated_trees(TREES))
def test_specs_with_mistakes(tree: Any) -> None:
    assert VALIDATOR.is_valid(tree) == conforms(tree, PLAIN, PLAIN["definitions"])


def test_it_says_what_every_key_is() -> None:
    for name in STEPS:
        for key, schema in SHOWN["definitions"][name].get("properties", {}).items():
            assert schema["markdownDescription"], (name, key)
    for key, schema in SHOWN["properties"].items():
        assert schema["markdownDescription"], key
        assert schema["title"] == key


def test_it_is_small_enough_to_load_at_once() -> None:
    assert len(json.dumps(SHOWN)) < 1_000_000
