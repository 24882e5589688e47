"""No value that a schema allows, on no shape whatever, makes an op raise or hang."""

from __future__ import annotations

from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from archc.ops.initializers import (
    CONV_INITIALIZER,
    INITIALIZER,
    REGULARIZER,
    VECTOR_INITIALIZER,
    Named,
)
from archc.ops.kinds import Kind
from archc.ops.op import Op
from archc.ops.shape import Misfit
from archc.ops.table import OPS

SHAPES = st.lists(st.integers(1, 300) | st.integers(1, 10**9), min_size=1, max_size=5).map(tuple)


def values(schema: dict[str, Any]) -> st.SearchStrategy[Any]:
    """Values that a schema of ours allows."""
    if "anyOf" in schema:
        return st.one_of([values(option) for option in schema["anyOf"]])
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    types = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    return st.one_of([_of_type(name, schema) for name in types if name not in ("string", "null")])


def _of_type(name: str, schema: dict[str, Any]) -> st.SearchStrategy[Any]:
    low, high = schema.get("minimum"), schema.get("maximum")
    match name:
        case "boolean":
            return st.booleans()
        case "integer":
            return st.integers(low, high) | st.integers(low, 8)
        case "number":
            low = schema.get("exclusiveMinimum", low)
            high = schema.get("exclusiveMaximum", high)
            return st.floats(
                low,
                high,
                exclude_min="exclusiveMinimum" in schema,
                exclude_max="exclusiveMaximum" in schema,
                allow_nan=False,
            )
        case "array":
            least, most = schema["minItems"], schema["maxItems"]
            return st.lists(values(schema["items"]), min_size=least, max_size=most)
        case "object":
            return st.sampled_from(sorted(schema["properties"])).map(lambda key: {key: None})
        case _:
            raise AssertionError(name)


@st.composite
def ops(draw: st.DrawFn, op: type[Op]) -> Op:
    """An op with any values that its schema allows, each given or left to its default."""
    given_values: dict[str, Any] = {}
    for field in op.fields:
        if field.required or draw(st.booleans()):
            given_values[field.name] = field.kind.convert(draw(values(field.kind.schema)))
    if not isinstance(given_values.get("padding", ""), str):
        given_values["padding"] = "valid"  # what lowering leaves of an explicit padding
    return op(**given_values)


@pytest.mark.parametrize("op", OPS.values(), ids=list(OPS))
@given(data=st.data())
def test_any_value_on_any_shape(op: type[Op], data: st.DataObject) -> None:
    layer = data.draw(ops(op))
    count = data.draw(st.integers(2, 4)) if op.merges else 1
    inputs = tuple(data.draw(SHAPES) for _ in range(count))
    output = layer.infer(inputs)
    if isinstance(output, Misfit):
        assert f"`{op.key}`" in output.message
        return
    assert all(type(size) is int and size >= 1 for size in output)
    assert all(size >= 1 for weight in layer.weights(inputs) for size in weight.shape)
    assert layer.multiply_adds(inputs, output) >= 0


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (VECTOR_INITIALIZER, "identity"),
        (VECTOR_INITIALIZER, {"orthogonal": {"gain": 2}}),
        (CONV_INITIALIZER, "identity"),
        (INITIALIZER, "Zeros"),
        (INITIALIZER, {"zeros": {"gain": 1}}),
        (INITIALIZER, {"zeros": None, "ones": None}),
        (INITIALIZER, {}),
        (INITIALIZER, None),
        (REGULARIZER, {"l2": {"l2": -1}}),
        (REGULARIZER, "l3"),
    ],
)
def test_refused_by_the_schema(kind: Kind, value: Any) -> None:
    assert not jsonschema.Draft202012Validator(kind.schema).is_valid(value)


@pytest.mark.parametrize(
    ("op", "field", "value"),
    [
        ("conv", "filters", 0),
        ("conv", "filters", 10**9),
        ("conv", "filters", True),
        ("conv", "filters", 1.5),
        ("conv", "kernel", [3]),
        ("conv", "kernel", [3, 3, 3]),
        ("conv", "kernel", [3, 0]),
        ("conv", "padding", "full"),
        ("conv", "padding", -1),
        ("conv_transpose", "padding", 1),
        ("conv_transpose", "output_padding", -1),
        ("max_pool", "padding", [[0, 1], [0, 1]]),
        ("dropout", "rate", 1),
        ("dropout", "rate", -0.1),
        ("dropout", "shared", []),
        ("dropout", "shared", "height"),
        ("dropout", "shared", ["depth"]),
        ("dropout", "shared", ["height"] * 4),
        ("stochastic_depth", "rate", 1),
        ("normalization", "mean", 0.5),
        ("normalization", "mean", []),
        ("normalization", "mean", [0.5] * 10**6),
        ("normalization", "mean", [True]),
        ("normalization", "variance", [-1]),
        ("rescaling", "scale", []),
        ("rescaling", "scale", [1e10]),
        ("rescaling", "offset", [0] * 10**6),
        ("rescaling", "offset", [[0, 1, 2]]),
        ("group_norm", "groups", 0),
        ("layer_scale", "initial", "zeros"),
        ("batch_norm", "axis", -1),
        ("batch_norm", "epsilon", 0),
        ("batch_norm", "momentum", 1.1),
        ("reshape", "shape", []),
        ("reshape", "shape", [-2]),
        ("reshape", "shape", 5),
        ("crop", "margins", [[0, 1, 2], 2]),
        ("upsample", "interpolation", "cubic"),
        ("activation", "activation", "Relu"),
    ],
)
def test_bad_value_is_refused_by_the_schema(op: str, field: str, value: Any) -> None:
    (kind,) = (declared.kind for declared in OPS[op].fields if declared.name == field)
    assert not jsonschema.Draft202012Validator(kind.schema).is_valid(value)


def test_a_name_that_keras_cannot_look_up_alone_gets_its_arguments() -> None:
    assert INITIALIZER.convert("constant") == Named("constant", (("value", 0.0),))
    assert INITIALIZER.convert({"constant": None}) == Named("constant", (("value", 0.0),))
    assert REGULARIZER.convert("l1_l2") == Named("l1_l2", (("l1", 0.0), ("l2", 0.0)))
    assert INITIALIZER.convert({"constant": {"value": 2}}) == Named("constant", (("value", 2),))
