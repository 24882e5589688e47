"""The specs of the zoo against what was recorded of keras.applications: counts, weights, shapes, order.

No Keras is needed: archc's graph is put in the order of `Model.layers` and compared layer by layer.
That Keras itself agrees is tested by `test_zoo_in_keras.py`.
"""

from __future__ import annotations

import pytest
from tests.backends.test_generated_source import ruff
from tests.zoo.listed_order import listed_order
from tests.zoo.models import (
    CONSTRUCTORS,
    FAMILIES,
    MODELS,
    Model,
    compiled,
    compiled_at_other_size,
)
from tests.zoo.recorded_applications import recorded_application, recorded_lines

from archc.ir.graph import Graph, Node

EACH = pytest.mark.parametrize("model", MODELS, ids=lambda model: model.title)
EACH_FAMILY = pytest.mark.parametrize("model", FAMILIES, ids=lambda model: model.spec)


def with_weights(graph: Graph) -> list[Node]:
    """The nodes that hold weights, as Keras lists them."""
    return [n for n in listed_order(graph) if n.op and n.op.weights(graph.input_shapes(n))]


@EACH
def test_parameters_are_those_of_keras(model: Model) -> None:
    summary, expected = compiled(model).summary, recorded_application(model.title)
    assert (summary.parameters, summary.trainable) == (expected.parameters, expected.trainable)


@EACH
def test_weights_pair_with_those_of_keras(model: Model) -> None:
    graph = compiled(model).graph
    found = []
    for node in with_weights(graph):
        assert node.op is not None
        weights = node.op.weights(graph.input_shapes(node))
        found.append(tuple((weight.name, weight.shape) for weight in weights))
    assert found == [row.weights for row in recorded_application(model.title).layers]


@EACH
def test_shapes_are_those_of_keras_at_two_sizes(model: Model) -> None:
    layers = recorded_application(model.title).layers
    graph, other = compiled(model).graph, compiled_at_other_size(model).graph
    assert [node.shape for node in with_weights(graph)] == [row.shape for row in layers]
    assert [node.shape for node in with_weights(other)] == [row.other_shape for row in layers]


@EACH
def test_nothing_had_to_be_made_to_fit(model: Model) -> None:
    assert not compiled(model).diagnostics


@EACH_FAMILY
def test_the_generated_source_is_no_longer_than_that_of_keras(model: Model) -> None:
    text = compiled(model).python_source()
    assert text.count("\n") <= recorded_lines(model.original)
    assert ruff("format", text=text) == text


def test_the_table_is_complete() -> None:
    assert len({model.constructor for model in CONSTRUCTORS}) == len(CONSTRUCTORS) == 40
    assert len(FAMILIES) == 14
    folder = {path.stem for path in FAMILIES[0].path.parent.glob("*.yaml")}
    assert folder <= {model.spec for model in FAMILIES}
