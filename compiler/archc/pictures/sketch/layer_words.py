"""Turns a layer, and those that follow it in one box, into the words of the box: `1x7 conv 160, linear`.

1. A convolution says nothing of what most convolutions of the network are followed by; the legend does.
2. Where it is followed by something else, it says what: `linear`, `no bn`, `bn`, `relu6`.
3. Other layers name all that follows them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from archc.diagram.diagram import Box, Diagram
from archc.pictures.sketch.words import Kind, Word, read_label

_FOLLOWERS = ("norm", "activation")
_SHORT = {"batch norm": "bn", "layer norm": "ln", "group norm": "gn"}
_LED = ("conv", "dense", "norm")
Tail = tuple[str, str]
"""The normalization and the activation behind a convolution; either may be empty."""


class LayerWords:
    """Knows which layers share a box, and what the convolutions of a network have in common."""

    def __init__(self, diagram: Diagram, fused: bool) -> None:
        self._fused = fused
        self._inputs: dict[int, list[int]] = {}
        self._readers: Counter[int] = Counter(node for _, node in diagram.outputs)
        for edge in diagram.edges:
            self._inputs.setdefault(edge.target, []).append(edge.source)
            self._readers[edge.source] += 1
        self.common: Tail = self._most_common(diagram.root.boxes()) if fused else ("", "")

    def follows(self, led: Sequence[Box], box: Box) -> bool:
        """Whether a layer belongs into the box of those before it: nothing else reads what they give."""
        behind = _behind(led)
        return (
            self._fused
            and box.family in _FOLLOWERS
            and behind[0].family in _LED
            and not any(other.family in (box.family, "activation") for other in behind)
            and not behind[0].activation
            and self._reads_only(box, led[-1])
        )

    def is_unit(self, boxes: Sequence[Box]) -> bool:
        """Whether layers are one main layer with what belongs to it, before and behind it."""
        main = [place for place, box in enumerate(boxes) if box.family not in _FOLLOWERS]
        if not self._fused or len(main) != 1:
            return False
        before = range(1, main[0] + 1)
        behind = range(main[0] + 1, len(boxes))
        return all(self._reads_only(boxes[i], boxes[i - 1]) for i in before) and all(
            self.follows(boxes[:i], boxes[i]) for i in behind
        )

    def _reads_only(self, box: Box, last: Box) -> bool:
        return self._inputs.get(box.node) == [last.node] and self._readers[last.node] == 1

    def words(self, led: Sequence[Box]) -> tuple[Word, ...]:
        """What the box of these layers says."""
        first = next((box for box in led if box.family not in _FOLLOWERS), led[0])
        before = led[: led.index(first)]
        bare = first.label
        if self._fused and first.family == "conv" and first.activation:
            bare = bare.removesuffix(f", {first.activation}")
        words = list(read_label(bare, window=first.family in ("conv", "pool")))
        if words and before:
            words[0] = Word(words[0].kind, words[0].text, words[0].value, comma=True)
        lead = [Word("plain", _short(box), box.label, comma=True) for box in before]
        return (*lead, *words, *self._tail(led, first))

    def _tail(self, led: Sequence[Box], first: Box) -> Iterator[Word]:
        if self._fused and first.family == "conv":
            yield from self._unlike(_tail(led))
            return
        for box in led[led.index(first) + 1 :]:
            kind: Kind = "norm" if box.family == "norm" else "function"
            yield Word(kind, _short(box), box.label, comma=True)

    def note(self) -> str:
        """What the legend says of the convolutions; empty if nothing follows them."""
        words = [word for word in self.common if word]
        return f"with {' and '.join(words)} unless labelled" if words else ""

    def _most_common(self, boxes: Iterable[Box]) -> Tail:
        followers: dict[int, Box] = {}
        found = list(boxes)
        for box in found:
            if box.family in _FOLLOWERS:
                followers[self._inputs.get(box.node, [-1])[0]] = box
        tails: Counter[Tail] = Counter()
        for box in found:
            if box.family == "conv":
                led = [box]
                while (more := followers.get(led[-1].node)) is not None and self.follows(led, more):
                    led.append(more)
                tails[_tail(led)] += 1
        return min(tails, key=lambda tail: (-tails[tail], tail)) if tails else ("", "")

    def _unlike(self, tail: Tail) -> Iterator[Word]:
        """Rule 2."""
        norm, common = (_SHORT.get(name, name) for name in (tail[0], self.common[0]))
        text = "" if norm == common else norm or f"no {common}"
        yield Word("norm", text, norm or "none", comma=True)
        text = "" if tail[1] == self.common[1] else tail[1] or "linear"
        yield Word("function", text, tail[1] or "linear", comma=True)


def _short(box: Box) -> str:
    return _SHORT.get(box.label, box.label) if box.family == "norm" else box.label


def _behind(led: Sequence[Box]) -> Sequence[Box]:
    """The main layer of a box, and what follows it."""
    place = next((i for i, box in enumerate(led) if box.family not in _FOLLOWERS), 0)
    return led[place:]


def _tail(led: Sequence[Box]) -> Tail:
    found = _behind(led)
    norm = next((box.label for box in found[1:] if box.family == "norm"), "")
    activation = next((box.label for box in found[1:] if box.family == "activation"), "")
    return norm, activation or found[0].activation
