"""Layers of the networks in keras.applications: learned factors, dropped examples, lists of numbers."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import pytest
from tests.keras.generated_module import create

import archc

pytestmark = pytest.mark.keras
keras = pytest.importorskip("keras")
np = pytest.importorskip("numpy")
CONVNEXT = pytest.importorskip("keras.src.applications.convnext")

CASES = Path(__file__).parents[1] / "cases" / "layers"
HEAD = "archc: 1\nname: toy\ninput: {shape: [6, 5, 3]}\nstem:\n"


def both(steps: str) -> list[Any]:
    """The models that the two back ends make of a stem."""
    compilation = archc.compile_text(HEAD + steps, "spec.yaml")
    return [compilation.keras_model(), create(compilation)]


def computed(model: Any, values: Any, **options: Any) -> Any:
    return keras.ops.convert_to_numpy(model(values, **options))


def images(*shape: int) -> Any:
    return np.random.default_rng(0).normal(size=shape).astype("float32")


# ------------------------------------------------------------------ layer_scale


def test_layer_scale_is_that_of_convnext() -> None:
    theirs = CONVNEXT.LayerScale(0.3, 3)
    expected = computed(theirs, images(2, 6, 5, 3))
    for model in both("  - {layer_scale: 0.3}\n"):
        ours = model.layers[-1]
        assert type(ours).__name__ == type(theirs).__name__
        assert [w.shape for w in ours.weights] == [w.shape for w in theirs.weights]
        np.testing.assert_array_equal(computed(model, images(2, 6, 5, 3)), expected)


def test_weights_of_the_two_pair(tmp_path: Path) -> None:
    inputs = keras.Input((6, 5, 3))
    theirs = keras.Model(inputs, CONVNEXT.LayerScale(0.3, 3)(inputs))
    theirs.layers[-1].set_weights([np.array([1.0, 2.0, 3.0])])
    theirs.save_weights(tmp_path / "theirs.weights.h5")
    for model in both("  - {layer_scale: 0.5}\n"):
        model.load_weights(tmp_path / "theirs.weights.h5")
        np.testing.assert_array_equal(model.layers[-1].get_weights()[0], [1.0, 2.0, 3.0])


@pytest.mark.parametrize("build", [lambda c: c.keras_model(), create], ids=["direct", "generated"])
def test_a_saved_model_is_loaded(build: Any, tmp_path: Path) -> None:
    model = build(archc.compile(CASES / "ok_layer_scale.yaml"))
    model.save(tmp_path / "model.keras")
    loaded = keras.models.load_model(tmp_path / "model.keras")
    found, expected = ([layer.get_config() for layer in m.layers] for m in (loaded, model))
    assert found == expected
    values = images(2, 16, 12, 8)
    np.testing.assert_array_equal(computed(loaded, values), computed(model, values))


@pytest.mark.usefixtures("channels_first")
def test_layer_scale_with_the_channels_first() -> None:
    values, factors = images(2, 3, 6, 5), np.array([1.0, 2.0, 3.0], "float32")
    for model in both("  - {layer_scale: 0.5}\n"):
        model.layers[-1].set_weights([factors])
        expected = values * factors[:, None, None]
        np.testing.assert_array_equal(computed(model, values), expected)


# ------------------------------------------------------------------ dropout


def kept(model: Any, shape: tuple[int, ...]) -> Any:
    """Where values pass in training; those that do are divided by the share that does."""
    result = computed(model, np.ones(shape, "float32"), training=True)
    assert set(np.unique(result)) == {0.0, 2.0}
    return result > 0


def is_same_along(mask: Any, axes: tuple[int, ...]) -> bool:
    first = mask
    for axis in axes:
        first = np.take(first, [0], axis=axis)
    return bool((mask == first).all())


@pytest.mark.parametrize(
    ("steps", "along"),
    [
        ("  - {dropout: 0.5, shared: [height, width]}\n", (1, 2)),
        ("  - {dropout: 0.5, shared: [channels]}\n", (3,)),
        ("  - {dropout: 0.5, shared: [width, channels]}\n", (2, 3)),
        ("  - {stochastic_depth: 0.5}\n", (1, 2, 3)),
    ],
)
def test_values_are_dropped_together_along_the_shared_axes(
    steps: str, along: tuple[int, ...]
) -> None:
    for model in both(steps):
        mask = kept(model, (32, 6, 5, 3))
        assert is_same_along(mask, along)
        for axis in {0, 1, 2, 3} - set(along):
            assert not is_same_along(mask, (axis,))
        values = images(2, 6, 5, 3)
        np.testing.assert_array_equal(computed(model, values, training=False), values)


@pytest.mark.usefixtures("channels_first")
def test_shared_axes_with_the_channels_first() -> None:
    for model in both("  - {dropout: 0.5, shared: [height, width]}\n"):
        mask = kept(model, (32, 3, 6, 5))
        assert is_same_along(mask, (2, 3))
        assert not is_same_along(mask, (1,))


def test_stochastic_depth_of_a_row_of_values() -> None:
    for model in both("  - global_avg_pool\n  - {stochastic_depth: 0.5}\n"):
        assert is_same_along(kept(model, (32, 6, 5, 3)), (1,))


# ------------------------------------------------------------------ numbers for the channels


def test_normalization_subtracts_and_divides() -> None:
    values, mean, variance = images(2, 6, 5, 3), np.array([1, 2, 3]), np.array([4, 1, 0.25])
    given = "  - {normalization: , mean: [1, 2, 3], variance: [4, 1, 0.25]}\n"
    expected = (values - mean) / np.sqrt(variance)
    for model in both(given):
        assert model.count_params() == 0
        np.testing.assert_allclose(computed(model, values), expected, rtol=1e-5)
    for model in both("  - normalization\n"):
        assert model.count_params() == 7
        model.layers[-1].adapt(values)
        found = computed(model, values)
        np.testing.assert_allclose(found.mean((0, 1, 2)), np.zeros(3), atol=1e-5)


@pytest.mark.usefixtures("channels_first")
def test_normalization_with_the_channels_first() -> None:
    values, mean = images(2, 3, 6, 5), np.array([1, 2, 3])[:, None, None]
    for model in both("  - {normalization: , mean: [1, 2, 3], variance: [1, 1, 1]}\n"):
        np.testing.assert_allclose(computed(model, values), values - mean, rtol=1e-5)


def test_rescaling_by_lists() -> None:
    values = images(2, 6, 5, 3)
    expected = values * np.array([1, 2, 3]) + np.array([0, 1, 2])
    for model in both("  - {rescaling: [1, 2, 3], offset: [0, 1, 2]}\n"):
        np.testing.assert_allclose(computed(model, values), expected, rtol=1e-5)


@pytest.mark.usefixtures("channels_first")
def test_rescaling_by_a_list_with_the_channels_first() -> None:
    values, scale = images(2, 3, 6, 5), np.array([1, 2, 3])[:, None, None]
    for model in both("  - {rescaling: [1, 2, 3], offset: 1}\n"):
        np.testing.assert_allclose(computed(model, values), values * scale + 1, rtol=1e-5)
    refused = archc.compile_text(HEAD + "  - {rescaling: 1, offset: [1, 2, 3]}\n", "spec.yaml")
    for build in (refused.keras_model, lambda: create(refused)):
        with pytest.raises(ValueError, match="needs the channels last"):
            build()


@pytest.mark.usefixtures("channels_first")
def test_group_norm_with_the_channels_first() -> None:
    for model in both("  - {group_norm: 3}\n"):
        found = computed(model, images(2, 3, 6, 5))
        np.testing.assert_allclose(found.mean((2, 3)), np.zeros((2, 3)), atol=1e-5)
