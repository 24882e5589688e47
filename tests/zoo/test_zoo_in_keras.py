"""The zoo against keras.applications itself: the weights of one, carried over to the other, give its outputs.

One network of each family always runs; `pytest -m zoo --update-golden` runs all and records what it finds.
The networks run at the smaller of their two sizes, in float32.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import pytest
from tests.keras.generated_module import create
from tests.zoo.differences import Difference, record_difference
from tests.zoo.listed_order import listed_order
from tests.zoo.models import FAMILIES, MODELS, Model, compiled, compiled_at_other_size
from tests.zoo.recorded_applications import recorded_application

from archc.backends.load_weights import load_weights

pytestmark = pytest.mark.keras
keras = pytest.importorskip("keras")
np = pytest.importorskip("numpy")

from tests.zoo.keras_layers import (  # noqa: E402 (needs keras)
    build_application,
    copy_weights,
    layers_with_weights,
    training_settings,
)
from tests.zoo.random_weights import (  # noqa: E402 (needs keras)
    outputs,
    random_images,
    randomize,
    without_softmax,
)

TOLERANCE = 1e-5
EACH = pytest.mark.parametrize("model", MODELS, ids=lambda model: model.title)
EACH_FAMILY = pytest.mark.parametrize("model", FAMILIES, ids=lambda model: model.title)


@pytest.fixture(autouse=True)
def forget_models() -> Iterator[None]:
    """Forty networks do not fit into memory together."""
    yield
    keras.backend.clear_session()


def create_at_other_size(model: Model, **options: Any) -> Any:
    """What the module, which is that of its own size, builds at the other size."""
    return create(compiled(model), input_shape=(*model.other, 3), **options)


def difference(found: Any, expected: Any) -> float:
    """The largest difference, relative to the largest value; the values must be fit for comparing."""
    assert np.isfinite(expected).all()
    # Images that give the same, or outputs that are all equal, would hide what is wrong.
    assert np.abs(expected[0] - expected[1]).max() > 0.05 * np.abs(expected).max()
    assert expected.std() > 0.05 * np.abs(expected).max()
    return float(np.abs(found - expected).max() / np.abs(expected).max())


@EACH_FAMILY
def test_outputs_of_each_family_are_those_of_keras(model: Model) -> None:
    measure(model)


@pytest.mark.zoo
@EACH
def test_outputs_are_those_of_keras(model: Model, request: pytest.FixtureRequest) -> None:
    measured = measure(model)
    if request.config.getoption("--update-golden"):
        record_difference(model.title, measured)


def measure(model: Model) -> Difference:
    """How far both back ends are from Keras: at most the tolerance."""
    original = without_softmax(build_application(model, model.other))
    images = random_images(original)
    randomize(original, images)
    expected = outputs(original, images)
    small = compiled_at_other_size(model)
    direct = without_softmax(small.keras_model())
    assert [layer.name for layer in direct.layers] == [n.name for n in listed_order(small.graph)]
    assert training_settings(direct) == training_settings(original)
    generated = without_softmax(create_at_other_size(model))
    worst = 0.0
    for network in (direct, generated):
        copy_weights(original, network)
        assert len(network.weights) == len(original.weights)
        worst = max(worst, difference(outputs(network, images), expected))
    trunk = difference(*trunk_outputs(model, original, images))
    assert max(worst, trunk) <= TOLERANCE
    return Difference(top=worst, trunk=trunk)


def test_the_comparison_sees_a_wrong_epsilon() -> None:
    """A tenth more epsilon in every batch normalization, or one beta that is off, is beyond the tolerance."""
    model = next(model for model in FAMILIES if model.spec == "mobilenet")
    original = without_softmax(build_application(model, model.other))
    images = random_images(original)
    randomize(original, images)
    expected = outputs(original, images)
    other = without_softmax(build_application(model, model.other))
    copy_weights(original, other)
    assert difference(outputs(other, images), expected) <= TOLERANCE
    norms = [x for x in other.layers if isinstance(x, keras.layers.BatchNormalization)]
    norms[0].beta.assign(norms[0].beta + 0.01)
    assert difference(outputs(other, images), expected) > 10 * TOLERANCE
    copy_weights(original, other)
    for norm in norms:
        norm.epsilon *= 1.1
    assert difference(outputs(other, images), expected) > 10 * TOLERANCE


def trunk_outputs(model: Model, original: Any, images: Any) -> tuple[Any, Any]:
    """What both give without the head."""
    generated = create_at_other_size(model, include_top=False)
    trunk = build_application(model, model.other, include_top=False)
    assert generated.output_shape == trunk.output_shape
    assert len(generated.weights) == len(trunk.weights)
    for network in (generated, trunk):
        copy_weights(original, network)
    return outputs(generated, images), outputs(trunk, images)


@pytest.mark.zoo
@EACH_FAMILY
def test_a_file_of_weights_that_keras_wrote_is_loaded(model: Model, tmp_path: Path) -> None:
    original = build_application(model, model.other)
    images = random_images(original)
    randomize(original, images)
    path = tmp_path / "original.weights.h5"
    original.save_weights(path)
    direct = compiled_at_other_size(model).keras_model()
    problem = load_weights(direct, str(path))
    if model.spec == "convnext":
        # Its nested models file their weights in places of their own.
        assert "could not be loaded" in problem
        return
    assert problem == ""
    pairs = zip(layers_with_weights(original), layers_with_weights(direct), strict=True)
    for theirs, ours in pairs:
        for left, right in zip(theirs.get_weights(), ours.get_weights(), strict=True):
            assert np.array_equal(left, right)


@pytest.mark.zoo
@EACH
def test_keras_counts_what_was_recorded(model: Model) -> None:
    recorded = recorded_application(model.title)
    original = build_application(model, model.size)
    direct = compiled(model).keras_model()
    for network in (original, direct):
        layers = layers_with_weights(network)
        assert [tuple(x.output.shape[1:]) for x in layers] == [r.shape for r in recorded.layers]
        trainable = sum(int(np.prod(weight.shape)) for weight in network.trainable_weights)
        assert (network.count_params(), trainable) == (recorded.parameters, recorded.trainable)
