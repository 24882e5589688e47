"""Turns a layer, and those that follow it in one box, into the words of the box: `1x7 conv 160, linear`.

1. A convolution says nothing of what most convolutions of the network are followed by; the legend does.
2. Where it is followed by something else, it says what: `linear`, `no bn`, `bn`, `relu6`.
3. Other layers name all that follows them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from archc.diagram.diagram import Box, Diagram

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
        last = led[-1]
        return (
            self._fused
            and led[0].family in _LED
            and box.family in _FOLLOWERS
            and not any(other.family == box.family for other in led)
            and not any(other.family == "activation" or other.activation for other in led)
            and self._inputs.get(box.node) == [last.node]
            and self._readers[last.node] == 1
        )

    def words(self, led: Sequence[Box]) -> str:
        """What the box of these layers says."""
        first = led[0]
        if not self._fused or first.family != "conv":
            return ", ".join([first.label, *(_short(box) for box in led[1:])])
        bare = first.label.removesuffix(f", {first.activation}") if first.activation else first.label
        return ", ".join([bare, *self._unlike(_tail(led))])

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

    def _unlike(self, tail: Tail) -> list[str]:
        """Rule 2."""
        words = []
        if tail[0] != self.common[0]:
            words.append(_SHORT.get(tail[0], tail[0]) or f"no {_SHORT.get(self.common[0], 'norm')}")
        if tail[1] != self.common[1]:
            words.append(tail[1] or "linear")
        return words


def _short(box: Box) -> str:
    return _SHORT.get(box.label, box.label) if box.family == "norm" else box.label


def _tail(led: Sequence[Box]) -> Tail:
    norm = next((box.label for box in led[1:] if box.family == "norm"), "")
    activation = next((box.label for box in led[1:] if box.family == "activation"), "")
    return norm, activation or led[0].activation
