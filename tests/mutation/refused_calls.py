"""Writes down which layers archc refuses, and for which shapes, while it compiles."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple
from unittest.mock import patch

from archc.ir.graph import Node
from archc.lowering.expand_merge import MergeExpander
from archc.lowering.graph_builder import GraphBuilder
from archc.ops.op import Op
from archc.ops.shape import Shape


class Call(NamedTuple):
    """A layer and the shapes that it was to be called with."""

    op: Op
    inputs: tuple[Shape, ...]


@contextmanager
def recorded_refusals() -> Iterator[list[Call]]:
    """The calls that archc refuses within; those on shapes that follow from another mistake are left out."""
    found: list[Call] = []
    report, refuse = GraphBuilder._report, MergeExpander._refuse

    def reporting(self: Any, misfit: Any, inputs: Any, step: Any, op: Op, context: Any) -> None:
        _note(found, op, [self.nodes[index] for index in inputs])
        report(self, misfit, inputs, step, op, context)

    def refusing(self: Any, step: Any, fit: Any, operands: Any, scope: Any, start: int) -> Any:
        _note(found, step.op, [self._builder.nodes[index] for index in operands])
        return refuse(self, step, fit, operands, scope, start)

    with (
        patch.object(GraphBuilder, "_report", reporting),
        patch.object(MergeExpander, "_refuse", refusing),
    ):
        yield found


def _note(found: list[Call], op: Op, nodes: list[Node]) -> None:
    if not any(node.guessed for node in nodes):
        found.append(Call(op, tuple(node.shape for node in nodes)))
