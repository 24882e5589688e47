"""Each op's shape, weights and counts are those of the Keras layer that it is compiled to."""

from __future__ import annotations

import inspect
import os
from typing import Any

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.keras.layer_calls import (
    builds,
    call_keras,
    home_of,
    to_keras,
    to_keras_value,
    why_stricter,
)

from archc.backends.keras_calls import KERAS_CALLS
from archc.ops.axes import AXIS_INDEX
from archc.ops.conv import Conv, ConvTranspose
from archc.ops.core import Dense
from archc.ops.depthwise import DepthwiseConv, SeparableConv
from archc.ops.initializers import (
    CONV_INITIALIZER,
    INITIALIZER,
    INITIALIZERS,
    REGULARIZER,
    REGULARIZERS,
    VECTOR_INITIALIZER,
    Named,
)
from archc.ops.kinds import (
    ACTIVATION,
    AXIS,
    DIMENSIONS,
    EXTRA,
    MARGINS,
    NUMBER_OR_LIST,
    NUMBERS,
    PADDING,
    POSITIVE,
    SHARED_AXES,
    SIZE,
    VARIANCES,
    Kind,
)
from archc.ops.op import Field, Op
from archc.ops.pooling import GlobalAvgPool, GlobalMaxPool
from archc.ops.shape import AXES, Misfit, Shape, product
from archc.ops.table import OPS

pytestmark = pytest.mark.keras
keras = pytest.importorskip("keras")
np = pytest.importorskip("numpy")

SINGLE = {key: op for key, op in OPS.items() if not KERAS_CALLS[op].composite}
"""The ops that are one Keras layer each; the back ends are compared on the case files of the others."""

FEW = settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)

# ------------------------------------------------------------------ small values of every kind

_SMALL = st.integers(1, 4)
_PAIR = st.tuples(_SMALL, _SMALL) | _SMALL.map(lambda n: (n, n)) | st.just((1, 1))
_NUMBERS = st.lists(st.sampled_from([0.5, 1.0, 2.0]), min_size=1, max_size=6).map(tuple)
_MARGIN = st.tuples(st.integers(0, 3), st.integers(0, 3))


def _initializers(kind: Kind) -> st.SearchStrategy[Named]:
    return st.sampled_from(kind.schema["anyOf"][0]["enum"]).map(kind.convert)


VALUES: dict[Kind, st.SearchStrategy[Any]] = {
    POSITIVE: st.integers(1, 6),
    SIZE: _PAIR,
    EXTRA: st.tuples(st.integers(0, 3), st.integers(0, 3)),
    MARGINS: st.tuples(_MARGIN, _MARGIN),
    # Lowering makes a node of its own of an explicit padding, before any shape rule runs.
    PADDING: st.sampled_from(["same", "valid"]),
    DIMENSIONS: st.lists(st.integers(-1, 12), min_size=1, max_size=4).map(tuple),
    INITIALIZER: _initializers(INITIALIZER),
    CONV_INITIALIZER: _initializers(CONV_INITIALIZER),
    VECTOR_INITIALIZER: _initializers(VECTOR_INITIALIZER),
    REGULARIZER: st.sampled_from(list(REGULARIZERS)).map(REGULARIZER.convert),
    ACTIVATION: st.sampled_from(ACTIVATION.schema["enum"]),
    AXIS: st.sampled_from(AXIS.schema["enum"]),
    NUMBERS: _NUMBERS,
    VARIANCES: _NUMBERS,
    NUMBER_OR_LIST: _NUMBERS | st.just(0.5),
    SHARED_AXES: st.sets(st.sampled_from(AXES), min_size=1).map(SHARED_AXES.convert),
}


def values(field: Field) -> st.SearchStrategy[Any]:
    """Small values of a key."""
    if field.kind in VALUES:
        return VALUES[field.kind]
    if "enum" in field.kind.schema:
        return st.sampled_from(field.kind.schema["enum"])
    if field.kind.schema["type"] == "boolean":
        return st.booleans()
    return st.sampled_from([0.25, 0.5]) | st.just(0.75)


@st.composite
def layers(draw: st.DrawFn, op: type[Op]) -> Op:
    """An op with small values; about half of the optional keys keep their default."""
    wanted = [field for field in op.fields if field.required or draw(st.booleans())]
    return op(**{field.name: draw(values(field)) for field in wanted})


IMAGES = st.tuples(st.integers(1, 9), st.integers(1, 9), st.integers(1, 6))
SHAPES = IMAGES | IMAGES | IMAGES | st.lists(_SMALL, min_size=1, max_size=4).map(tuple)


@st.composite
def inputs_of(draw: st.DrawFn, op: type[Op]) -> tuple[Shape, ...]:
    """One shape, or a few that often fit together."""
    first = draw(SHAPES)
    if not op.merges:
        return (first,)
    gate = (*(1 for _ in first[:-1]), first[-1])
    deeper = (*first[:-1], first[-1] + 1)
    return first, draw(st.sampled_from([first, first, gate, deeper]) | SHAPES)


# ----------------------------------------------------------------------------------------- laws


@pytest.mark.parametrize("op", SINGLE.values(), ids=list(SINGLE))
@FEW
@given(data=st.data())
def test_op_is_what_keras_builds(op: type[Op], data: st.DataObject) -> None:
    layer = data.draw(layers(op))
    inputs = data.draw(inputs_of(op))
    inferred = layer.infer(inputs)
    if isinstance(inferred, Misfit):
        assert why_stricter(layer, inputs) or not builds(layer, inputs)
        return
    built, output = call_keras(layer, inputs)
    assert inferred == output
    expected = [(w.name, tuple(w.shape), w.trainable) for w in built.weights]
    assert [tuple(weight) for weight in layer.weights(inputs)] == expected
    parameters = sum(product(weight.shape) for weight in layer.weights(inputs))
    assert parameters == built.count_params()


_ONES = {"kernel_initializer": Named("ones", ()), "bias": False}
_DEPTHWISE_ONES = {"depthwise_initializer": Named("ones", ()), "bias": False}


@st.composite
def counted(draw: st.DrawFn) -> Op:
    """A layer whose weights are all 1 and that never reaches over the border."""
    kernel, stride, filters = draw(_PAIR), draw(_PAIR), draw(_SMALL)
    dilation = draw(_PAIR) if stride == (1, 1) else (1, 1)
    window: dict[str, Any] = {"kernel": kernel, "stride": stride, "dilation": dilation}
    return draw(
        st.sampled_from(
            [
                Conv(filters=filters, **window, **_ONES),
                Conv(filters=2 * filters, groups=2, **window, **_ONES),
                ConvTranspose(filters=filters, **window, **_ONES),
                DepthwiseConv(**window, depth_multiplier=filters, **_DEPTHWISE_ONES),
                Dense(units=filters, **_ONES),
            ]
        )
    )


@FEW
@given(counted(), IMAGES.map(lambda image: (*image[:2], 2 * image[2])))
def test_multiply_adds_are_what_a_layer_of_ones_sums_up(op: Op, image: Shape) -> None:
    """With inputs and weights of 1, each multiplication adds 1 to the sum of the output."""
    output = op.infer((image,))
    if not isinstance(output, Misfit):
        computed = to_keras(op)(np.ones((1, *image), "float32"))
        assert tuple(computed.shape[1:]) == output
        assert op.multiply_adds((image,), output) == int(np.sum(np.array(computed)))


@pytest.mark.parametrize("padding", ["same", "valid"])
@pytest.mark.parametrize("stride", [1, 2])
def test_multiply_adds_of_a_separable_conv_are_those_of_its_two_steps(
    padding: str, stride: int
) -> None:
    window: dict[str, Any] = {"kernel": (3, 2), "stride": (stride, stride), "padding": padding}
    image, depth, filters = (9, 8, 4), 3, 5
    separable = SeparableConv(filters=filters, depth_multiplier=depth, **window)
    built, output = call_keras(separable, (image,))
    places = product(output[:2])
    expected = sum(product(tuple(kernel.shape)) for kernel in built.weights[:2]) * places
    assert separable.multiply_adds((image,), output) == expected


@pytest.mark.parametrize("groups", [1, 2])
def test_multiply_adds_with_padding_count_the_kernel_at_every_place(groups: int) -> None:
    op = Conv(filters=6, kernel=(3, 5), stride=(2, 1), padding="same", groups=groups)
    built, output = call_keras(op, ((9, 8, 4),))
    expected = product(tuple(built.kernel.shape)) * product(output[:2])
    assert op.multiply_adds(((9, 8, 4),), output) == expected


# ---------------------------------------------------------------------------------- fixed cases


@pytest.mark.parametrize("op", SINGLE.values(), ids=list(SINGLE))
def test_defaults_are_those_of_keras(op: type[Op]) -> None:
    """What the source leaves out, Keras fills in with the value that archc reckons with."""
    call = KERAS_CALLS[op]
    defaults = inspect.signature(getattr(home_of(call), call.layer).__init__).parameters
    for keyword in call.keywords:
        expected = defaults[keyword.keyword].default
        value = to_keras_value(keyword.keyword, keyword.default)
        if keyword.keyword == "activation":
            assert (expected, value) == (None, "linear")
        elif isinstance(value, tuple) and isinstance(expected, int):
            assert value == (expected, expected)
        else:
            assert value == expected


@pytest.mark.parametrize("name", INITIALIZERS)
def test_keras_knows_the_initializer(name: str) -> None:
    named = INITIALIZER.convert(name)
    layer = to_keras(Dense(units=3, kernel_initializer=named))
    layer.build((None, 2))
    assert tuple(layer.kernel.shape) == (2, 3)


@pytest.mark.parametrize("name", INITIALIZERS)
def test_keras_knows_the_arguments_of_the_initializer(name: str) -> None:
    known = inspect.signature(getattr(keras.initializers, name).__init__).parameters
    assert set(INITIALIZERS[name]) <= set(known)


@pytest.mark.parametrize("name", REGULARIZERS)
def test_keras_knows_the_regularizer(name: str) -> None:
    arguments = dict.fromkeys(REGULARIZERS[name], 0.5)
    regularizer = to_keras_value("regularizer", REGULARIZER.convert({name: arguments}))
    assert float(regularizer(np.ones((2,), "float32"))) > 0
    to_keras(Dense(units=3, kernel_regularizer=REGULARIZER.convert(name)))


@pytest.mark.parametrize("name", ACTIVATION.schema["enum"])
def test_keras_knows_the_activation(name: str) -> None:
    assert callable(keras.activations.get(name))


def test_conv_transpose_refuses_what_tensorflow_cannot_run() -> None:
    """Keras infers 8x8 for this layer, and TensorFlow refuses it at the first call."""
    op = ConvTranspose(
        filters=3, kernel=(2, 2), stride=(2, 2), padding="same", output_padding=(0, 0)
    )
    assert isinstance(op.infer(((5, 5, 4),)), Misfit)
    _, inferred = call_keras(op, ((5, 5, 4),))
    assert inferred == (8, 8, 3)
    with pytest.raises(Exception, match=r"(?i)size|dimension|shape"):
        to_keras(op)(np.ones((1, 5, 5, 4), "float32"))


@FEW
@given(st.data())
def test_conv_transpose_accepts_the_output_paddings_that_run(data: st.DataObject) -> None:
    kernel, stride, extra = data.draw(_PAIR), data.draw(_PAIR), data.draw(VALUES[EXTRA])
    padding = data.draw(st.sampled_from(["same", "valid"]))
    op = ConvTranspose(
        filters=2, kernel=kernel, stride=stride, padding=padding, output_padding=extra
    )
    inferred = op.infer(((3, 4, 2),))
    try:
        computed = to_keras(op)(np.ones((1, 3, 4, 2), "float32"))
    except Exception:  # Keras and TensorFlow raise all kinds of errors
        assert isinstance(inferred, Misfit)
    else:
        too_many = any(more >= step for more, step in zip(extra, stride, strict=True))
        # Older versions run some of these; Keras 3.15 refuses them all.
        assert too_many or tuple(computed.shape[1:]) == inferred


def test_axis_words_are_in_the_order_of_a_shape() -> None:
    assert [AXES[AXIS_INDEX[word]] for word in AXES] == list(AXES)


@pytest.mark.parametrize("pool", [GlobalAvgPool, GlobalMaxPool])
@pytest.mark.parametrize("keep", [True, False])
def test_global_pool_gives_one_value_per_channel(pool: type[Op], keep: bool) -> None:
    op = pool(keep_dimensions=keep)
    computed = to_keras(op)(np.ones((1, 5, 4, 3), "float32"))
    assert tuple(computed.shape[1:]) == op.infer(((5, 4, 3),))
