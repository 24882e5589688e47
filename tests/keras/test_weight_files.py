"""`--weights` loads the files that Keras writes, and says what is wrong with others."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import archc
from archc.cli import main

keras = pytest.importorskip("keras")
pytestmark = pytest.mark.keras

ZOO = Path(__file__).parents[2] / "specs" / "zoo"


@pytest.fixture(scope="module")
def weights(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[np.ndarray]]:
    """A file of the weights of keras.applications.MobileNet, all of them random, and the weights."""
    model = keras.applications.MobileNet(weights=None)
    random = np.random.default_rng(0)
    values = [random.uniform(0.5, 1.5, weight.shape).astype("float32") for weight in model.weights]
    model.set_weights(values)
    path = tmp_path_factory.mktemp("weights") / "mobilenet.weights.h5"
    model.save_weights(path)
    return path, values


def _build(spec: Path, weights: Path, target: Path) -> int:
    return main(
        ["build", str(spec), "--emit", "keras", "--weights", str(weights), "-o", str(target)]
    )


def test_a_file_of_another_model_with_the_same_layers(
    weights: tuple[Path, list[np.ndarray]], tmp_path: Path
) -> None:
    path, values = weights
    assert _build(ZOO / "mobilenet.yaml", path, tmp_path / "net.keras") == 0
    loaded = keras.models.load_model(tmp_path / "net.keras").get_weights()
    assert len(loaded) == len(values)
    assert all(np.array_equal(ours, theirs) for ours, theirs in zip(loaded, values, strict=True))


@pytest.mark.parametrize("spec", ["mobilenet_v2.yaml", "vgg.yaml"])
def test_a_file_of_another_network(
    spec: str,
    weights: tuple[Path, list[np.ndarray]],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert _build(ZOO / spec, weights[0], tmp_path / "net.keras") == 1
    assert "error[E0009] weights-do-not-fit: the weights in" in capsys.readouterr().err
    assert not (tmp_path / "net.keras").exists()


def test_a_file_with_more_than_the_network_has(
    weights: tuple[Path, list[np.ndarray]], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    small = tmp_path / "small.yaml"
    small.write_text(
        "archc: 1\nname: small\ninput: {shape: [32, 32, 3]}\n"
        "stem: [{conv: 32, kernel: 3, bias: false}]\n",
        encoding="utf-8",
    )
    assert _build(small, weights[0], tmp_path / "net.keras") == 1
    problem = "it holds 137 arrays of weights, and the network has 1"
    assert problem in capsys.readouterr().err
    with pytest.raises(ValueError, match=problem):
        archc.compile(small).keras_model(weights[0])


@pytest.mark.parametrize(
    ("name", "content", "problem"),
    [
        ("gone.weights.h5", None, "there is no such file"),
        ("text.weights.h5", "no weights at all", "Unable to"),
        ("weights.npz", "", "a file of weights ends in .weights.h5"),
    ],
)
def test_what_is_no_file_of_weights(
    name: str,
    content: str | None,
    problem: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    if content is not None:
        (tmp_path / name).write_text(content, encoding="utf-8")
    assert _build(ZOO / "mobilenet.yaml", tmp_path / name, tmp_path / "net.keras") == 1
    assert problem in capsys.readouterr().err
