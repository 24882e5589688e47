"""Generated modules compute the same under every backend of Keras, in both data formats.

The reference is TensorFlow with the channels last, where the weights come from. Each backend runs in a
process of its own, because Keras chooses its backend when it is imported.
"""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import pytest

import archc

pytestmark = [pytest.mark.keras, pytest.mark.slow]
keras = pytest.importorskip("keras")
np = pytest.importorskip("numpy")

ROOT = Path(__file__).parents[2]
PACKAGES = {"jax": "jax", "torch": "torch"}
FORMATS = ("channels_last", "channels_first")


class Network(NamedTuple):
    """A spec, and an input that its windows fit into."""

    spec: str
    shape: tuple[int, int, int]
    images: int


NETWORKS = (
    Network("tests/keras/specs/resnet.yaml", (32, 32, 3), 2),
    Network("tests/keras/specs/cells.yaml", (16, 16, 3), 2),
    Network("specs/inception_v4.yaml", (139, 139, 3), 2),
    # The auxiliary head asks for nearly the whole size.
    Network("specs/inception_resnet_v2.yaml", (299, 299, 3), 1),
)


class Reference(NamedTuple):
    """What TensorFlow computed: the jobs for the other backends, and the outputs that they must give."""

    folder: Path
    jobs: list[dict[str, Any]]
    outputs: dict[str, list[Any]]
    layers: dict[str, list[str]]


@pytest.fixture(scope="module")
def reference(tmp_path_factory: pytest.TempPathFactory) -> Reference:
    folder = tmp_path_factory.mktemp("backends")
    found = Reference(folder, [], {}, {})
    for network in NETWORKS:
        _compute(network, found)
    return found


def _compute(network: Network, found: Reference) -> None:
    compilation = archc.compile(ROOT / network.spec)
    name, folder = compilation.name, found.folder
    module, images, weights = (folder / f"{name}{end}" for end in (".py", ".npy", ".weights.h5"))
    module.write_text(compilation.python_source(), encoding="utf-8")
    chance = np.random.default_rng(7)
    np.save(images, chance.uniform(-1, 1, (network.images, *network.shape)).astype("float32"))
    namespace: dict[str, Any] = {"__name__": name}
    exec(module.read_text(encoding="utf-8"), namespace)
    model = namespace[f"create_{name}"](input_shape=network.shape)
    model.set_weights([_weight(weight, chance) for weight in model.weights])
    model.save_weights(weights)
    outputs = model(np.load(images), training=False)
    several = outputs if isinstance(outputs, list) else [outputs]
    found.outputs[name] = [keras.ops.convert_to_numpy(value) for value in several]
    found.layers[name] = [layer.name for layer in model.layers]
    for data_format in FORMATS:
        height, width, channels = network.shape
        first = data_format == "channels_first"
        shape = (channels, height, width) if first else network.shape
        found.jobs.append(
            {
                "module": str(module),
                "function": f"create_{name}",
                "options": {"input_shape": shape, "weights": str(weights)},
                "images": str(images),
                "data_format": data_format,
                "outputs": str(folder / f"{name}_{data_format}.npz"),
            }
        )


def _weight(weight: Any, chance: Any) -> Any:
    if "variance" in weight.path:
        return chance.uniform(0.5, 1.5, weight.shape)
    fan_in = max(1, int(np.prod(weight.shape[:-1])))
    return chance.normal(0, 1 / np.sqrt(fan_in), weight.shape)


@pytest.fixture(scope="module", params=PACKAGES)
def backend(request: pytest.FixtureRequest, reference: Reference) -> str:
    """A backend under which all jobs have run."""
    name: str = request.param
    if importlib.util.find_spec(PACKAGES[name]) is None:
        pytest.skip(f"NOT TESTED: Keras on {name}; install the package `{PACKAGES[name]}`")
    jobs = reference.folder / "jobs.json"
    jobs.write_text(json.dumps(reference.jobs), encoding="utf-8")
    command = [sys.executable, str(Path(__file__).with_name("other_backend.py")), str(jobs)]
    environment = {**os.environ, "KERAS_BACKEND": name}
    run = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr[-2000:]
    return name


@pytest.mark.parametrize("data_format", FORMATS)
@pytest.mark.parametrize("network", NETWORKS, ids=lambda network: Path(network.spec).stem)
def test_outputs_are_those_of_tensorflow(
    backend: str, network: Network, data_format: str, reference: Reference
) -> None:
    name = Path(network.spec).stem
    found = np.load(reference.folder / f"{name}_{data_format}.npz")
    assert str(found["backend"]) == backend
    assert list(found["names"]) == reference.layers[name]
    for number, expected in enumerate(reference.outputs[name]):
        difference = np.abs(found[f"arr_{number}"] - expected).max()
        print(f"{backend} {data_format} {name}: largest difference {difference:.2e}")
        np.testing.assert_allclose(found[f"arr_{number}"], expected, rtol=1e-3, atol=2e-6)
