"""Turns a diagram into a sketch: an overview of the stages, and a panel for each block.

1. A stage of a few layers without forks is drawn in the overview, layer by layer, unless it is a block with
   several main layers.
2. A stage that is a block, or repeats one, is drawn as `10 x name`: a tile for each run of turns that are alike.
3. Another stage is a tile, and a panel under its own name.
4. Blocks and stages that are alike share a panel (`figures.py`).
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

from archc.diagram.diagram import Box, Diagram, Group
from archc.pictures.figures import Figure, Figures
from archc.pictures.link_tiles import Linker
from archc.pictures.sketch import NO_TABLE, Frame, Line, Panel, Part, Sketch, Tile
from archc.pictures.sketch_line import LineSketcher, groups, mains
from archc.pictures.variants import Letters
from archc.pictures.words import plain

_FEW = 6


def sketch_network(diagram: Diagram, depth: int = 1) -> Sketch:
    """The sketch of a whole network; depth 0 is the overview alone."""
    return _Sketcher(diagram, depth).network()


class _Sketcher:
    def __init__(self, diagram: Diagram, depth: int) -> None:
        self._diagram = diagram
        self._depth = depth
        self._lines = LineSketcher(diagram, depth)
        self._figures = Figures(self._lines)
        self._named: list[tuple[Tile, int, Figure]] = []
        """Tiles of the overview that get the titles of their figures, once all are known."""

    def network(self) -> Sketch:
        """All panels."""
        root = self._diagram.root
        parts: list[Part] = []
        for member in root.members:
            parts += [_input(member)] if isinstance(member, Box) else [self._stage(member)]
        figures = list(self._figures.all()) if self._depth > 0 else []
        overview = Line(tuple(self._titled(part) for part in parts))
        linker = Linker(self._diagram, self._lines.folded)
        linked = linker.link(overview, [root], Letters())
        panels = [Panel("overview", self._diagram.name, "", linked.line, linked.links, NO_TABLE)]
        panels += [self._panel(linker, figure) for figure in figures]
        note = self._lines.words.note()
        return Sketch(self._diagram.name, tuple(panels), (note,) if note else ())

    def _panel(self, linker: Linker, figure: Figure) -> Panel:
        line, letters, table = self._figures.united(figure)
        linked = linker.link(line, figure.groups, letters)
        places = [place for place, _ in figure.uses if place and place != figure.title]
        caption = "" if table.head or not places else f"stage{'s' * (len(places) > 1)} {', '.join(places)}"
        key, title = figure.groups[0].id, self._figures.title(figure)
        return Panel(key, title, caption, linked.line, linked.links, table)

    def _stage(self, stage: Group) -> Frame:
        return Frame(stage.id, f"stage {stage.title}", Line(tuple(self._in_overview(stage))))

    def _titled(self, part: Part) -> Part:
        if not isinstance(part, Frame):
            return part
        words = {
            tile.id: f"{times:,} x {self._figures.title(figure)}" if times > 1 else self._figures.title(figure)
            for tile, times, figure in self._named
        }
        tiles = (
            t.saying(plain(words[t.id])) if isinstance(t, Tile) and t.id in words else t for t in part.body.parts
        )
        return Frame(part.id, part.title, Line(tuple(tiles)))

    def _in_overview(self, stage: Group) -> Iterable[Part]:
        only = stage.members[0] if len(stage.members) == 1 else None
        named = isinstance(only, Group) and only.sort in ("block", "repeat") and only.title
        few = mains(stage) <= (1 if named else _FEW)
        if few and not any(box.family == "merge" for box in stage.boxes()):
            yield from self._lines.line(stage.members, 0).parts  # Rule 1.
        elif isinstance(only, Group) and only.sort == "repeat":
            yield from self._turns(only, stage)
        elif isinstance(only, Group) and only.sort == "block":
            yield self._block(only, 1, self._figures.want(only, only.title, stage.title))
        else:
            figure = self._figures.want(stage, stage.title, "")  # Rule 3.
            yield self._block(stage, 1, figure)

    def _turns(self, repeat: Group, stage: Group) -> Iterable[Part]:
        """Rule 2."""
        title = repeat.title or stage.title
        found = [(turn, self._figures.want(turn, title, stage.title)) for turn in groups(repeat)]
        for figure, run in groupby(found, key=lambda pair: pair[1]):
            turns = [turn for turn, _ in run]
            for other in turns[1:]:
                self._lines.fold(turns[0], other)
            yield self._block(turns[0], len(turns), figure)

    def _block(self, group: Group, times: int, figure: Figure) -> Tile:
        tile = self._lines.block_tile(group, (), f"{group.id} in the overview")
        self._named.append((tile, times, figure))
        return tile


def _input(box: Box) -> Tile:
    return Tile(box.id, "box", plain(box.label), "input", (box.node,), box.shape, "", box.id)
