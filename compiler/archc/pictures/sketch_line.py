"""Turns members of a group into the line of tiles that a figure shows for them.

1. Layers that belong together share a tile (`layer_words.py`).
2. A block that comes to one tile is drawn as that tile; a small fork is opened where it stands.
3. Other blocks are a tile with their name and a panel of their own, unless the depth opens them.
4. Turns of a repeat that are equal and follow each other are drawn once, in a frame that counts them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby

from archc.diagram.diagram import Box, Diagram, Element, Group
from archc.pictures.layer_words import LayerWords
from archc.pictures.sketch import Fork, Frame, Line, Look, Part, Tile

ALL = 1_000
"""The depth at which every layer is drawn, and every turn of every repeat."""
_SMALL = 4
_SIDE = ("norm", "activation", "dropout")


class LineSketcher:
    """Sketches lines of one diagram; remembers which blocks need a panel, and which layers are folded."""

    def __init__(self, diagram: Diagram, depth: int) -> None:
        self.depth = depth
        self.words = LayerWords(diagram, fused=depth < ALL)
        self.wanted: dict[str, Group] = {}
        """The blocks that are drawn as tiles, by their digests."""
        self.folded: dict[int, int] = {}
        """The layers of turns that are not drawn, with those that are drawn for them."""

    def line(self, members: tuple[Element, ...], level: int) -> Line:
        """The line for members of a group that lies in so many blocks."""
        parts: list[Part] = []
        led: list[Box] = []
        for found in self._opened(members, level):
            if isinstance(found, Box) and led and self.words.follows(led, found):
                led.append(found)  # Rule 1.
                continue
            if led:
                parts.append(self._tile(led))
            led = [found] if isinstance(found, Box) else []
            if not isinstance(found, Box):
                parts.append(found)
        if led:
            parts.append(self._tile(led))
        return Line(tuple(parts))

    def runs(self, repeat: Group) -> list[tuple[Group, int]]:
        """Rule 4: the turns that are drawn, and how often each of them runs."""
        if self.depth >= ALL:
            return [(turn, 1) for turn in _groups(repeat)]
        found = []
        for _, run in groupby(_groups(repeat), key=lambda turn: turn.digest):
            first, *others = run
            for other in others:
                self.fold(first, other)
            found.append((first, 1 + len(others)))
        return found

    def fold(self, drawn: Group, other: Group) -> None:
        """Has the layers of a group stand for those of one that is equal."""
        pairs = zip(other.boxes(), drawn.boxes(), strict=True)
        self.folded.update({box.node: shown.node for box, shown in pairs})

    def block_tile(self, group: Group, text: str, key: str = "") -> Tile:
        """A tile with the name of a block."""
        boxes = list(group.boxes())
        nodes = tuple(box.node for box in boxes)
        note = next((resolved_note(box.resolved) for box in boxes if box.resolved), "")
        hint = f"{group.id}: {len(boxes):,} layers"
        return Tile(
            key or group.id, "block", text, "other", nodes, boxes[-1].shape, "", f"{hint}{note and ', '}{note}"
        )

    def _opened(self, members: tuple[Element, ...], level: int) -> Iterator[Box | Part]:
        for member in members:
            if isinstance(member, Box):
                yield member
            elif member.sort == "merge":
                yield self._fork(member, level)
            elif member.sort == "repeat":
                yield from self._repeat(member, level)
            elif self._opens(member, level):
                yield from self._opened(member.members, level + (mains(member) > 1))
            else:
                self.wanted.setdefault(member.digest, member)
                yield self.block_tile(member, _call(member))

    def _opens(self, block: Group, level: int) -> bool:
        """Rules 2 and 3."""
        count = mains(block)
        if level < self.depth or count <= 1:
            return True
        return count <= _SMALL and any(box.family == "merge" for box in block.boxes())

    def _fork(self, merge: Group, level: int) -> Fork:
        *branches, join = merge.members
        assert isinstance(join, Box)
        lines = tuple(self.line(branch.members, level) for branch in branches if isinstance(branch, Group))
        return Fork(lines, self._tile([join]))

    def _repeat(self, repeat: Group, level: int) -> Iterator[Box | Part]:
        for turn, times in self.runs(repeat):
            if times == 1:
                yield from self._opened(turn.members, level)
            else:
                yield Frame(turn.id, f"{times:,} x", self.line(turn.members, level))

    def _tile(self, led: list[Box]) -> Tile:
        first = led[0]
        look: Look = "box"
        if first.family == "merge":
            look = "sum" if first.label in SIGNS else "bar"
        text = self.words.words(led)
        note = resolved_note(first.resolved)
        hint = "; ".join(f"{box.id}: {box.label}" for box in led)
        nodes = tuple(box.node for box in led)
        return Tile(first.id, look, text, first.family, nodes, led[-1].shape, note, hint)


SIGNS = {"add": "+", "multiply": "×", "subtract": "–"}
"""Merges that are drawn as small circles."""


def mains(group: Group) -> int:
    """How many layers a figure cannot do without: all but norms, activations and dropout."""
    return sum(box.family not in _SIDE for box in group.boxes())


def resolved_note(text: str) -> str:
    """What was done to a sum, in the words that a figure has room for.

    >>> resolved_note("`conv` has 1152 filters, not 1154")
    '1154 -> 1152'
    """
    found = re.search(r"has (\d+) filters, not (\d+)", text)
    return f"{found[2]} -> {found[1]}" if found else text


def _call(block: Group) -> str:
    return f"{block.title} {block.given}".strip()


def _groups(group: Group) -> list[Group]:
    return [member for member in group.members if isinstance(member, Group)]
