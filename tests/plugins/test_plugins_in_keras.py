"""The layers of plugins in both Keras back ends."""

from __future__ import annotations

import os
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import pytest
from tests.keras.generated_module import create
from tests.plugins.test_plugin_mistakes import KERAS, LAYER, SPEC, Project
from tests.plugins.test_plugins import command

import archc

pytestmark = pytest.mark.keras
keras = pytest.importorskip("keras")
np = pytest.importorskip("numpy")

EXAMPLE = Path(__file__).parents[2] / "examples" / "eca"


@pytest.fixture
def network(monkeypatch: pytest.MonkeyPatch) -> archc.Compilation:
    monkeypatch.syspath_prepend(str(EXAMPLE))
    return archc.compile(EXAMPLE / "specs" / "eca_net.yaml", plugins=["eca_layer"])


def test_both_back_ends_compute_the_same(network: archc.Compilation) -> None:
    direct, generated = network.keras_model(), create(network)
    assert direct.count_params() == generated.count_params() == network.summary.parameters
    random = np.random.default_rng(0)
    weights = [random.uniform(0.2, 1, weight.shape) for weight in direct.weights]
    images = random.uniform(-1, 1, (2, 32, 32, 3)).astype("float32")
    outputs = []
    for model in (direct, generated):
        model.set_weights(weights)
        outputs.append(model(images, training=False).numpy())
    assert np.isfinite(outputs[0]).all()
    np.testing.assert_array_equal(*outputs)


def test_the_attention_is_that_of_the_paper(network: archc.Compilation) -> None:
    """Section 3.2: a convolution of three over the means of the channels, and a sigmoid."""
    layer = next(x for x in network.keras_model().layers if x.name.endswith("eca"))
    layer.set_weights([np.array([0.5, 1.0, -1.0]).reshape(3, 1, 1)])
    image = np.random.default_rng(1).normal(size=(1, 4, 4, 16)).astype("float32")
    means = np.pad(image.mean((1, 2)), ((0, 0), (1, 1)))
    mixed = 0.5 * means[:, :-2] + means[:, 1:-1] - means[:, 2:]
    expected = image / (1 + np.exp(-mixed))[:, None, None]
    np.testing.assert_allclose(layer(image).numpy(), expected, rtol=1e-5, atol=1e-6)


def test_a_model_is_saved_and_loaded(network: archc.Compilation, tmp_path: Path) -> None:
    model = network.keras_model()
    model.save(tmp_path / "net.keras")
    loaded = keras.models.load_model(tmp_path / "net.keras")
    images = np.ones((1, 32, 32, 3), "float32")
    np.testing.assert_array_equal(model(images).numpy(), loaded(images).numpy())


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("    def call(self, inputs):\n        return inputs[:, 1:]\n", "8x8x16"),
        ("    def call(self, inputs):\n        raise RuntimeError('no')\n", "RuntimeError"),
        (
            "    def build(self, shape):\n        self.w = self.add_weight(shape=(3,))\n\n"
            "    def call(self, inputs):\n        return inputs\n",
            "holds other weights in Keras",
        ),
    ],
)
def test_a_keras_layer_that_is_another_one(
    body: str, message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(str(tmp_path))
    project = Project(tmp_path)
    layer = LAYER.replace('"Identity"', '"Other", module="KERAS"')
    project.write(layer, f"import keras\n\n\nclass Other(keras.layers.Layer):\n{body}")
    network = archc.compile_text(SPEC.replace("LAYER", "mine"), plugins=[project.name])
    with pytest.raises(archc.CompileError, match="E0708") as caught:
        network.keras_model()
    assert message in str(caught.value)


def test_a_command_finds_the_keras_layer_after_the_import(tmp_path: Path) -> None:
    """The folder of the project is on the path for the import of the plugin alone."""
    project = Project(tmp_path)
    layer = LAYER.replace('"Identity"', '"Doubled", module="KERAS"')
    project.write(layer, KERAS)
    (tmp_path / "net.yaml").write_text(SPEC.replace("LAYER", "mine"), encoding="utf-8")
    words = ("build", "net.yaml", "--emit", "keras", "--plugin", project.name)
    ran = command(*words, folder=tmp_path)
    assert ran.returncode == 0, ran.stderr
    assert (tmp_path / "generated" / "attended.keras").is_file()
    project.write(layer, KERAS.replace("2 * inputs", "inputs[:, 1:]"))
    ran = command(*words, folder=tmp_path)
    assert ran.returncode == 1
    assert "error[E0708] keras-layer-differs" in ran.stderr
    assert "net.yaml:4:" in ran.stderr
    assert "Traceback" not in ran.stderr


def test_the_channels_first(network: archc.Compilation) -> None:
    """The layer gets the axis of the channels, in both back ends."""
    before = keras.config.image_data_format()
    keras.config.set_image_data_format("channels_first")
    try:
        models = [network.keras_model(), create(network)]
    finally:
        keras.config.set_image_data_format(before)
    image = np.random.default_rng(1).normal(size=(1, 4, 4, 16)).astype("float32")
    plain = next(x for x in network.keras_model().layers if x.name.endswith("eca"))
    for model in models:
        assert model.input_shape == (None, 3, 32, 32)
        layer = next(x for x in model.layers if x.name.endswith("eca"))
        layer.set_weights(plain.get_weights())
        found = layer(image.transpose(0, 3, 1, 2)).numpy().transpose(0, 2, 3, 1)
        np.testing.assert_allclose(found, plain(image).numpy(), rtol=1e-5, atol=1e-6)
