"""What is still known of a shape after a mistake was reported, so that only further root causes are.

The guessed axes of a shape are a set of words:

- `channels`: the channels are a guess.
- `sizes`: height and width are a guess, and at least what they would be without the mistake.
- `rank`: nothing is known of height and width, not even that they exist.

1. A layer that sets its channels, a global pooling and a flatten settle what they settle.
2. A sum has the shape of its operands that are known, axis by axis.
3. A finding is kept back when it may be a consequence of a guess.
"""

from __future__ import annotations

from archc.diagnostics import codes
from archc.ir.graph import Node
from archc.ops.core import Flatten
from archc.ops.merge import Concat, Multiply
from archc.ops.op import Op
from archc.ops.pooling import GlobalAvgPool, GlobalMaxPool
from archc.ops.reshaping import Reshape
from archc.ops.shape import Misfit, Shape, render_shape

Guessed = frozenset[str]

NOTHING: Guessed = frozenset()
CHANNELS: Guessed = frozenset({"channels"})
SIZES: Guessed = frozenset({"sizes"})
ALL: Guessed = frozenset({"channels", "sizes", "rank"})
_PLACES: Guessed = frozenset({"sizes", "rank"})


def guessed_after(op: Op, guessed: Guessed) -> Guessed:
    """Rule 1: the guessed axes of the output of a layer."""
    if not guessed:
        return NOTHING
    if op.sets_channels:
        return guessed - CHANNELS
    match op:
        case GlobalAvgPool() | GlobalMaxPool():
            return guessed & CHANNELS
        case Flatten():
            return CHANNELS
        case Reshape():
            return ALL - {"rank"} if -1 in op.shape else NOTHING
    return guessed


def guessed_after_misfit(op: Op, misfit: Misfit) -> Guessed:
    """The guessed axes of the output of a layer that does not fit its input."""
    if misfit.code is codes.KERNEL_TOO_LARGE:
        return SIZES
    known = misfit.code is codes.WRONG_RANK and op.sets_channels
    return ALL - CHANNELS if known else ALL


def is_consequence(op: Op, misfit: Misfit, guessed: Guessed) -> bool:
    """Rule 3: whether a layer may fit once the mistakes before it are corrected."""
    if op.merges or "rank" in guessed:
        return bool(guessed)
    if misfit.code is codes.WRONG_RANK:
        return False
    return bool(guessed) and (misfit.code is not codes.KERNEL_TOO_LARGE)


def render_known(node: Node) -> str:
    """The shape of a node, with a question mark for each guess: `?x?x64`."""
    if not node.guessed:
        return render_shape(node.shape)
    places = ["?" if node.guessed & SIZES else str(size) for size in node.shape[:-1]]
    channels = ["?" if node.guessed & CHANNELS else str(size) for size in node.shape[-1:]]
    return "x".join((*(["..."] if "rank" in node.guessed else places), *channels))


def settled_shapes(op: Op, operands: list[Node]) -> tuple[Shape, ...]:
    """Rule 2: the shapes of the operands of a merge, the guessed axes taken from the others."""
    shapes = [node.shape for node in operands]
    if not any(node.guessed for node in operands):
        return tuple(shapes)
    telling = [node for node in operands if not _may_be_gate(op, node)]
    known = next((node for node in telling if not node.guessed & _PLACES), None)
    places_of_all = known.shape[:-1] if known is not None else largest_places(tuple(shapes))
    sure = next((n for n in operands if not n.guessed & CHANNELS), operands[0])
    found = []
    for node in operands:
        places = places_of_all if node.guessed & _PLACES else node.shape[:-1]
        follows = node.guessed & CHANNELS and not isinstance(op, Concat)
        channels = sure.shape[-1:] if follows else node.shape[-1:]
        found.append((*places, *channels))
    return tuple(found)


def largest_places(shapes: tuple[Shape, ...]) -> Shape:
    """A height and width that are at least those of the operands: nothing is found too small for a guess."""
    if any(len(shape) != len(shapes[0]) for shape in shapes):
        return shapes[0][:-1]
    return tuple(max(sizes) for sizes in zip(*(shape[:-1] for shape in shapes), strict=True))


def guessed_in_merge(op: Op, operands: list[Node]) -> Guessed:
    """Rule 2: the guessed axes of a merge of these operands."""
    telling = [node for node in operands if not _may_be_gate(op, node)] or operands
    common = frozenset.intersection(*(node.guessed for node in telling))
    if not isinstance(op, Concat):
        return common
    return common | CHANNELS if any(node.guessed & CHANNELS for node in operands) else common


def _may_be_gate(op: Op, node: Node) -> bool:
    """Whether an operand says nothing of the sizes of a product."""
    return isinstance(op, Multiply) and all(size == 1 for size in node.shape[:-1])


def differing_axes(op: Op, shapes: tuple[Shape, ...]) -> Guessed:
    """The axes in which operands that cannot be merged differ."""
    if any(len(shape) != len(shapes[0]) for shape in shapes):
        return ALL
    places = any(shape[:-1] != shapes[0][:-1] for shape in shapes)
    channels = any(shape[-1:] != shapes[0][-1:] for shape in shapes)
    found = SIZES if places else NOTHING
    return found | CHANNELS if channels and not isinstance(op, Concat) else found
