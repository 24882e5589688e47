"""Follows height and width, as symbols, from the inputs of a graph to merges whose operands differ in form.

A layer is asked once for what it does to a height and width: networks repeat few layers on few sizes.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from archc.ir.graph import Graph, Node
from archc.lowering.infer_shape import infer_sizes
from archc.lowering.symbolic_size import symbol
from archc.ops.shape import AXES, Misfit

Image = tuple[Any, Any]
"""Height and width, each a `Size` or a number."""
_RANK = 3


def follow_sizes(graph: Graph) -> Iterator[tuple[Node, list[Image]]]:
    """The merges of images that differ in form, with the sizes of each operand."""
    follower = _Follower(graph)
    for node in graph.nodes:
        images = follower.follow(node)
        if images:
            yield node, images


class _Follower:
    """Sizes are known by numbers, so that equal ones are found by comparing numbers."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._inputs = {index: given.name for given, index in graph.inputs}
        self._images: list[Image] = []
        self._numbers: dict[Image, int] = {}
        self._of_nodes: list[int] = []
        self._after: dict[tuple[int, int], int] = {}

    def follow(self, node: Node) -> list[Image]:
        """Notes the sizes that a node gives; the sizes of its operands, if they differ in form."""
        numbers = [self._of_nodes[index] for index in node.inputs]
        operands: list[int] = []
        if len(node.shape) != _RANK:
            found = self._number((0, 0))
        elif not numbers:
            found = self._number(self._symbols(node))
        elif len(numbers) == 1:
            found = self._through(node, numbers[0])
        else:
            operands = self._of_full_size(node, numbers)
            found = operands[0]
        self._of_nodes.append(found)
        return [self._images[number] for number in operands] if len(set(operands)) > 1 else []

    def _symbols(self, node: Node) -> Image:
        name = self._inputs.get(node.index, node.name)
        height, width = (
            symbol(f"{name}.{axis}", size)
            for axis, size in zip(AXES[:2], node.shape[:2], strict=True)
        )
        return height, width

    def _number(self, image: Image) -> int:
        found = self._numbers.setdefault(image, len(self._images))
        if found == len(self._images):
            self._images.append(image)
        return found

    def _through(self, node: Node, number: int) -> int:
        """The size behind a layer with one operand."""
        key = (id(node.op), number)
        found = self._after.get(key)
        if found is None:
            found = self._after[key] = self._number(self._inferred(node, self._images[number]))
        return found

    def _inferred(self, node: Node, image: Image) -> Image:
        before = self._graph.nodes[node.inputs[0]].shape
        if node.op is not None and len(before) == _RANK:
            shape = infer_sizes(node.op, ((*image, before[-1]),))
            if not isinstance(shape, Misfit) and len(shape) == _RANK:
                return shape[0], shape[1]
        return node.shape[0], node.shape[1]

    def _of_full_size(self, node: Node, numbers: list[int]) -> list[int]:
        """The operands without the 1x1 gates of a product."""
        size = node.shape[:2]
        pairs = zip(node.inputs, numbers, strict=True)
        found = [n for index, n in pairs if self._graph.nodes[index].shape[:2] == size]
        return found or numbers
