"""The compiled networks compute what the originals computed: the logits of every head, to 1e-4.

What Keras 1 computed was recorded (`tests/reference`). A weight goes to the layer that stands in
the place of the recorded one: the order of all weights differs between the versions of Keras.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, NamedTuple

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import pytest
from tests.reference.recorded import recorded, recorded_logits

from archc.backends.keras_model import build_keras_model
from archc.backends.python_source import python_source
from archc.diagnostics.diagnostic import Sink
from archc.driver import compile_path
from archc.ir.graph import Graph

pytestmark = pytest.mark.keras
keras = pytest.importorskip("keras")
np = pytest.importorskip("numpy")

from tests.reference.recipe import KINDS, make_images, make_weight  # noqa: E402 (needs numpy)

SPECS = Path(__file__).parent.parent.parent / "specs"
TOLERANCE = 1e-4
"""A wrong epsilon moves a logit by 0.02, a wrong axis by 0.07, pools that count padding by 0.26."""


class Case(NamedTuple):
    """A spec, the network whose layers it has, and that whose logits it must give."""

    spec: str
    layers: str
    logits: str


CASES = (
    Case("originals/inception_v4.yaml", "inception_v4", "inception_v4"),
    Case("originals/inception_resnet_v1.yaml", "inception_resnet_v1", "inception_resnet_v1"),
    Case("originals/inception_resnet_v2.yaml", "inception_resnet_v2", "inception_resnet_v2"),
    # The corrected network; that its head pools globally makes no difference at 299x299.
    Case("inception_resnet_v2.yaml", "inception_resnet_v2", "inception_resnet_v2_axisfixed"),
)


def compiled(path: str) -> Graph:
    sink = Sink()
    graph = compile_path(str(SPECS / path), {}, sink)
    assert graph is not None, sink.diagnostics()
    return graph


def build_from_source(graph: Graph) -> Any:
    """The model that the generated module of a graph builds."""
    namespace: dict[str, Any] = {"__name__": graph.spec.name}
    exec(compile(python_source(graph), f"<{graph.spec.name}>", "exec"), namespace)
    return namespace[f"create_{graph.spec.name}"]()


BACK_ENDS = {"direct": build_keras_model, "source": build_from_source}


def recipe_weights(graph: Graph, name: str) -> dict[str, list[Any]]:
    """The weights of every layer that has some, by the name of the layer."""
    nodes = [n for n in graph.layers() if n.op and n.op.weights(graph.input_shapes(n))]
    layers = [layer for layer in recorded(name).layers if layer.weight_positions]
    found = {}
    for node, layer in zip(nodes, layers, strict=True):
        assert node.op is not None
        shapes = [weight.shape for weight in node.op.weights(graph.input_shapes(node))]
        facts = zip(layer.weight_positions, shapes, KINDS[layer.class_name], strict=False)
        found[node.name] = [make_weight(*fact) for fact in facts]
    return found


def logits_and_outputs(model: Any, graph: Graph, images: Any) -> tuple[list[Any], list[Any]]:
    """For each head what goes into its softmax, and what comes out of the model."""
    heads = [model.get_layer(graph.nodes[output.node].name) for output in graph.outputs]
    features = [head.input for head in heads]
    tap = keras.Model(model.inputs, [*features, *model.outputs])
    values = [keras.ops.convert_to_numpy(value) for value in tap([images], training=False)]
    logits = []
    for head, value in zip(heads, values[: len(heads)], strict=True):
        kernel, bias = (weight.astype(np.float64) for weight in head.get_weights())
        logits.append(value.astype(np.float64) @ kernel + bias)
    return logits, values[len(heads) :]


def softmax(logits: Any) -> Any:
    powers = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)


@pytest.fixture(scope="module")
def images() -> Any:
    return make_images()


@pytest.fixture(scope="module", params=CASES, ids=lambda case: case.logits)
def case(request: pytest.FixtureRequest) -> tuple[Case, Graph, dict[str, list[Any]]]:
    graph = compiled(request.param.spec)
    return request.param, graph, recipe_weights(graph, request.param.layers)


@pytest.mark.parametrize("back_end", list(BACK_ENDS))
def test_logits_are_those_recorded(
    case: tuple[Case, Graph, dict[str, list[Any]]], back_end: str, images: Any
) -> None:
    (_, _, name), graph, weights = case
    model = BACK_ENDS[back_end](graph)
    for layer in model.layers:
        layer.set_weights(weights.get(layer.name, []))
    logits, outputs = logits_and_outputs(model, graph, images)
    assert len(logits) == len(recorded_logits(name, "float64"))
    for precision in ("float32", "float64"):
        difference = np.stack(logits) - recorded_logits(name, precision)
        assert np.abs(difference).max() < TOLERANCE
    for head, output in zip(logits, outputs, strict=True):
        assert np.abs(output - softmax(head)).max() < 1e-6


# ------------------------------------------------------------------ names and files


@pytest.fixture(scope="module")
def smallest() -> Graph:
    return compiled("inception_resnet_v1.yaml")


def test_a_second_build_gives_the_same_names(smallest: Graph) -> None:
    names = [_names(build_keras_model(smallest)) for _ in range(2)]
    assert names[0] == names[1]
    assert sorted(names[0][0]) == sorted(node.name for node in smallest.layers())


def _names(model: Any) -> tuple[list[str], list[str]]:
    return [layer.name for layer in model.layers], [weight.path for weight in model.weights]


def test_a_saved_model_loads_and_computes_the_same(
    smallest: Graph, images: Any, tmp_path: Path
) -> None:
    model = build_keras_model(smallest)
    path = tmp_path / "model.keras"
    model.save(path)
    again = keras.models.load_model(path)
    assert _names(again) == _names(model)
    for first, second in zip(model(images[:1]), again(images[:1]), strict=True):
        values = (keras.ops.convert_to_numpy(value) for value in (first, second))
        np.testing.assert_array_equal(*values)
