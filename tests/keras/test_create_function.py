"""The generated create_<name>() behaves as the functions of keras.applications do."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import pytest

import archc

pytestmark = pytest.mark.keras
keras = pytest.importorskip("keras")
np = pytest.importorskip("numpy")

SPEC = Path(__file__).parent / "specs" / "resnet.yaml"
IMAGES = np.random.default_rng(1).uniform(-1, 1, (2, 32, 32, 3)).astype("float32")


@pytest.fixture(scope="module")
def compilation() -> archc.Compilation:
    return archc.compile(SPEC)


@pytest.fixture(scope="module")
def create(compilation: archc.Compilation) -> Any:
    namespace: dict[str, Any] = {"__name__": "resnet"}
    exec(compile(compilation.python_source(), "resnet.py", "exec"), namespace)
    return namespace["create_resnet"]


@pytest.fixture(scope="module")
def model(create: Any) -> Any:
    return create()


def outputs(model: Any) -> Any:
    return keras.ops.convert_to_numpy(model(IMAGES, training=False))


# ------------------------------------------------------------------ weights


def test_weights_are_loaded_from_a_file(create: Any, model: Any, tmp_path: Path) -> None:
    path = tmp_path / "resnet.weights.h5"
    model.save_weights(path)
    np.testing.assert_array_equal(outputs(create(weights=path)), outputs(model))
    np.testing.assert_array_equal(outputs(create(weights=str(path))), outputs(model))


def test_weights_of_the_direct_model_fit_the_module(
    compilation: archc.Compilation, create: Any, tmp_path: Path
) -> None:
    path = tmp_path / "resnet.weights.h5"
    direct = compilation.keras_model()
    direct.save_weights(path)
    np.testing.assert_array_equal(outputs(create(weights=path)), outputs(direct))
    again = compilation.keras_model(weights=path)
    np.testing.assert_array_equal(outputs(again), outputs(direct))


def test_weights_without_the_top(create: Any, tmp_path: Path) -> None:
    path = tmp_path / "trunk.weights.h5"
    trunk = create(include_top=False)
    trunk.save_weights(path)
    again = create(include_top=False, weights=path)
    np.testing.assert_array_equal(outputs(again), outputs(trunk))


def test_a_missing_file_of_weights_is_named(create: Any, tmp_path: Path) -> None:
    path = tmp_path / "missing.weights.h5"
    with pytest.raises(FileNotFoundError, match="missing"):
        create(weights=path)


def test_a_word_is_no_file_of_weights(create: Any) -> None:
    with pytest.raises(ValueError, match="imagenet"):
        create(weights="imagenet")


def test_weights_of_another_number_of_classes_are_refused(
    create: Any, model: Any, tmp_path: Path
) -> None:
    path = tmp_path / "resnet.weights.h5"
    model.save_weights(path)
    with pytest.raises(ValueError, match="shape"):
        create(num_classes=7, weights=path)


# ------------------------------------------------------------------ the other options


def test_the_name_of_the_model_can_be_given(create: Any, model: Any) -> None:
    named = create(name="mine")
    assert (model.name, named.name) == ("resnet", "mine")
    assert [layer.name for layer in named.layers] == [layer.name for layer in model.layers]


def test_a_second_build_has_the_same_names(create: Any, model: Any) -> None:
    again = create()
    assert [layer.name for layer in again.layers] == [layer.name for layer in model.layers]
    assert [weight.path for weight in again.weights] == [weight.path for weight in model.weights]


def test_without_the_top_the_last_layers_are_left_out(create: Any, model: Any) -> None:
    trunk = create(include_top=False)
    names = [layer.name for layer in model.layers]
    assert [layer.name for layer in trunk.layers] == names[:-2]
    assert len(trunk.output.shape) == 4


@pytest.mark.parametrize("shape", [(48, 40, 3), [48, 40, 3]])
def test_the_input_can_have_another_size(create: Any, shape: Any) -> None:
    assert create(input_shape=shape).input.shape == (None, 48, 40, 3)


def test_the_input_can_have_any_size(create: Any) -> None:
    trunk = create(input_shape=(None, None, 3), include_top=False)
    assert trunk(IMAGES).shape[:3] == (2, 8, 8)


@pytest.mark.parametrize("shape", [(32, 32), (32, 32, 3, 1), ()])
def test_an_input_of_another_rank_is_refused(create: Any, shape: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="resnet takes an input_shape of 3 sizes"):
        create(input_shape=shape)


def test_an_input_that_would_change_the_network_is_refused() -> None:
    text = """
        archc: 1
        name: toy
        input: {shape: [8, 8, 3]}
        stem: [{residual: [{conv: 3, kernel: 1}]}, {conv: "${2 * height}", kernel: 1}]
    """
    namespace: dict[str, Any] = {"__name__": "toy"}
    exec(archc.compile_text(text).python_source(), namespace)
    create = namespace["create_toy"]
    assert create(input_shape=(8, 20, 3)).output.shape == (None, 8, 20, 16)
    for shape in ((8, 8, 4), (16, 8, 3), (None, 8, 3)):
        with pytest.raises(
            ValueError, match="toy is built for an input of height 8 and 3 channels"
        ):
            create(input_shape=shape)


def test_margins_follow_the_size_of_the_input() -> None:
    text = """
        archc: 1
        name: toy
        input: {shape: [8, 8, 3]}
        stem:
          - add:
              - [{zero_pad: [["${height % 2}", 1], ["${width % 2}", 1]]}, {max_pool: 3, stride: 2}]
              - [{max_pool: 1, stride: 2}]
    """
    namespace: dict[str, Any] = {"__name__": "toy"}
    exec(archc.compile_text(text).python_source(), namespace)
    create = namespace["create_toy"]
    for height, width in ((8, 8), (9, 8), (7, 33), (1, 1)):
        model = create(input_shape=(height, width, 3))
        assert model.output.shape == (None, (height + 1) // 2, (width + 1) // 2, 3)
    for shape in ((None, None, 3), (8, None, 3)):
        with pytest.raises(ValueError, match="toy needs an input of known height and width"):
            create(input_shape=shape)


def test_options_are_given_by_name(create: Any) -> None:
    with pytest.raises(TypeError, match="positional"):
        create(10, "relu", 0.1, False, True)


def test_an_unknown_option_is_refused(create: Any) -> None:
    with pytest.raises(TypeError, match="classes"):
        create(classes=10)


def test_a_generated_model_is_saved_and_loaded(model: Any, tmp_path: Path) -> None:
    path = tmp_path / "resnet.keras"
    model.save(path)
    np.testing.assert_array_equal(outputs(keras.models.load_model(path)), outputs(model))
