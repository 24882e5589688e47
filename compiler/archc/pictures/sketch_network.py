"""Turns a diagram into a sketch: an overview of the stages, and a panel for each block.

1. A stage of a few layers without forks is drawn in the overview, layer by layer.
2. A stage that is a block, or repeats one, is drawn as `10 x name`: a tile for each run of equal turns.
3. Another stage is a tile, and a panel under its own name.
4. Blocks and stages whose layers are the same share a panel.
"""

from __future__ import annotations

from collections.abc import Iterable

from archc.diagram.diagram import Box, Diagram, Group
from archc.ops.shape import render_shape
from archc.pictures.sketch import Frame, Line, Link, Panel, Part, Sketch, Tile
from archc.pictures.sketch_line import ALL, LineSketcher, mains

_FEW = 6


def sketch_network(diagram: Diagram, depth: int = 1) -> Sketch:
    """The sketch of a whole network; depth 0 is the overview alone."""
    return _Sketcher(diagram, depth).network()


class _Sketcher:
    def __init__(self, diagram: Diagram, depth: int) -> None:
        self._diagram = diagram
        self._depth = depth
        self._lines = LineSketcher(diagram, depth)
        self._panels: dict[str, tuple[Group, list[str]]] = {}
        """What gets a panel, by digest, and where it is used."""

    def network(self) -> Sketch:
        """All panels."""
        root = self._diagram.root
        parts: list[Part] = []
        for member in root.members:
            parts += [_input(member)] if isinstance(member, Box) else [self._stage(member)]
        overview = self._panel("overview", self._diagram.name, "", Line(tuple(parts)), root)
        panels = [overview, *(self._blocks() if self._depth > 0 else ())]
        note = self._lines.words.note()
        return Sketch(self._diagram.name, tuple(panels), (note,) if note else ())

    def _stage(self, stage: Group) -> Part:
        return Frame(stage.id, f"stage {stage.title}", Line(tuple(self._in_overview(stage))))

    def _in_overview(self, stage: Group) -> Iterable[Part]:
        members = stage.members
        only = members[0] if len(members) == 1 else None
        if mains(stage) <= _FEW and not any(box.family == "merge" for box in stage.boxes()):
            yield from self._lines.line(members, 0).parts  # Rule 1.
        elif isinstance(only, Group) and only.sort == "repeat":
            for turn, times in self._lines.runs(only):  # Rule 2.
                name = only.title or stage.title
                self._want(turn, name, stage.title)
                yield self._lines.block_tile(turn, f"{times:,} x {name}" if times > 1 else name)
        elif isinstance(only, Group) and only.sort == "block":
            self._want(only, only.title, stage.title)
            yield self._lines.block_tile(only, only.title)
        else:
            self._want(stage, stage.title, "")  # Rule 3.
            yield self._lines.block_tile(stage, stage.title, f"{stage.id}/stage")

    def _want(self, group: Group, title: str, stage: str) -> None:
        """Rule 4."""
        key = group.digest if self._depth < ALL else group.id
        titled = Group(group.id, group.sort, title, group.members, group.digest)
        shown, stages = self._panels.setdefault(key, (titled, []))
        if shown is not titled and self._depth < ALL:
            self._lines.fold(shown, group)
        if stage and stage != title and stage not in stages:
            stages.append(stage)

    def _blocks(self) -> Iterable[Panel]:
        drawn: set[str] = set()
        for digest, (group, stages) in self._panels.items():
            drawn.add(digest)
            line = self._lines.line(group.members, 1)
            caption = ", ".join(stages)
            yield self._panel(group.id, group.title, caption, line, group)
        while wanted := [g for d, g in self._lines.wanted.items() if d not in drawn]:
            for group in wanted:
                drawn.add(group.digest)
                line = self._lines.line(group.members, 1)
                yield self._panel(group.id, group.title, "", line, group)

    def _panel(self, key: str, title: str, caption: str, line: Line, group: Group) -> Panel:
        owner = {node: tile.id for tile in line.tiles() for node in tile.nodes}
        place = {tile.id: number for number, tile in enumerate(line.tiles())}
        inside = {box.node for box in group.boxes()}
        shapes: dict[int, str] = {}
        links: dict[tuple[str, str], Link] = {}
        outs: dict[str, Tile] = {}
        for edge in self._diagram.edges:
            source, target = self._shown(edge.source, owner), self._shown(edge.target, owner)
            if edge.target in inside and edge.source not in inside and target:
                shapes[edge.source] = render_shape(edge.shape)
                links[f"port {edge.source}", target] = Link(f"port {edge.source}", target)
            elif source and target and place[source] < place[target]:
                links[source, target] = Link(source, target)
            if edge.source in inside and edge.target not in inside and source:
                outs.setdefault(source, _port(f"out of {source}", render_shape(edge.shape)))
        for _, node in self._diagram.outputs:
            if node in inside and (source := self._shown(node, owner)) and group is not self._diagram.root:
                shape = next(box.shape for box in group.boxes() if box.node == node)
                outs.setdefault(source, _port(f"out of {source}", render_shape(shape)))
        ports = [_port(f"port {node}", shape) for node, shape in shapes.items()]
        links |= {(s, port.id): Link(s, port.id) for s, port in outs.items()}
        body = Line((*ports, *line.parts, *outs.values()))
        return Panel(key, title, caption, body, tuple(links.values()), tuple(outs))

    def _shown(self, node: int, owner: dict[int, str]) -> str:
        """The tile that a layer is drawn in, or drawn for; empty if there is none."""
        while node not in owner and node in self._lines.folded:
            node = self._lines.folded[node]
        return owner.get(node, "")


def _input(box: Box) -> Tile:
    return Tile(box.id, "box", box.label, "input", (box.node,), box.shape, "", box.id)


def _port(key: str, text: str) -> Tile:
    return Tile(key, "port", text, "input", (), ())
