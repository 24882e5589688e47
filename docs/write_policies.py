"""Draws the figures of docs/merge_policies.md from its specs: as they are written, and as they are built.

1. What is written is the network under the policy `error`, opened as far as it goes.
2. Beside the last merge stand the shapes of its operands.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

from archc.diagnostics.diagnostic import Sink
from archc.diagram.build_diagram import build_diagram
from archc.diagram.diagram import Box, Diagram, Element, Group
from archc.editor.open_network import open_network
from archc.ir.graph import Graph, Node
from archc.ops.shape import render_shape
from archc.pictures.draw_sketch import draw_sketch
from archc.pictures.sketch import Sketch
from archc.pictures.sketch_network import sketch_network
from archc.pictures.write_svg import write_svg
from archc.source.source_file import SourceFile

PAGE = Path(__file__).with_name("merge_policies.md")
FOLDER = PAGE.parent / "pictures" / "policies"
_SPEC = re.compile(r"^```yaml\n# (\w+)\.yaml\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_POLICY = re.compile(r"on_mismatch: \w+")


def policy_pictures() -> Iterator[tuple[str, str]]:
    """The pictures, with the names of their files."""
    for name, text in _SPEC.findall(PAGE.read_text(encoding="utf-8")):
        yield f"{name}_written.svg", _drawn(_opened(name, _refusing(text)))
        if name != "error":
            yield f"{name}_built.svg", _drawn(_opened(name, text))


def _refusing(text: str) -> str:
    """Rule 1."""
    if _POLICY.search(text):
        return _POLICY.sub("on_mismatch: error", text)
    return f"{text}merge: {{on_mismatch: error}}\n"


def _opened(name: str, text: str) -> Graph:
    def read(path: str, _: Sink) -> SourceFile:
        return SourceFile(path, text)

    graph = open_network(f"{name}.yaml", read)
    assert graph is not None, f"{name} is no spec"
    return graph


def _drawn(graph: Graph) -> str:
    """The picture of the stem alone."""
    diagram = build_diagram(graph)
    root = _noted(diagram.root, _merge_of(graph), _operands(graph))
    assert isinstance(root, Group)
    sketch = sketch_network(Diagram(diagram.name, root, diagram.edges, diagram.outputs))
    stem = sketch.panels[-1]
    return write_svg(draw_sketch(Sketch(sketch.name, (stem,), sketch.notes), "tb"))


def _merge_of(graph: Graph) -> Node:
    return [node for node in graph.layers() if node.op is not None and node.op.merges][-1]


def _operands(graph: Graph) -> str:
    """Rule 2."""
    shapes = [render_shape(shape) for shape in graph.input_shapes(_merge_of(graph))]
    return f"both {shapes[0]}" if len(set(shapes)) == 1 else " and ".join(shapes)


def _noted(element: Element, merge: Node, note: str) -> Element:
    """The same with a note beside the box of a merge."""
    if isinstance(element, Group):
        members = tuple(_noted(member, merge, note) for member in element.members)
        return Group(element.id, element.sort, element.title, members, element.digest)
    if element.node != merge.index:
        return element
    values = {**vars(element), "resolved": note}
    return Box(**values)


if __name__ == "__main__":
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, picture in policy_pictures():
        (FOLDER / name).write_text(picture, encoding="utf-8")
    sys.stdout.write("wrote the pictures of the policies\n")
