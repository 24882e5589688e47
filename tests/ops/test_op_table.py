"""The table of layers is complete: each op is described, has examples, and a call in Keras."""

from __future__ import annotations

from typing import Any

import jsonschema
import pytest

from archc.backends.keras_calls import KERAS_CALLS
from archc.backends.python_source.custom_layers import classes_text
from archc.ops.activation import ACTIVATION_WORDS
from archc.ops.keras_call import KerasCall
from archc.ops.kinds import ACTIVATION
from archc.ops.op import Field, Op
from archc.ops.table import OPS

FIELDS = [
    pytest.param(op, field, id=f"{op.key}.{field.name}")
    for op in OPS.values()
    for field in op.fields
]


def test_keras_calls_has_every_op_and_no_other() -> None:
    assert set(KERAS_CALLS) == set(OPS.values())


@pytest.mark.parametrize("op", OPS.values(), ids=list(OPS))
def test_op_is_documented(op: type[Op]) -> None:
    assert "Keras" in (op.__doc__ or "")
    assert op.key


@pytest.mark.parametrize("op", OPS.values(), ids=list(OPS))
def test_only_the_first_field_is_the_main_one(op: type[Op]) -> None:
    assert not any(field.is_main for field in op.fields[1:])


@pytest.mark.parametrize("op", OPS.values(), ids=list(OPS))
def test_sets_channels_names_a_field(op: type[Op]) -> None:
    assert not op.sets_channels or op.sets_channels in {field.name for field in op.fields}


@pytest.mark.parametrize("op", OPS.values(), ids=list(OPS))
def test_call_reaches_every_field_once(op: type[Op]) -> None:
    call = KERAS_CALLS[op]
    reached = [*call.positional, *(keyword.field for keyword in call.keywords)]
    assert sorted(reached) == sorted(field.name for field in op.fields)


@pytest.mark.parametrize("op", OPS.values(), ids=list(OPS))
def test_call_passes_required_fields_by_position_first(op: type[Op]) -> None:
    required = {field.name for field in op.fields if field.required}
    assert required == set(KERAS_CALLS[op].positional)


@pytest.mark.parametrize(("op", "field"), FIELDS)
def test_default_is_that_of_keras(op: type[Op], field: Field) -> None:
    keywords = {keyword.field: keyword for keyword in KERAS_CALLS[op].keywords}
    if not field.required:
        assert keywords[field.name].default == field.default


@pytest.mark.parametrize(("op", "field"), FIELDS)
def test_field_is_described(op: type[Op], field: Field) -> None:
    del op
    assert field.description.strip().endswith(".")


@pytest.mark.parametrize(("op", "field"), FIELDS)
def test_example_is_accepted(op: type[Op], field: Field) -> None:
    jsonschema.validate(field.example, field.kind.schema)
    assert op(**{field.name: field.kind.convert(field.example)}).values()[field.name] is not None


@pytest.mark.parametrize(("op", "field"), FIELDS)
def test_default_has_the_converted_form(op: type[Op], field: Field) -> None:
    """A default that a spec writes out must compare equal to the one left out."""
    del op
    if field.required or field.default is None:
        return
    written = _as_written(field.default)
    jsonschema.validate(written, field.kind.schema)
    assert field.kind.convert(written) == field.default


def test_activation_words_are_all_values_but_those_that_name_a_layer() -> None:
    values = set(ACTIVATION.schema["enum"])
    assert set(ACTIVATION_WORDS) == values - set(OPS)
    assert set(ACTIVATION_WORDS.values()) <= values


def test_ops_are_immutable_and_comparable_by_their_values() -> None:
    op = OPS["conv"](filters=8, kernel=(3, 3))
    with pytest.raises(AttributeError):
        op.filters = 9  # type: ignore[attr-defined]
    assert op.replace(filters=9).values() == {**op.values(), "filters": 9}


def test_a_module_of_a_call_holds_its_class() -> None:
    for call in KERAS_CALLS.values():
        if call.module:
            assert f"class {call.layer}(keras.layers.Layer):" in classes_text(call.module)


def test_calls_are_plain_data() -> None:
    assert all(isinstance(call, KerasCall) for call in KERAS_CALLS.values())


def _as_written(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_as_written(item) for item in value]
    return getattr(value, "name", value)
