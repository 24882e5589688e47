"""Writes the call of one layer for all the nodes that it stands for."""

from __future__ import annotations

from typing import Any

from archc.backends.keras_calls import keras_call
from archc.backends.layer_plan import LayerCall, plan_layer, plan_value
from archc.backends.python_source.code import CallFunction, CallLayer, Given
from archc.backends.python_source.literals import literal
from archc.backends.python_source.place import Place
from archc.backends.python_source.value_source import AS_GIVEN, Here, Source, form_of
from archc.diagnostics.diagnostic import InternalError
from archc.ir.graph import Graph
from archc.ir.regions import Region
from archc.lowering.read_sizes import follows_sizes
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
        here: Here | None = None,
    ) -> None:
        """Adds `target = layer(value)`; `entries` are what the spec gives for the keys of the layer.

        `here` is the value on which the entries are read.
        """
        ops = [self._op(index) for index in nodes]
        plans = [
            plan_layer(op, self._graph.input_shapes(self._graph.nodes[index]))
            for op, index in zip(ops, nodes, strict=True)
        ]
        given = self._given(ops, plans, entries, place, here)
        name = place.layer_name([self._graph.nodes[index].name for index in nodes], regions)
        op, layer = ops[0], plans[0].layer
        if plans[0].composite:
            arguments = (Given("", value), *given, Given("name", name))
            place.statements.append(CallFunction(target, layer, arguments))
            return
        positional = keras_call(type(op)).positional
        place.statements.append(
            CallLayer(target, type(op), layer, positional, given, name, value, plans[0].module)
        )

    def _op(self, index: int) -> Op:
        node = self._graph.nodes[index]
        if node.op is None:
            raise InternalError(f"python_source: {node.name} is not a layer")
        return node.op

    def _given(
        self,
        ops: list[Op],
        plans: list[LayerCall],
        entries: dict[str, Entry],
        place: Place,
        here: Here | None,
    ) -> tuple[Given, ...]:
        """The arguments that any of the nodes gives, or that an argument of the spec decides."""
        kinds = {field.name: field.kind for field in ops[0].fields}
        used = {(a.keyword, a.field) for plan in plans for a in plan.arguments}
        given = []
        for keyword, field in _in_order(type(ops[0])):
            entry = entries.get(field)
            optional = (keyword, field) not in used
            if optional and (entry is None or field == "axis" or not place.writer.depends(entry)):
                continue
            values = [_value(plan, op, keyword, field) for plan, op in zip(plans, ops, strict=True)]
            source = Source.of_rows(entry, place.writer.rows, here) if entry is not None else None
            form = form_of(kinds[field]) if field else AS_GIVEN
            follows = entry is not None and follows_sizes(type(ops[0]), field, entry)
            hint = field or keyword
            text = place.writer.text(values, source, hint, form, follows=follows)
            # Padding of its own has become a layer before, and Keras's default is left.
            if not optional or text != literal(values[0]):
                given.append(Given(keyword, text))
        return tuple(given)


def _in_order(op: type[Op]) -> list[tuple[str, str]]:
    """The arguments of a layer by their keyword and our key, as they are written."""
    call = keras_call(op)
    listed = [("", name) for name in call.positional]
    listed += [(keyword.keyword, keyword.field) for keyword in call.keywords]
    return [*listed, *([(call.derived, "")] if call.derived else [])]


def _value(plan: LayerCall, op: Op, keyword: str, field: str) -> Any:
    """The value of an argument for one node: Keras's default where the plan leaves it out."""
    for argument in plan.arguments:
        if (argument.keyword, argument.field) == (keyword, field):
            return argument.value
    kinds = {f.name: f.kind for f in op.fields}
    return plan_value(getattr(op, field), kinds[field])
