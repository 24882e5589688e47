"""Finds the wires of a panel: which of its tiles read which, what comes in from outside, what goes out."""

from __future__ import annotations

from collections.abc import Iterator

from archc.diagram.diagram import Diagram, Edge, Group
from archc.ops.shape import Shape, render_shape
from archc.pictures.sketch import Line, Link, Panel, Table, Tile
from archc.pictures.variants import Letters
from archc.pictures.words import plain


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
        self._total = sum(1 for _ in diagram.root.boxes())

    def panel(
        self,
        key: str,
        title: str,
        caption: str,
        line: Line,
        group: Group,
        letters: Letters,
        table: Table,
    ) -> Panel:
        """The panel for a line, which shows a group."""
        found = _Found(self, line, group)
        ports = [_port(port, shape, letters) for port, shape in found.ports.items()]
        outs = [_port(f"out of {source}", shape, letters) for source, shape in found.outs.items()]
        links = [*found.links, *(Link(source, f"out of {source}") for source in found.outs)]
        body = Line((*ports, *line.parts, *outs))
        return Panel(key, title, caption, body, tuple(links), table)

    def edges(self, group: Group) -> Iterator[Edge]:
        """The edges into layers of a group."""
        for box in group.boxes():
            yield from self._into.get(box.node, ())

    def leaves(self, node: int, inside: set[int]) -> bool:
        """Whether anything outside of a group reads a layer of it."""
        read = any(edge.target not in inside for edge in self._out_of.get(node, ()))
        return read or (node in self._outputs and len(inside) < self._total)

    def shown(self, node: int, owner: dict[int, str]) -> str:
        """The tile that a layer is drawn in, or drawn for; empty if there is none."""
        while node not in owner and node in self._folded:
            node = self._folded[node]
        return owner.get(node, "")


class _Found:
    """What flows in one panel."""

    def __init__(self, linker: Linker, line: Line, group: Group) -> None:
        tiles = list(line.tiles())
        owner = {node: tile.id for tile in tiles for node in tile.nodes}
        place = {tile.id: number for number, tile in enumerate(tiles)}
        inside = {box.node for box in group.boxes()}
        self.ports: dict[str, Shape] = {}
        self.outs: dict[str, Shape] = {}
        links: dict[tuple[str, str], Link] = {}
        for edge in linker.edges(group):
            target = linker.shown(edge.target, owner)
            source = linker.shown(edge.source, owner) if edge.source in inside else f"port {edge.source}"
            if edge.source not in inside:
                self.ports[source] = edge.shape
            elif not (source and target and place[source] < place[target]):
                continue
            links[source, target] = Link(source, target)
        for box in group.boxes():
            if linker.leaves(box.node, inside) and (source := linker.shown(box.node, owner)):
                self.outs[source] = box.shape
        self.links = tuple(links.values())


def _port(key: str, shape: Shape, letters: Letters) -> Tile:
    text = "" if letters.known else render_shape(shape)
    return Tile(key, "port", plain(text), "input", (), ())
