"""Builds the Keras model of a graph. Beside `keras_layers`, the one module that imports keras."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from archc.backends.layer_module import import_layer_module
from archc.backends.layer_plan import (
    AxisRef,
    ImageShape,
    LayerCall,
    NamedCall,
    SharedAxes,
    needs_channels_last,
    plan_layer,
)
from archc.backends.plugin_layer import make_plugin_layer
from archc.diagnostics.diagnostic import InternalError
from archc.ir.graph import Graph, Node
from archc.ops.shape import AXES, render_shape

_AXES = {
    "channels_last": {"height": 1, "width": 2, "channels": -1},
    "channels_first": {"height": 2, "width": 3, "channels": 1},
}


class KerasMissingError(ImportError):
    """Keras is not installed; `pip install archc[keras]` installs it."""


def import_keras() -> Any:
    """The keras module.

    Raises:
        KerasMissingError: keras or its backend is not installed.
    """
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    try:
        import keras
    except ImportError as error:
        raise KerasMissingError("keras is not installed: pip install 'archc[keras]'") from error
    return keras


def build_keras_model(graph: Graph) -> Any:
    """A `keras.Model` with the layers of the graph, in the data format that Keras is set to.

    Raises:
        KerasMissingError: keras is not installed.
        ValueError: the network cannot be built with the channels first.
        CompileError: the Keras layer of a plugin is not what the plugin says of it.
    """
    return _Builder(graph, import_keras()).model()


@contextmanager
def _recursion_through(layers: int) -> Iterator[None]:
    """Room for Keras, which walks a model from its outputs to its inputs, a call for each layer."""
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(before + 2 * layers)
    try:
        yield
    finally:
        sys.setrecursionlimit(before)


class _Builder:
    def __init__(self, graph: Graph, keras: Any) -> None:
        self._graph = graph
        self._keras = keras
        self._format = keras.config.image_data_format()
        self._values: dict[int, Any] = {}
        last = needs_channels_last(graph)
        if last is not None and self._format == "channels_first":
            message = (
                f"{graph.spec.name} needs the channels last: its layer {last.name} works on them"
            )
            raise ValueError(message)

    def model(self) -> Any:
        inputs = [
            self._input(network_input.name, index) for network_input, index in self._graph.inputs
        ]
        for node in self._graph.nodes:
            if node.active and node.op is not None:
                self._values[node.index] = self._layer(node)
        outputs = [self._values[output.node] for output in self._graph.outputs if output.active]
        with _recursion_through(len(self._graph.nodes)):
            return self._keras.Model(
                inputs if len(inputs) > 1 else inputs[0],
                outputs if len(outputs) > 1 else outputs[0],
                name=self._graph.spec.name,
            )

    def _input(self, name: str, index: int) -> Any:
        shape = self._in_format(self._graph.nodes[index].shape)
        self._values[index] = self._keras.Input(shape=shape, name=name)
        return self._values[index]

    def _layer(self, node: Node) -> Any:
        assert node.op is not None
        values = [self._values[index] for index in node.inputs]
        shapes = self._graph.input_shapes(node)
        call = plan_layer(node.op, shapes)
        if node.op.keras is not None:
            shape = self._in_format(node.shape)
            return make_plugin_layer(
                node, shapes, shape, lambda: self._make(call, node.name), values[0]
            )
        if call.composite:
            result = self._pad_channels(values[0], call.arguments[0].value, node.name)
        else:
            layer = self._make(call, node.name)
            result = layer(values if node.op.merges else values[0])
        self._verify(node, result)
        return result

    def _make(self, call: LayerCall, name: str) -> Any:
        positional = [self._argument(a.value) for a in call.arguments if not a.keyword]
        keywords = {a.keyword: self._argument(a.value) for a in call.arguments if a.keyword}
        home = import_layer_module(call.module) if call.module else self._keras.layers
        return getattr(home, call.layer)(*positional, **keywords, name=name)

    def _argument(self, value: Any) -> Any:
        match value:
            case AxisRef():
                return _AXES[self._format][value.word]
            case ImageShape():
                return self._in_format(value.shape)
            case SharedAxes():
                shared = (1 if axis in value.words else None for axis in AXES)
                return (None, *self._in_format(tuple(shared)))
            case NamedCall():
                return getattr(getattr(self._keras, value.module), value.name)(
                    **dict(value.arguments)
                )
        return value

    def _pad_channels(self, value: Any, count: int, name: str) -> Any:
        """Channels of zeros: ZeroPadding2D pads the first two axes, so the channels must be there."""
        layers = self._keras.layers
        first = self._format == "channels_first"
        if not first:
            value = layers.Permute((3, 1, 2), name=f"{name}_to_front")(value)
        zeros = layers.ZeroPadding2D(
            ((0, count), (0, 0)), data_format="channels_last", name=f"{name}_zeros"
        )
        value = zeros(value)
        return value if first else layers.Permute((2, 3, 1), name=f"{name}_to_back")(value)

    def _verify(self, node: Node, result: Any) -> None:
        """Keras must agree with the shape that was inferred."""
        found = tuple(result.shape[1:])
        if found != self._in_format(node.shape):
            raise InternalError(
                f"build_keras_model: {node.name} is {render_shape(found)} in Keras and "
                f"{render_shape(node.shape)} in the graph"
            )

    def _in_format(self, shape: tuple[Any, ...]) -> tuple[Any, ...]:
        if len(shape) == 3 and self._format == "channels_first":
            return (shape[2], shape[0], shape[1])
        return shape
