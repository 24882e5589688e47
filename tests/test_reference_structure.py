"""The shipped specs against the recorded networks: every layer, its shape and its counts."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from tests.reference.recorded import RecordedLayer, RecordedNetwork, recorded

from archc.backends.summary import Summary, summarize
from archc.diagnostics.diagnostic import Sink
from archc.driver import compile_path
from archc.ir.graph import Graph, Node

SPECS = Path(__file__).parent.parent / "specs"
NAMES = ("inception_v4", "inception_resnet_v1", "inception_resnet_v2")


@dataclass(frozen=True, slots=True)
class Pair:
    """An original as it was recorded, and the spec that reproduces it; layers pair by position."""

    recorded: RecordedNetwork
    graph: Graph
    summary: Summary

    @property
    def nodes(self) -> list[Node]:
        return list(self.graph.layers())


def compiled(path: str) -> Graph:
    sink = Sink()
    graph = compile_path(str(SPECS / path), {}, sink)
    assert graph is not None, sink.diagnostics()
    return graph


@pytest.fixture(scope="module", params=NAMES)
def pair(request: pytest.FixtureRequest) -> Pair:
    graph = compiled(f"originals/{request.param}.yaml")
    return Pair(recorded(request.param), graph, summarize(graph))


# ------------------------------------------------------------------ whole networks


@pytest.mark.parametrize(
    ("path", "parameters", "trainable"),
    [
        ("originals/inception_v4.yaml", 42_744_521, 42_681_353),
        ("originals/inception_resnet_v1.yaml", 25_028_930, 24_984_642),
        ("originals/inception_resnet_v2.yaml", 58_837_142, 58_735_412),
        ("inception_v4.yaml", 42_744_521, 42_681_353),
        # 64 more filters in five blocks: 64 * (1792 + 1) parameters each, and 64 * 1792 after them.
        ("inception_resnet_v1.yaml", 25_028_930 + 1_147_200, 24_984_642 + 1_147_200),
        # The recorded network with the axis of one batch normalization corrected.
        ("inception_resnet_v2.yaml", 58_841_682, 58_737_682),
    ],
)
def test_parameters_of_the_whole(path: str, parameters: int, trainable: int) -> None:
    summary = summarize(compiled(path))
    assert (summary.parameters, summary.trainable) == (parameters, trainable)


def test_recorded_totals_agree(pair: Pair) -> None:
    assert pair.summary.parameters == pair.recorded.parameters
    assert pair.summary.trainable == pair.recorded.trainable


def test_stages_end_in_the_same_layers_with_the_same_shapes(pair: Pair) -> None:
    trunk = [stage for stage in pair.graph.stages if not stage.stage.is_output][:-1]
    ends = [region.end for stage in trunk for region in stage.regions]
    position = {node.index: i for i, node in enumerate(pair.nodes)}
    found = [(position[end], pair.graph.nodes[end].shape) for end in ends]
    assert found == [(stage.end, stage.shape) for stage in pair.recorded.stages]


def test_outputs_are_the_same_layers(pair: Pair) -> None:
    found = [pair.nodes[i].index for i in pair.recorded.outputs]
    assert [output.node for output in pair.graph.outputs] == found


@pytest.mark.parametrize(
    ("name", "scales", "heads", "dropout"),
    [
        ("inception_v4", 0, 1, 0.2),
        ("inception_resnet_v1", 0, 2, 0.2),  # scaling is off by default
        ("inception_resnet_v2", 40, 2, 0.2),  # and on by default
    ],
)
def test_corrected_networks(name: str, scales: int, heads: int, dropout: float) -> None:
    graph = compiled(f"{name}.yaml")
    kinds = Counter(node.kind for node in graph.layers())
    assert (kinds["scale"], kinds["dense"]) == (scales, heads)
    ops = [node.op for node in graph.layers()]
    assert [op.rate for op in ops if op and op.key == "dropout"] == [dropout]
    assert {op.axis for op in ops if op and op.key == "batch_norm"} == {"channels"}


@pytest.mark.parametrize("name", ["inception_resnet_v1", "inception_resnet_v2"])
def test_scaling_hangs_on_its_argument(name: str) -> None:
    for given, layers in (("true", True), ("false", False)):
        graph = compile_path(str(SPECS / f"{name}.yaml"), {"scale": given}, Sink())
        assert graph is not None
        assert ("scale" in {node.kind for node in graph.layers()}) is layers


@pytest.mark.parametrize(
    ("name", "python_lines"),
    [("inception_v4", 250), ("inception_resnet_v1", 221), ("inception_resnet_v2", 252)],
)
def test_a_spec_is_a_third_as_long_as_the_python_it_replaces(name: str, python_lines: int) -> None:
    lines = (SPECS / f"{name}.yaml").read_text(encoding="utf-8").splitlines()
    assert len(lines) * 3 <= python_lines
    assert lines[0].startswith("# yaml-language-server: $schema=")


# ------------------------------------------------------------------ layer by layer


def test_layers_follow_each_other_as_recorded(pair: Pair) -> None:
    position = {node.index: i for i, node in enumerate(pair.nodes)}
    found = [(_class(n), tuple(position[i] for i in n.inputs), n.shape) for n in pair.nodes]
    assert found == [(r.class_name, r.inputs, r.shape) for r in pair.recorded.layers]


def test_layers_have_the_recorded_arguments(pair: Pair) -> None:
    for node, layer in zip(pair.nodes, pair.recorded.layers, strict=True):
        assert _config(node) == layer.config, node.name


def test_layers_have_the_recorded_parameters(pair: Pair) -> None:
    layers = pair.recorded.layers[1:]
    for count, layer in zip(pair.summary.layer_counts, layers, strict=True):
        moving = layer.parameters // 2 if layer.class_name == "BatchNormalization" else 0
        expected = layer.parameters, layer.parameters - moving
        assert (count.parameters, count.trainable) == expected, count.name


def test_multiply_adds_equal_an_independent_count(pair: Pair) -> None:
    layers = pair.recorded.layers
    for count, layer in zip(pair.summary.layer_counts, layers[1:], strict=True):
        sources = [layers[i].shape for i in layer.inputs]
        assert count.multiply_adds == _multiply_adds(layer, sources[0]), count.name


def _multiply_adds(layer: RecordedLayer, source: tuple[int, ...]) -> int:
    """One multiplication for each output, each tap of the window and each channel of the input."""
    config = layer.config
    match layer.class_name:
        case "Convolution2D":
            height, width, filters = layer.shape
            taps = config["nb_row"] * config["nb_col"] * source[2]
            return height * width * filters * taps
        case "Dense":
            return source[0] * config["output_dim"]
    return 0


_CLASSES = {
    "input": "InputLayer",
    "conv": "Convolution2D",
    "batch_norm": "BatchNormalization",
    "activation": "Activation",
    "max_pool": "MaxPooling2D",
    "avg_pool": "AveragePooling2D",
    "concat": "Merge",
    "add": "Merge",
    "scale": "Lambda",
    "flatten": "Flatten",
    "dropout": "Dropout",
    "dense": "Dense",
}


def _class(node: Node) -> str:
    return _CLASSES[node.kind]


def _config(node: Node) -> dict[str, Any]:
    """The arguments of a layer in the words of Keras 1, all of those that were recorded."""
    op: Any = node.op
    match node.kind:
        case "conv":
            return {
                "nb_filter": op.filters,
                "nb_row": op.kernel[0],
                "nb_col": op.kernel[1],
                "subsample": list(op.stride),
                "border_mode": op.padding,
                "bias": op.bias,
                "activation": op.activation,
            }
        case "batch_norm":
            axis = {"height": 1, "width": 2, "channels": -1}[op.axis]
            return {"axis": axis, "epsilon": op.epsilon, "momentum": op.momentum}
        case "max_pool" | "avg_pool":
            stride = list(op.stride or op.size)
            return {"border_mode": op.padding, "pool_size": list(op.size), "strides": stride}
        case "concat" | "add":
            return {"mode": {"concat": "concat", "add": "sum"}[node.kind]}
        case "activation":
            return {"activation": op.activation}
        case "dropout":
            return {"p": op.rate}
        case "dense":
            return {"bias": op.bias, "activation": op.activation, "output_dim": op.units}
        case "scale":
            assert op.factor == 0.1
    return {}
