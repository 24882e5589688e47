"""Writes the call of one layer for all the nodes that it stands for."""

from __future__ import annotations

from typing import Any

from archc.backends.keras_calls import KERAS_CALLS
from archc.backends.layer_plan import LayerCall, plan_layer, plan_value
from archc.backends.python_source.code import CallFunction, CallLayer, Given
from archc.backends.python_source.place import Place
from archc.diagnostics.diagnostic import InternalError
from archc.ir.graph import Graph
from archc.ir.regions import Region
from archc.ops.kinds import Kind
from archc.ops.op import Op
from archc.spec.model import Entry


class LayerWriter:
    """Writes layers of one graph."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph

    def write(
        self,
        nodes: list[int],
        entries: dict[str, Entry],
        regions: list[Region],
        place: Place,
        target: str,
        value: str,
    ) -> None:
        """Adds `target = layer(value)`; `entries` are what the spec gives for the keys of the layer."""
        ops = [self._op(index) for index in nodes]
        plans = [
            plan_layer(op, self._graph.input_shapes(self._graph.nodes[index]))
            for op, index in zip(ops, nodes, strict=True)
        ]
        given = self._given(ops, plans, entries, place)
        name = place.layer_name([self._graph.nodes[index].name for index in nodes], regions)
        op, layer = ops[0], plans[0].layer
        if plans[0].composite:
            arguments = (Given("", value), *given, Given("name", name))
            place.statements.append(CallFunction(target, layer, arguments))
            return
        positional = KERAS_CALLS[type(op)].positional
        place.statements.append(CallLayer(target, op.key, layer, positional, given, name, value))

    def _op(self, index: int) -> Op:
        node = self._graph.nodes[index]
        if node.op is None:
            raise InternalError(f"python_source: {node.name} is not a layer")
        return node.op

    def _given(
        self, ops: list[Op], plans: list[LayerCall], entries: dict[str, Entry], place: Place
    ) -> tuple[Given, ...]:
        """The arguments that any of the nodes gives, in the order of the table of calls."""
        kinds = {field.name: field.kind for field in ops[0].fields}
        used = {(a.keyword, a.field) for plan in plans for a in plan.arguments}
        given = []
        for keyword, field in _in_order(type(ops[0]), used):
            values = [_value(plan, op, keyword, field) for plan, op in zip(plans, ops, strict=True)]
            convert = _Converter(kinds.get(field))
            text = place.writer.text(values, entries.get(field), field or keyword, convert)
            given.append(Given(keyword, text))
        return tuple(given)


class _Converter:
    """Takes what an expression gives to the form of the plan."""

    def __init__(self, kind: Kind | None) -> None:
        self._kind = kind

    def __call__(self, raw: Any) -> Any:
        return raw if self._kind is None else plan_value(self._kind.convert(raw), self._kind)


def _in_order(op: type[Op], used: set[tuple[str, str]]) -> list[tuple[str, str]]:
    call = KERAS_CALLS[op]
    listed = [("", name) for name in call.positional]
    listed += [(keyword.keyword, keyword.field) for keyword in call.keywords]
    listed.append(("axis", ""))
    return [pair for pair in listed if pair in used]


def _value(plan: LayerCall, op: Op, keyword: str, field: str) -> Any:
    """The value of an argument for one node: Keras's default where the plan leaves it out."""
    for argument in plan.arguments:
        if (argument.keyword, argument.field) == (keyword, field):
            return argument.value
    kinds = {f.name: f.kind for f in op.fields}
    return plan_value(getattr(op, field), kinds[field])
