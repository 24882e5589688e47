"""The direct model and the generated module are one and the same Keras model, for every spec that we have.

The same laws run on a stand-in for Keras in `tests/backends`, for thousands of random specs. Here Keras
itself builds: names, arguments, wires, weights and outputs. TensorFlow computes no convolution with the
channels first on a CPU, so those models are built and compared, not run.
"""

from __future__ import annotations

import os
import random
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from tests.backends.random_specs import specs, with_input
from tests.keras.generated_module import create

import archc
from archc.backends.layer_plan import needs_channels_last
from archc.diagnostics.diagnostic import CompileError

pytestmark = pytest.mark.keras
keras = pytest.importorskip("keras")
np = pytest.importorskip("numpy")

ROOT = Path(__file__).parents[2]
CHECKS = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large]
FEW = settings(max_examples=12, deadline=None, derandomize=True, suppress_health_check=CHECKS)
MANY = settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=CHECKS)


def _found(folder: str, pattern: str) -> list[Path]:
    return sorted((ROOT / folder).rglob(pattern))


def _slow_but(*names: str) -> list[Any]:
    """The networks that we ship; building them takes seconds, so only those named are always tested.

    Those of the zoo are built by both back ends in `tests/zoo`.
    """
    return [
        pytest.param(path, marks=[] if _name(path) in names else pytest.mark.slow)
        for path in _found("specs", "*.yaml")
        if path.parent.name != "zoo"
    ]


def _name(path: Path) -> str:
    return f"{path.parent.name}-{path.stem}"


SMALL = [*_found("tests/keras/specs", "*.yaml"), *_found("tests/cases", "ok_*.yaml")]
# The originals are built by both back ends in `test_reference_numerics.py`.
BUILT = _slow_but("specs-inception_v4", "specs-inception_resnet_v1", "specs-inception_resnet_v2")
CHANGED = _slow_but("specs-inception_resnet_v1")


# ------------------------------------------------------------------ models


@cache
def compiled(path: Path) -> archc.Compilation:
    return archc.compile(path)


@pytest.fixture(scope="module")
def models(request: pytest.FixtureRequest) -> tuple[archc.Compilation, Any, Any]:
    compilation = compiled(request.param)
    return compilation, compilation.keras_model(), create(compilation)


def assert_same_model(first: Any, second: Any) -> None:
    """Checks that nothing tells two models apart but the values of their weights."""
    assert [layer.name for layer in first.layers] == [layer.name for layer in second.layers]
    for one, other in zip(first.layers, second.layers, strict=True):
        # A class that Keras lacks stands in the generated module too.
        assert type(one).__name__ == type(other).__name__
        assert one.get_config() == other.get_config(), one.name
    assert _weights(first) == _weights(second)
    assert first.name == second.name
    # The configuration of a model holds the wires between its layers.
    assert _wires(first.get_config()) == _wires(second.get_config())


def _wires(config: Any) -> Any:
    """A configuration without the modules of the classes that Keras lacks."""
    match config:
        case dict():
            own = str(config.get("registered_name")).startswith("archc>")
            items = {**config, "module": None} if own else config
            return {key: _wires(item) for key, item in items.items()}
        case list():
            return [_wires(item) for item in config]
    return config


def _weights(model: Any) -> list[tuple[str, tuple[int, ...], bool]]:
    return [(weight.path, weight.shape, weight.trainable) for weight in model.weights]


def assert_same_outputs(first: Any, second: Any, seed: int = 0) -> None:
    """Checks that two models of the same weights compute the same."""
    chance = np.random.default_rng(seed)
    weights = [_random_weight(weight, chance) for weight in first.weights]
    for model in (first, second):
        model.set_weights(weights)
    images = [chance.uniform(-1, 1, (2, *i.shape[1:])).astype("float32") for i in first.inputs]
    for one, other in zip(_outputs(first, images), _outputs(second, images), strict=True):
        assert np.isfinite(one).all()
        np.testing.assert_array_equal(one, other)


def _random_weight(weight: Any, chance: Any) -> Any:
    if "variance" in weight.path:
        return chance.uniform(0.5, 1.5, weight.shape)
    fan_in = max(1, int(np.prod(weight.shape[:-1])))
    return chance.normal(0, 1 / np.sqrt(fan_in), weight.shape)


def _outputs(model: Any, images: list[Any]) -> list[Any]:
    found = model(images if len(images) > 1 else images[0], training=False)
    several = found if isinstance(found, list) else [found]
    return [keras.ops.convert_to_numpy(value) for value in several]


# ------------------------------------------------------------------ the laws, spec by spec

EACH = pytest.mark.parametrize("models", [*SMALL, *BUILT], ids=_name, indirect=True)
Models = tuple[archc.Compilation, Any, Any]


@EACH
def test_both_back_ends_build_one_model(models: Models) -> None:
    _, direct, generated = models
    assert_same_model(direct, generated)
    assert_same_outputs(direct, generated)


@EACH
def test_without_its_top_the_module_is_the_trunk(models: Models) -> None:
    compilation, direct, _ = models
    graph = compilation.graph
    if "include_top" in graph.arguments:
        return  # An argument like any other: see test_arguments_mean_the_same_to_both.
    if not any(stage.name == "head" or stage.is_output for stage in graph.spec.stages):
        with pytest.raises(TypeError, match="include_top"):
            create(compilation, include_top=False)
        return
    end = direct.get_layer(graph.nodes[graph.trunk_end].name).output
    inputs = direct.inputs if len(direct.inputs) > 1 else direct.inputs[0]
    trunk = keras.Model(inputs, end, name=direct.name)
    assert_same_model(trunk, create(compilation, include_top=False))


@pytest.mark.parametrize("path", [*SMALL, *CHANGED], ids=_name)
def test_arguments_mean_the_same_to_both(path: Path) -> None:
    defaults: dict[str, Any] = compiled(path).graph.arguments
    for values in _other_values(defaults):
        try:
            expected = archc.compile(path, arguments=values)
        except CompileError:
            continue
        assert_same_model(expected.keras_model(), create(compiled(path), **values))


def _other_values(defaults: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Each switch turned, and every argument changed at once."""
    if not defaults:
        return
    changed = {name: _other_value(value) for name, value in defaults.items()}
    yield changed
    switches = [name for name, value in defaults.items() if isinstance(value, bool)]
    yield from ({name: changed[name]} for name in switches if len(defaults) > 1)


def _other_value(value: Any) -> Any:
    match value:
        case bool():
            return not value
        case str():
            return {"relu": "tanh", "same": "valid", "valid": "same"}.get(value, "relu")
        case float():
            return value / 2
    return value + 1


@pytest.mark.usefixtures("channels_first")
@pytest.mark.parametrize("path", [*SMALL, *CHANGED], ids=_name)
def test_both_agree_with_the_channels_first(path: Path) -> None:
    compilation = compiled(path)
    if needs_channels_last(compilation.graph) is None:
        assert_same_model(compilation.keras_model(), create(compilation))
        return
    for build in (compilation.keras_model, lambda: create(compilation)):
        with pytest.raises(ValueError, match="needs the channels last"):
            build()


@pytest.mark.parametrize("path", [*SMALL, *CHANGED], ids=_name)
def test_another_input_is_refused_or_means_what_the_spec_means(path: Path) -> None:
    compilation = compiled(path)
    inputs = compilation.graph.inputs
    if len(inputs) > 1:
        with pytest.raises(TypeError, match="input_shape"):
            create(compilation, input_shape=(8, 8, 3))
        return
    for shape in _other_shapes(inputs[0][0].shape):
        _check_input(path, shape)


def _other_shapes(shape: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
    yield tuple(size + 8 for size in shape[:-1]) + shape[-1:]
    yield (*shape[:-1], shape[-1] + 1)
    if len(shape) == 3 and shape[0] < 64:
        yield (2 * shape[0], shape[1], shape[2])
        yield (3, 2, shape[2])


def _check_input(path: Path, shape: tuple[int, ...]) -> None:
    try:
        found = create(compiled(path), input_shape=shape)
    except ValueError:
        return
    text = with_input(path.read_text(encoding="utf-8"), shape)
    if text is None:
        base = re.search(r"^extends: (\S+)", path.read_text(encoding="utf-8"), re.MULTILINE)
        assert base, f"the input of {path.name} is not to be found"
        return
    assert_same_model(archc.compile_text(text, str(path)).keras_model(), found)


def test_a_second_build_in_one_process_has_the_same_names() -> None:
    compilation = compiled(SMALL[0])
    names = [[layer.name for layer in create(compilation).layers] for _ in range(2)]
    assert names[0] == names[1] == [layer.name for layer in compilation.keras_model().layers]


# ------------------------------------------------------------------ the laws, for random specs


@FEW
@given(specs(), st.integers(0, 2**32))
def test_random_specs_build_one_model(text: str, seed: int) -> None:
    _check_random(text, seed)


@pytest.mark.slow
@MANY
@given(specs(), st.integers(0, 2**32))
def test_many_random_specs_build_one_model(text: str, seed: int) -> None:
    _check_random(text, seed)


def _check_random(text: str, seed: int) -> None:
    try:
        compilation = archc.compile_text(text, "spec.yaml")
    except CompileError:
        assume(False)
        raise
    chance = random.Random(seed)
    direct = compilation.keras_model()
    assert_same_model(direct, create(compilation))
    defaults: dict[str, Any] = compilation.graph.arguments
    names = chance.sample(sorted(defaults), chance.randint(0, len(defaults)))
    values = {name: _other_value(defaults[name]) for name in names}
    try:
        changed = archc.compile_text(text, "spec.yaml", arguments=values)
    except CompileError:
        return
    assert_same_model(changed.keras_model(), create(compilation, **values))
