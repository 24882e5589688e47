"""Turns members of a group into the line of tiles that a figure shows for them.

1. Layers that belong together share a tile (`layer_words.py`); so do those of a block with one main layer.
2. A small fork in a block of its own is opened where it stands.
3. Other blocks are a tile with their name and a panel of their own, unless the depth opens them. In the
   overview, it does not open a block that some stage is a tile for.
4. Turns of a repeat that are equal and follow each other are drawn once, in a frame that counts them.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from archc.diagram.diagram import Box, Diagram, Element, Group
from archc.pictures.sketch.layer_words import LayerWords
from archc.pictures.sketch.likeness import Likenesses
from archc.pictures.sketch.sketch import Fork, Frame, Line, Look, Part, Tile
from archc.pictures.sketch.words import Word, plain

ALL = 1_000
"""The depth at which every layer is drawn, and every turn of every repeat."""
_SMALL = 4
_SIDES_OF_SUM = 3
"""As many values reach a circle from sides of its own; more come together in a bar."""
_SIDE = ("norm", "activation", "dropout")
_Found = list[Box] | Part


class LineSketcher:
    """Sketches lines of one diagram; remembers which blocks need a panel, and which layers are folded."""

    def __init__(self, diagram: Diagram, depth: int) -> None:
        self.depth = depth
        self.words = LayerWords(diagram, fused=depth < ALL)
        self.likenesses = Likenesses(diagram)
        self.wanted: list[Group] = []
        """The blocks that are drawn as tiles."""
        self.panelled: frozenset[str] = frozenset()
        """The names of blocks that have a panel because a stage is one: others are not opened beside it."""
        self.folded: dict[int, int] = {}
        """The layers of turns that are not drawn, with those that are drawn for them."""

    def line(self, members: tuple[Element, ...], level: int) -> Line:
        """The line for members of a group that lies in so many blocks."""
        parts: list[Part] = []
        led: list[Box] = []
        for found in self._opened(members, level):
            if isinstance(found, list) and led and self._continues(led, found):
                led = [*led, *found]  # Rule 1.
                continue
            if led:
                parts.append(self._tile(led))
            led = found if isinstance(found, list) else []
            if not isinstance(found, list):
                parts.append(found)
        if led:
            parts.append(self._tile(led))
        return Line(tuple(parts))

    def runs(self, repeat: Group) -> list[tuple[Group, int]]:
        """Rule 4: the turns that are drawn, and how often each of them runs."""
        if self.depth >= ALL:
            return [(turn, 1) for turn in groups(repeat)]
        found = []
        for _, run in groupby(groups(repeat), key=self.likenesses.of):
            first, *others = run
            for other in others:
                self.fold(first, other)
            found.append((first, 1 + len(others)))
        return found

    def fold(self, drawn: Group, other: Group) -> None:
        """Has the layers of a group stand for those of one that is built alike."""
        pairs = zip(other.boxes(), drawn.boxes(), strict=True)
        self.folded.update({box.node: shown.node for box, shown in pairs})

    def block_tile(self, group: Group, words: tuple[Word, ...], key: str = "") -> Tile:
        """A tile with the name of a block."""
        boxes = list(group.boxes())
        nodes = tuple(box.node for box in boxes)
        hint = f"{group.id}: {len(boxes):,} layers"
        return Tile(key or group.id, "block", words, "other", nodes, boxes[-1].shape, "", hint)

    def _continues(self, led: list[Box], found: list[Box]) -> bool:
        return len(found) == 1 and self.words.follows(led, found[0])

    def _opened(self, members: tuple[Element, ...], level: int) -> Iterator[_Found]:
        for member in members:
            if isinstance(member, Box):
                yield [member]
            elif member.sort == "merge":
                yield self._fork(member, level)
            elif member.sort == "repeat":
                yield from self._repeat(member, level)
            elif led := self._unit(member):
                yield led
            elif self._opens(member, level):
                yield from self._opened(member.members, level + 1)
            else:
                self.wanted.append(member)
                yield self.block_tile(member, (*plain(member.title), *_given(member.given)))

    def _unit(self, block: Group) -> list[Box]:
        """Rule 1: the layers of a block that is one box."""
        boxes = list(block.boxes())
        return boxes if self.words.is_unit(boxes) else []

    def _opens(self, block: Group, level: int) -> bool:
        """Rules 2 and 3."""
        if block.title in self.panelled:
            return 0 < level < self.depth
        forks = any(box.family == "merge" for box in block.boxes())
        return level < self.depth or mains(block) <= (_SMALL if forks else 1)

    def _fork(self, merge: Group, level: int) -> Fork:
        *branches, join = merge.members
        assert isinstance(join, Box)
        lines = (
            self.line(branch.members, level) for branch in branches if isinstance(branch, Group)
        )
        return Fork(tuple(lines), self._tile([join]))

    def _repeat(self, repeat: Group, level: int) -> Iterator[_Found]:
        for turn, times in self.runs(repeat):
            if times == 1:
                yield from self._opened(turn.members, level)
            else:
                yield Frame(turn.id, "turns", f"{times:,} x", self.line(turn.members, level))

    def _tile(self, led: list[Box]) -> Tile:
        first = next((box for box in led if box.family not in _SIDE), led[0])
        look: Look = "box"
        if first.family == "merge":
            few = self.likenesses.reads(first) <= _SIDES_OF_SUM
            look = "sum" if first.label in SIGNS and few else "bar"
        hint = "; ".join(f"{box.id}: {box.label}" for box in led)
        nodes = tuple(box.node for box in led)
        words = self.words.words(led)
        layers = tuple(box.id for box in led)
        shape = led[-1].shape
        return Tile(first.id, look, words, first.family, nodes, shape, first.change, hint, layers)


SIGNS = {"add": "+", "multiply": "x", "subtract": "-"}
"""Merges that are drawn as small circles."""


def mains(group: Group) -> int:
    """How many layers a figure cannot do without: all but norms, activations and dropout."""
    return sum(box.family not in _SIDE for box in group.boxes())


def groups(group: Group) -> list[Group]:
    """The members of a group that are groups."""
    return [member for member in group.members if isinstance(member, Group)]


def _given(given: str) -> Iterator[Word]:
    for number, text in enumerate(given.split(", ") if given else ()):
        name, _, value = text.rpartition(" ")
        if name:
            yield Word("plain", name, name, comma=number > 0)
        yield Word(
            "count" if value.isdecimal() else "plain", value, value, comma=number > 0 and not name
        )
