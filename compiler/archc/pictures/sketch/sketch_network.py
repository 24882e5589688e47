"""Turns a diagram into a sketch: an overview of the stages, and a panel for each block.

1. A stage of a few layers without forks is drawn in the overview, layer by layer, unless it is a block with
   several main layers.
2. A stage that is a block, or repeats one, is drawn as `10 x name`: a tile for each run of like turns.
3. Another stage is a tile, and a panel under its own name.
4. Blocks and stages that are alike share a panel (`figures.py`).
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

from archc.diagram.diagram import Box, Diagram, Group
from archc.pictures.sketch.figures import Figure, Figures
from archc.pictures.sketch.link_tiles import Linker
from archc.pictures.sketch.sketch import NO_TABLE, Frame, Line, Panel, Part, Sketch, Tile
from archc.pictures.sketch.sketch_line import ALL, LineSketcher, groups, mains
from archc.pictures.sketch.variants import Letters
from archc.pictures.sketch.words import plain

_FEW = 6


def sketch_network(diagram: Diagram, depth: int = 1) -> Sketch:
    """The sketch of a whole network; depth 0 is the overview alone."""
    return _Sketcher(diagram, depth).network()


def sketch_stage(diagram: Diagram, name: str, depth: int = 1) -> Sketch:
    """The sketch of one stage: all of it in one panel, and a panel for each block in it."""
    stage = next(group for group in groups(diagram.root) if group.title == name)
    return _Sketcher(diagram, depth).stage(stage)


class _Sketcher:
    def __init__(self, diagram: Diagram, depth: int) -> None:
        self._diagram = diagram
        self._depth = depth
        self._lines = LineSketcher(diagram, depth)
        self._figures = Figures(self._lines, groups(diagram.root))
        self._named: list[tuple[Tile, int, Figure]] = []
        """Tiles of the overview that get the titles of their figures, once all are known."""

    def network(self) -> Sketch:
        """All panels."""
        root = self._diagram.root
        if 0 < self._depth < ALL:
            called = (_called(stage) for stage in groups(root) if not _is_line(stage))
            self._lines.panelled = frozenset(block.title for block in called if block is not None)
        parts: list[Part] = []
        for member in root.members:
            parts += [_input(member)] if isinstance(member, Box) else [self._stage(member)]
        figures = list(self._figures.all()) if self._depth > 0 else []
        words = self._names()
        overview = Line(tuple(self._titled(part, words) for part in parts))
        linker = Linker(self._diagram, self._lines.folded)
        linked = linker.link(overview, [root], Letters())
        panels = [Panel("overview", self._diagram.name, "", linked.line, linked.links, NO_TABLE)]
        return self._sketch([*panels, *self._figure_panels(linker, figures)])

    def stage(self, stage: Group) -> Sketch:
        """All panels of one stage."""
        line = self._lines.line(stage.members, min(self._depth, 1))
        figures = list(self._figures.all()) if self._depth > 0 else []
        linker = Linker(self._diagram, self._lines.folded)
        linked = linker.link(line, [stage], Letters())
        caption = f"stage of {self._diagram.name}"
        first = Panel(stage.id, stage.title, caption, linked.line, linked.links, NO_TABLE)
        return self._sketch([first, *self._figure_panels(linker, figures)])

    def _sketch(self, panels: list[Panel]) -> Sketch:
        note = self._lines.words.note()
        return Sketch(self._diagram.name, tuple(panels), (note,) if note else ())

    def _figure_panels(self, linker: Linker, figures: Iterable[Figure]) -> Iterable[Panel]:
        titles = self._figures.titles()
        return (self._panel(linker, figure, titles[id(figure)]) for figure in figures)

    def _panel(self, linker: Linker, figure: Figure, title: str) -> Panel:
        line, letters, table = self._figures.united(figure)
        linked = linker.link(line, figure.groups, letters)
        places = [place for place in figure.uses if place and place != figure.title]
        caption = "" if table.head else _stages(places)
        return Panel(figure.groups[0].id, title, caption, linked.line, linked.links, table)

    def _stage(self, stage: Group) -> Frame:
        return Frame(stage.id, "stage", stage.title, Line(tuple(self._in_overview(stage))))

    def _titled(self, part: Part, words: dict[str, str]) -> Part:
        """A part of the overview, with the titles of the figures that its tiles stand for."""
        match part:
            case Tile():
                return part.saying(plain(words[part.id])) if part.id in words else part
            case Frame():
                parts = (self._titled(inner, words) for inner in part.body.parts)
                return Frame(part.id, part.sort, part.title, Line(tuple(parts)))
        return part

    def _names(self) -> dict[str, str]:
        """What the tiles of the overview that stand for figures say."""
        titles = self._figures.titles()
        return {
            tile.id: f"{times:,} x {titles[id(figure)]}" if times > 1 else titles[id(figure)]
            for tile, times, figure in self._named
        }

    def _in_overview(self, stage: Group) -> Iterable[Part]:
        only = stage.members[0] if len(stage.members) == 1 else None
        if _is_line(stage):
            yield from self._lines.line(stage.members, 0).parts
        elif isinstance(only, Group) and only.sort == "repeat":
            yield from self._turns(only, stage)
        elif isinstance(only, Group) and only.sort == "block":
            yield self._block(only, 1, self._figures.want(only, only.title, stage.title))
        else:
            figure = self._figures.want(stage, stage.title, "")  # Rule 3.
            yield self._block(stage, 1, figure)

    def _turns(self, repeat: Group, stage: Group) -> Iterable[Part]:
        """Rule 2."""
        title, turns = repeat.title or stage.title, groups(repeat)
        numbered = self._depth >= ALL and len(turns) > 1
        found = []
        for turn in turns:
            name = f"{title}, {turn.title} of {len(turns)}" if numbered else title
            found.append((turn, self._figures.want(turn, name, stage.title)))
        for figure, run in groupby(found, key=lambda pair: pair[1]):
            turns = [turn for turn, _ in run]
            for other in turns[1:]:
                self._lines.fold(turns[0], other)
            yield self._block(turns[0], len(turns), figure)

    def _block(self, group: Group, times: int, figure: Figure) -> Tile:
        tile = self._lines.block_tile(group, (), f"{group.id} in the overview")
        self._named.append((tile, times, figure))
        return tile


def _is_line(stage: Group) -> bool:
    """Rule 1."""
    few = mains(stage) <= (1 if _called(stage) is not None else _FEW)
    return few and not any(box.family == "merge" for box in stage.boxes())


def _called(stage: Group) -> Group | None:
    """The block that a stage is, or the repeat of one."""
    only = stage.members[0] if len(stage.members) == 1 else None
    is_named = isinstance(only, Group) and only.sort in ("block", "repeat") and bool(only.title)
    return only if is_named and isinstance(only, Group) else None


def _stages(places: list[str]) -> str:
    """Where a panel is used, in words: `stages a, b`."""
    listed = ", ".join(places)
    said = not places or all(place.startswith("stage") for place in places)
    return listed if said else f"stage{'s' * (len(places) > 1)} {listed}"


def _input(box: Box) -> Tile:
    return Tile(box.id, "box", plain(box.label), "input", (box.node,), box.shape, "", box.id)
