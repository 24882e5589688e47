"""Turns the layers of a graph into columns: numbers, and numbers of texts that stand once in `texts`.

name                                    the name of the layer
kind, label, family, shape, values      numbers of texts; `values` has a line for each key
field, resolved, was                    likewise; what it sees, how its sum was made to fit, what changed
parameters, trainable, multiply_adds    counts
place, context                          numbers of a place and of what encloses it, -1 for nothing
mark                                    what became of it, where networks are compared
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from archc.backends.summary import summarize
from archc.diagram.diagram import Box, Diagram
from archc.ir.graph import Graph
from archc.ir.regions import Context
from archc.ops.op import Op
from archc.ops.shape import render_shape
from archc.page.receptive_field import field_text, receptive_fields
from archc.page.table import Table
from archc.schema.steps import plain_default
from archc.source.source_file import SourceFile, Span

COLUMNS = (
    *("name", "kind", "label", "family", "shape", "values", "field", "resolved", "was"),
    *("parameters", "trainable", "multiply_adds", "place", "context", "mark"),
)

Place = tuple[int, int, int]
"""The number of a file, and the first and the last line."""


class Mark(NamedTuple):
    """What became of a layer where networks are compared, and what was different before."""

    word: str
    was: str = ""


_SAME = Mark("")


class Side:
    """A network whose layers are shown; its nodes count from `offset` on in boxes."""

    def __init__(self, graph: Graph, offset: int = 0) -> None:
        self.graph = graph
        self.offset = offset
        self.counts = {count.name: count for count in summarize(graph).layer_counts}
        self.fields = receptive_fields(graph)


class LayerColumns:
    """Collects layers, and what their columns refer to."""

    def __init__(self) -> None:
        self.columns: dict[str, list[Any]] = {name: [] for name in COLUMNS}
        self.texts: Table[str] = Table()
        self.files: Table[SourceFile] = Table()
        self.places: Table[Place] = Table()
        self.contexts: Table[tuple[int, int, int]] = Table()

    def add_all(
        self, diagram: Diagram, sides: Sequence[Side], marks: Mapping[int, Mark] | None = None
    ) -> dict[int, int]:
        """Adds the layers of a diagram, in its order; their numbers, by the nodes of their boxes."""
        numbers: dict[int, int] = {}
        for box in diagram.root.boxes():
            numbers[box.node] = len(self.columns["name"])
            side = next(side for side in reversed(sides) if side.offset <= box.node)
            self._add(side, box, (marks or {}).get(box.node, _SAME))
        return numbers

    def place(self, span: Span) -> int:
        """The number of a place."""
        last = span.file.position(max(span.start, span.end - 1))[0]
        return self.places.number((self.files.number(span.file), span.line, last))

    def document(self) -> dict[str, Any]:
        """All of it, for JSON."""
        return {
            "layers": self.columns,
            "texts": self.texts.values(),
            "places": self.places.values(),
            "contexts": self.contexts.values(),
        }

    def _add(self, side: Side, box: Box, mark: Mark) -> None:
        node = side.graph.nodes[box.node - side.offset]
        count = side.counts.get(node.name)
        texts = {
            "kind": node.kind,
            "label": box.label,
            "family": box.family,
            "shape": render_shape(node.shape),
            "values": "\n".join(f"{key}: {value}" for key, value in shown_values(node.op)),
            "field": field_text(side.fields[node.index]),
            "resolved": box.resolved,
            "mark": mark.word,
            "was": mark.was,
        }
        columns = self.columns
        columns["name"].append(box.id)
        for column, text in texts.items():
            columns[column].append(self.texts.number(text))
        columns["parameters"].append(count.parameters if count else 0)
        columns["trainable"].append(count.trainable if count else 0)
        columns["multiply_adds"].append(count.multiply_adds if count else 0)
        span = node.step.site.span if node.step is not None else node.context.span
        columns["place"].append(self.place(span))
        columns["context"].append(self._context(node.context))

    def _context(self, context: Context | None) -> int:
        if context is None or context.parent is None:
            return -1
        outer = self._context(context.parent)
        text = self.texts.number(context.text)
        return self.contexts.number((text, self.place(context.span), outer))


def shown_values(op: Op | None) -> list[tuple[str, str]]:
    """The keys of a layer that differ from their defaults, with their values as a spec writes them."""
    if op is None:
        return []
    given = [field for field in op.fields if getattr(op, field.name) != field.default]
    return [(field.name, value_text(getattr(op, field.name))) for field in given]


def value_text(value: Any) -> str:
    """A value as a spec writes it."""
    plain = plain_default(value)
    if isinstance(plain, bool):
        return str(plain).lower()
    return str(plain if plain is not None else value)
