"""Turns a node of the graph into the call of a Keras layer that both back ends make.

Both read the same plan, so they cannot disagree about a layer. What depends on Keras's data format stays
open: `AxisRef` and `ImageShape` are settled when the model is built.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from archc.backends.keras_calls import keras_call
from archc.ir.graph import Graph, Node
from archc.lowering.argument_use import bare_argument, depends_on_argument
from archc.ops.initializers import Named
from archc.ops.keras_call import Keyword
from archc.ops.kinds import DIMENSIONS, MARGINS, SHARED_AXES, SIZE, Kind
from archc.ops.op import Op
from archc.ops.scaling import Rescaling
from archc.ops.shape import Shape
from archc.spec.model import LayerStep


class AxisRef(NamedTuple):
    """An axis of an image, by its word: its index depends on the data format."""

    word: str


class ImageShape(NamedTuple):
    """The shape of an image, channels last: its order depends on the data format."""

    shape: Shape


class SharedAxes(NamedTuple):
    """The axes of an image along which one decision holds: where they stand depends on the format."""

    words: tuple[str, ...]


class NamedCall(NamedTuple):
    """An initialiser or regulariser with arguments: `initializers.VarianceScaling(scale=2.0)`."""

    module: str
    name: str
    arguments: tuple[tuple[str, Any], ...]


class Argument(NamedTuple):
    """An argument of a call: Keras's keyword (empty when passed by position), our key, the value."""

    keyword: str
    field: str
    value: Any


class LayerCall(NamedTuple):
    """A layer with its arguments, its own name apart; `module` holds it where Keras does not."""

    layer: str
    arguments: tuple[Argument, ...]
    composite: bool
    module: str


def plan_layer(op: Op, inputs: tuple[Shape, ...]) -> LayerCall:
    """The call for an op that reads values of these shapes."""
    call = keras_call(type(op))
    rank = len(inputs[0])
    fields = {field.name: field for field in op.fields}
    arguments = [
        Argument("", name, plan_value(getattr(op, name), fields[name].kind))
        for name in call.positional
    ]
    for keyword in call.keywords:
        value = getattr(op, keyword.field)
        found = _keyword(keyword, value, fields[keyword.field].kind, rank)
        if found is not None:
            arguments.append(found)
    if call.derived == "axis" and rank == 3:
        arguments.append(Argument("axis", "", AxisRef("channels")))
    if call.derived == "noise_shape":
        arguments.append(Argument("noise_shape", "", (None, *(1 for _ in inputs[0]))))
    return LayerCall(call.layer, tuple(arguments), call.composite, call.module)


def _keyword(keyword: Keyword, value: Any, kind: Kind, rank: int) -> Argument | None:
    if keyword.field == "axis":
        # Keras's default is the last axis, whatever the data format.
        return Argument("axis", "axis", AxisRef(value)) if rank == 3 else None
    if value == keyword.default and isinstance(value, bool) == isinstance(keyword.default, bool):
        return None
    if kind is SHARED_AXES and rank != 3:
        # Only the channels, which are the last axis, can be shared here.
        return Argument(keyword.keyword, keyword.field, (*(None for _ in range(rank)), 1))
    return Argument(keyword.keyword, keyword.field, plan_value(value, kind))


def plan_value(value: Any, kind: Kind) -> Any:
    """A value in the shortest form that Keras takes."""
    if isinstance(value, Named):
        return _named_call(value) if value.arguments else value.name
    if kind is SIZE and value is not None and value[0] == value[1]:
        return value[0]
    if kind is MARGINS and value[0][0] == value[0][1] and value[1][0] == value[1][1]:
        height, width = value[0][0], value[1][0]
        return height if height == width else (height, width)
    if kind is DIMENSIONS and len(value) == 3:
        return ImageShape(value)
    if kind is SHARED_AXES and value is not None:
        return SharedAxes(value)
    return value


_CLASSES = {"l1": "L1", "l2": "L2", "l1_l2": "L1L2"}


def _named_call(named: Named) -> NamedCall:
    if named.name in _CLASSES:
        return NamedCall("regularizers", _CLASSES[named.name], named.arguments)
    name = "".join(word.capitalize() for word in named.name.split("_"))
    return NamedCall("initializers", name, named.arguments)


def needs_channels_last(graph: Graph) -> Node | None:
    """The first layer whose meaning holds only where the channels are the last axis, if any.

    Dense on an image and softmax as an activation work along the last axis, and a reshape counts elements
    in their order. Rescaling adds a list to the last axis, and multiplies it by one unless it is that of an
    image. An activation that is an argument counts for what it is now.
    """
    for node in graph.nodes:
        if node.op is None:
            continue
        before = graph.input_shapes(node)[0]
        arguments = _activation_arguments(node, before, graph)
        if _ordered(node.op, before, node.shape) or "" in arguments:
            return node
    return None


def activation_arguments(graph: Graph) -> list[str]:
    """The arguments that are activations of images: as softmax they need the channels last."""
    found: set[str] = set()
    for node in graph.nodes:
        if node.op is not None:
            found |= _activation_arguments(node, graph.input_shapes(node)[0], graph)
    return sorted(found - {""})


def _activation_arguments(node: Node, before: Shape, graph: Graph) -> set[str]:
    """The argument that decides on the activation of an image; an empty one if it is computed from some."""
    given = node.step.entries.get("activation") if isinstance(node.step, LayerStep) else None
    if given is None or not given.dynamic or max(len(before), len(node.shape)) == 1:
        return set()
    if not depends_on_argument(given, node.frame, graph.spec):
        return set()
    return {bare_argument(given, node.frame, graph.spec)}


def _ordered(op: Op, before: Shape, after: Shape) -> bool:
    softmax = getattr(op, "activation", "") in ("softmax", "log_softmax")
    if op.key == "dense" or op.needs_channels_last or softmax:
        return max(len(before), len(after)) > 1
    if isinstance(op, Rescaling):
        return isinstance(op.offset, tuple) or (isinstance(op.scale, tuple) and len(before) != 3)
    if op.key != "reshape" or before == after:
        return False
    return any(len(shape) == 2 or max(shape[:-1], default=1) > 1 for shape in (before, after))
