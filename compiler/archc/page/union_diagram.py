"""Joins the diagrams of two networks: that of the new one, with what is gone where it was.

1. Layers that are the same in both are there once, as the new network has them.
2. Groups are the same where most of their layers are; what is in them is joined in turn.
3. What is gone stands before the next thing that is still there. Its nodes count from `offset` on.
4. Edges are those of the new network, and those of the old one that lead to or from what is gone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from archc.diagram.diagram import Box, Diagram, Edge, Element, Group
from archc.page.fold_groups import GONE


def union_diagram(old: Diagram, new: Diagram, same: Mapping[int, int], offset: int) -> Diagram:
    """The diagram of both; `same` gives the new nodes of old ones that are still there."""
    root = _Joiner(same, offset).joined(old.root, new.root)

    def node(index: int) -> int:
        return same.get(index, index + offset)

    gone = [  # Rule 4.
        Edge(node(edge.source), node(edge.target), edge.shape)
        for edge in old.edges
        if edge.source not in same or edge.target not in same
    ]
    return Diagram(new.name, root, (*new.edges, *gone), new.outputs)


class _Joiner:
    def __init__(self, same: Mapping[int, int], offset: int) -> None:
        self._same = same
        self._offset = offset

    def joined(self, old: Group, new: Group) -> Group:
        """A group that both networks have."""
        partners = self._partners(old, new)
        before: dict[int, list[Element]] = {}
        pairs: dict[int, Element] = {}
        waiting: list[Element] = []
        for member in old.members:
            partner = partners.get(id(member))
            if partner is None:
                waiting += self._gone([member])
            else:
                before[partner], pairs[partner] = waiting, member
                waiting = []
        members: list[Element] = []
        for number, element in enumerate(new.members):
            members += before.get(number, [])  # Rule 3.
            other = pairs.get(number)
            if isinstance(element, Group) and isinstance(other, Group):
                element = self.joined(other, element)
            members.append(element)
        return _with(new, new.id, (*members, *waiting))

    def _partners(self, old: Group, new: Group) -> dict[int, int]:
        """Rules 1 and 2: the numbers of the new members that old ones became, by identity."""
        member_of = {box.node: i for i, one in enumerate(new.members) for box in _boxes(one)}
        found: dict[int, int] = {}
        for member in old.members:
            nodes = (self._same.get(box.node, -1) for box in _boxes(member))
            votes = Counter(member_of[node] for node in nodes if node in member_of)
            for number, _ in votes.most_common(1):
                is_alike = isinstance(new.members[number], type(member))
                if is_alike and number not in found.values():
                    found[id(member)] = number
        return found

    def _gone(self, members: Iterable[Element]) -> Iterator[Element]:
        """What is gone of them."""
        for member in members:
            if isinstance(member, Group):
                inside = tuple(self._gone(member.members))
                if inside:
                    yield _with(member, f"{GONE}{member.id}", inside)
            elif member.node not in self._same:
                yield _moved(member, member.node + self._offset)


def _boxes(element: Element) -> Iterator[Box]:
    return iter((element,)) if isinstance(element, Box) else element.boxes()


def _moved(box: Box, node: int) -> Box:
    same = box.label, box.family, box.shape, box.digest, box.resolved, box.change, box.activation
    return Box(box.id, node, *same)


def _with(group: Group, name: str, members: tuple[Element, ...]) -> Group:
    return Group(name, group.sort, group.title, members, group.digest, group.given)
