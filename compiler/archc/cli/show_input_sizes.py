"""Says in words which input sizes a spec works with: `archc show SPEC --input-sizes`."""

from __future__ import annotations

import json
from collections.abc import Iterator

from archc.ir.graph import Graph
from archc.lowering.input_sizes import FittingSizes, Range, find_input_sizes

_MAX_RANGES = 12


def input_size_lines(graph: Graph) -> Iterator[str]:
    """A line for each axis of each input, or for both axes where they are alike."""
    found = find_input_sizes(graph)
    if not found:
        yield "no input is an image: there is no size to vary"
    several = len({sizes.input for sizes in found}) > 1
    for height, width in zip(found[::2], found[1::2], strict=True):
        subject = f"{height.input}: " if several else ""
        if height._replace(axis="") == width._replace(axis=""):
            yield f"{subject}height and width: {_words(height)}"
        else:
            yield from (f"{subject}{sizes.axis}: {_words(sizes)}" for sizes in (height, width))
    if found:
        yield f"sizes up to {max(sizes.examined for sizes in found)} were examined"


def input_sizes_json(graph: Graph) -> str:
    """The same for tools: a list with an object for each axis of each input."""
    return json.dumps([sizes._asdict() for sizes in find_input_sizes(graph)])


def _words(sizes: FittingSizes) -> str:
    if sizes.smallest is None:
        return "no size fits"
    parts = [_range(found) for found in sizes.ranges[:_MAX_RANGES]]
    if len(sizes.ranges) > _MAX_RANGES:
        parts.append(f"and {len(sizes.ranges) - _MAX_RANGES} more ranges")
    if sizes.residues:
        parts.append(_rule(sizes))
    return f"the smallest is {sizes.smallest}; what fits is " + ", ".join(parts)


def _rule(sizes: FittingSizes) -> str:
    period, first = sizes.period, sizes.regular
    if len(sizes.residues) == period:
        return f"every size from {first} on"
    if sizes.residues == (0,):
        return f"every multiple of {period} from {-(-first // period) * period} on"
    rests = ", ".join(map(_range, _joined(sizes.residues)))
    return f"from {first} on every size that leaves {rests} when divided by {period}"


def _joined(numbers: tuple[int, ...]) -> list[Range]:
    """Numbers in order, those that follow each other as ranges."""
    found: list[Range] = []
    for number in numbers:
        if found and found[-1].last == number - 1:
            found[-1] = Range(found[-1].first, number)
        else:
            found.append(Range(number, number))
    return found


def _range(found: Range) -> str:
    return str(found.first) if found.first == found.last else f"{found.first} to {found.last}"
