"""Finds the wires of a panel: which of its tiles read which, what comes in from outside, what goes out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from archc.diagram.diagram import Box, Diagram, Edge, Group
from archc.ops.shape import Shape, render_shape
from archc.pictures.sketch.sketch import Line, Link, Tile
from archc.pictures.sketch.variants import Letters
from archc.pictures.sketch.words import plain
from archc.source.record import record


@record
class Linked:
    """A line with the values that flow into it and out of it as tiles, and all wires."""

    line: Line
    links: tuple[Link, ...]


class Linker:
    """Links the tiles of panels of one diagram. `folded` maps layers to those that are drawn for them."""

    def __init__(self, diagram: Diagram, folded: dict[int, int]) -> None:
        self._folded = folded
        self._into: dict[int, list[Edge]] = {}
        self._out_of: dict[int, list[Edge]] = {}
        for edge in diagram.edges:
            self._into.setdefault(edge.target, []).append(edge)
            self._out_of.setdefault(edge.source, []).append(edge)
        self._outputs = {node for _, node in diagram.outputs}
        self._whole = diagram.root

    def link(self, line: Line, groups: Sequence[Group], letters: Letters) -> Linked:
        """Links a line, which shows the first of the groups and stands for all of them."""
        found = _Found(self, line, groups)
        ports = [_port(port, shapes, letters) for port, shapes in found.ports.items()]
        outs = [_port(f"out of {source}", shapes, letters) for source, shapes in found.outs.items()]
        links = (*found.links, *(Link(source, f"out of {source}") for source in found.outs))
        return Linked(Line((*ports, *line.parts, *outs)), links)

    def into(self, box: Box) -> Sequence[Edge]:
        """The edges into a layer."""
        return self._into.get(box.node, ())

    def leaves(self, node: int, group: Group, inside: dict[int, int]) -> bool:
        """Whether anything outside of a group reads a layer of it."""
        if group is self._whole:
            return False
        read = any(edge.target not in inside for edge in self._out_of.get(node, ()))
        return read or node in self._outputs

    def shown(self, node: int, owner: dict[int, str]) -> str:
        """The tile that a layer is drawn in, or drawn for; empty if there is none."""
        while node not in owner and node in self._folded:
            node = self._folded[node]
        return owner.get(node, "")


class _Found:
    """What flows in one panel. The values at its ends have a shape for each group that it stands for."""

    def __init__(self, linker: Linker, line: Line, groups: Sequence[Group]) -> None:
        self._linker = linker
        tiles = list(line.tiles())
        self._owner = {node: tile.id for tile in tiles for node in tile.nodes}
        self._place = {tile.id: number for number, tile in enumerate(tiles)}
        self._boxes = [list(group.boxes()) for group in groups]
        self._inside = {box.node: place for place, box in enumerate(self._boxes[0])}
        self.ports: dict[str, list[Shape]] = {}
        self.outs: dict[str, list[Shape]] = {}
        self.links: tuple[Link, ...] = tuple(
            {(k.source, k.target): k for k in self._links()}.values()
        )
        for place, box in enumerate(self._boxes[0]):
            source = linker.shown(box.node, self._owner)
            if source and linker.leaves(box.node, groups[0], self._inside):
                self.outs[source] = [boxes[place].shape for boxes in self._boxes]

    def _links(self) -> Iterator[Link]:
        for place, box in enumerate(self._boxes[0]):
            target = self._linker.shown(box.node, self._owner)
            for number, edge in enumerate(self._linker.into(box)):
                if edge.source not in self._inside:
                    port = f"port {edge.source}"
                    into = (self._linker.into(boxes[place])[number] for boxes in self._boxes)
                    self.ports.setdefault(port, [edge.shape for edge in into])
                    yield Link(port, target)
                    continue
                source = self._linker.shown(edge.source, self._owner)
                if source and target and self._place[source] < self._place[target]:
                    yield Link(source, target)


def _port(key: str, shapes: Sequence[Shape], letters: Letters) -> Tile:
    channels = letters.channels(tuple(str(shape[-1]) if shape else "" for shape in shapes))
    text = f"{channels} channels" if channels else "input" if key.startswith("port") else "output"
    if len(set(shapes)) == 1:
        text = render_shape(shapes[0])
    return Tile(key, "port", plain(text), "input", (), ())
