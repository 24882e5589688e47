"""Turns the groups of a diagram into those of a page, which a reader opens one by one.

1. A merge and its branches are drawn in the group around them, side by side, as papers do; unless that
   group would hold more than `_MAX_INLINE` layers.
2. A group with nothing in it but one group is one group: `b` and `20 x inception_resnet_b`. A turn or a
   block of one layer is that layer.
3. A block of a few layers, one of which does the work, is called by that layer: `1x7 conv 160`.
4. A group of more than `_MAX_MEMBERS` is cut into pieces in which layout stays fast.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from archc.diagram.diagram import Box, Element, Group

GONE = "old:"
"""What the ids of groups begin with that only an old network has."""
_MAX_INLINE = 80
_MAX_MEMBERS = 120
_PIECE = 50
_FEW = 4
_WORKERS = ("conv", "dense", "pool")

Sort = str


class PageGroup(NamedTuple):
    """A group that can be opened. `note` says what it is made of: `20 x inception_resnet_b`."""

    id: str
    sort: Sort
    title: str
    note: str
    members: tuple[PageMember, ...]


PageMember = int | PageGroup
"""A group, or the node of a layer."""


def fold_groups(root: Group) -> PageGroup:
    """The groups of a page."""
    return _folded(root)


def _folded(group: Group) -> PageGroup:
    members = group.members
    note = _note(group)
    while len(members) == 1 and isinstance(members[0], Group):  # Rule 2.
        inner = members[0]
        note = note or _note(inner) or (inner.title if inner.sort == "block" else "")
        members = inner.members
    title = group.title
    if group.sort == "block" and (label := _worker(members)):
        title, note = label, group.title
    is_inline = _own_layers(members) <= _MAX_INLINE  # Rule 1.
    found = tuple(_members(members, is_inline))
    return PageGroup(group.id, group.sort, title, note, _cut(group.id, found))


def _worker(members: tuple[Element, ...]) -> str:
    """Rule 3: the label of the layer that does the work; empty if there is none."""
    boxes = [member for member in members if isinstance(member, Box)]
    if len(boxes) < len(members) or len(boxes) > _FEW:
        return ""
    labels = [box.label for box in boxes if box.family in _WORKERS]
    return labels[0] if len(labels) == 1 else ""


def _note(group: Group) -> str:
    if group.sort != "repeat":
        return ""
    turns = [turn for turn in group.members if not turn.id.startswith(GONE)] or group.members
    count = f"{len(turns):,} x"
    return f"{count} {group.title}" if group.title else f"{count} {_layers(group)}"


def _layers(group: Group) -> str:
    first = group.members[0]
    boxes = list(first.boxes()) if isinstance(first, Group) else [first]
    return boxes[0].label if len(boxes) == 1 else f"{len(boxes):,} layers"


def _members(members: tuple[Element, ...], is_inline: bool) -> Iterator[PageMember]:
    for member in members:
        if isinstance(member, Box):
            yield member.node
        elif member.sort == "branch" or (member.sort == "merge" and is_inline):
            yield from _members(member.members, is_inline)
        elif member.sort == "merge":
            yield _merge(member)
        else:
            folded = _folded(member)
            is_layer = len(folded.members) == 1 and member.sort in ("turn", "block")
            yield folded.members[0] if is_layer else folded  # Rule 2.


def _merge(group: Group) -> PageGroup:
    """A merge that is a group of its own is called by the layer that it ends with."""
    last = group.members[-1]
    title = last.label if isinstance(last, Box) else group.title
    return _folded(group)._replace(title=title)


def _own_layers(members: tuple[Element, ...]) -> int:
    """How many layers and closed groups stand in a group, merges opened."""
    count = 0
    for member in members:
        inside = isinstance(member, Group) and member.sort in ("merge", "branch")
        count += _own_layers(member.members) if inside and isinstance(member, Group) else 1
    return count


def _cut(group: str, members: tuple[PageMember, ...]) -> tuple[PageMember, ...]:
    """Rule 4."""
    if len(members) <= _MAX_MEMBERS:
        return members
    size = max(_PIECE, -(-len(members) // _MAX_MEMBERS))
    pieces = []
    for start in range(0, len(members), size):
        piece = members[start : start + size]
        title = f"{start + 1:,} to {start + len(piece):,}"
        pieces.append(PageGroup(f"{group}/{title}", "part", title, "", piece))
    return tuple(pieces)
