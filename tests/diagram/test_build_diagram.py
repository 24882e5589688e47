"""Diagrams hold every layer of their graph once, in the groups of the spec."""

from __future__ import annotations

from pathlib import Path

import pytest

from archc.diagnostics.diagnostic import Sink
from archc.diagram.build_diagram import build_diagram
from archc.diagram.diagram import Box, Diagram, Group
from archc.driver import compile_variant, open_spec
from archc.ir.graph import Graph

ROOT = Path(__file__).parents[2]
SPECS = sorted((ROOT / "specs").rglob("*.yaml"))
CASES = sorted((ROOT / "tests" / "cases").rglob("ok_*.yaml"))


def compiled(path: Path) -> Graph:
    sink = Sink()
    trees = open_spec(str(path), sink, allow_outside=True)
    assert trees is not None
    graph = compile_variant(trees, None, {}, sink)
    assert graph is not None
    return graph


def groups(group: Group) -> list[Group]:
    inner = [m for m in group.members if isinstance(m, Group)]
    return [group, *(found for member in inner for found in groups(member))]


@pytest.mark.parametrize("path", [*SPECS, *CASES], ids=lambda path: path.stem)
def test_every_layer_is_in_one_box(path: Path) -> None:
    graph = compiled(path)
    diagram = build_diagram(graph)
    assert sorted(box.node for box in diagram.root.boxes()) == [n.index for n in graph.layers()]
    ids = [group.id for group in groups(diagram.root)]
    assert len(ids) == len(set(ids))


def outline(element: Box | Group, depth: int = 0) -> list[str]:
    if isinstance(element, Box):
        return [f"{'  ' * depth}{element.label}"]
    lines = [f"{'  ' * depth}{element.sort} {element.title}".rstrip()]
    members = element.members[:1] if element.sort == "repeat" else element.members
    return lines + [line for member in members for line in outline(member, depth + 1)]


def test_a_repeat_holds_a_turn_for_each_time_and_has_the_name_of_its_block() -> None:
    diagram: Diagram = build_diagram(compiled(ROOT / "specs" / "inception_resnet_v2.yaml"))
    stage = next(m for m in diagram.root.members if isinstance(m, Group) and m.title == "b")
    (repeat,) = stage.members
    assert isinstance(repeat, Group)
    assert (repeat.sort, repeat.title, len(repeat.members)) == ("repeat", "inception_resnet_b", 20)
    assert len({turn.digest for turn in repeat.members}) == 1
    assert outline(repeat.members[0]) == [
        "turn 1",
        "  merge",
        "    branch shortcut",
        "    branch",
        "      merge",
        "        branch left",
        "          1x1 conv 192, relu",
        "        branch right",
        "          1x1 conv 128, relu",
        "          1x7 conv 160, relu",
        "          7x1 conv 192, relu",
        "        concat",
        "      1x1 conv 1152",
        "      scale 0.1",
        "    add",
        "  batch norm",
        "  relu",
    ]
    resolved = [box for box in stage.boxes() if box.resolved]
    assert len(resolved) == 20
