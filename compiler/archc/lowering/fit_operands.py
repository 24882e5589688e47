"""Decides what to do with the operands of a merge that do not fit, under a policy.

1. Operands of equal shape fit.
2. `adjust`: where only the channels differ, the layer that decides them in a computed branch gets the
   channels of the operand that cannot change. The first operand leads when all can change.
3. `project`: a 1x1 convolution on each other operand brings it to the shape of the computed branch.
4. `pad`: the narrower operand is subsampled and gets channels of zeros.
5. `crop`: the centre of the larger operand is cut out.
6. What a policy cannot do is a `Refusal`, with a number that would work.

    before  shortcut 17x17x1152, body conv 17x17x1154      after  body conv 17x17x1152
"""

from __future__ import annotations

from typing import NamedTuple

from archc.ir.graph import Node
from archc.ops.conv import Conv
from archc.ops.merge import Multiply
from archc.ops.op import Op
from archc.ops.pad_channels import PadChannels
from archc.ops.pooling import MaxPool
from archc.ops.reshaping import Crop
from archc.ops.shape import Misfit, Pair, Shape, render_shape


class Fits(NamedTuple):
    """The operands can be merged as they are."""


class Adjust(NamedTuple):
    """Layers, by the index of their node, whose channels must change, and the operand that decides."""

    channels: dict[int, int]
    target: int


class Insert(NamedTuple):
    """Layers to put on operands, by the position of the operand; and the operand that decides."""

    layers: dict[int, tuple[Op, ...]]
    target: int


class Refusal(NamedTuple):
    """Why nothing can be done, between which operands, and what would help."""

    first: int
    second: int
    help: str


Fit = Fits | Adjust | Insert | Refusal


def fit_operands(op: Op, operands: list[Node], nodes: list[Node], start: int, policy: str) -> Fit:
    """What makes the operands fit. `start` is the index of the first node made by the branches."""
    shapes = [node.shape for node in operands]
    other_rank = next((i for i, s in enumerate(shapes) if len(s) != len(shapes[0])), None)
    if other_rank is not None:
        return Refusal(0, other_rank, _RANK_HELP)
    if op.key == "concat":
        return _fit_concat(shapes, policy)
    if isinstance(op, Multiply) and not isinstance(op.infer(tuple(shapes)), Misfit):
        return Fits()
    if isinstance(op, Multiply) and _is_gate(shapes):
        return _fit_gate(operands, nodes, start, policy)
    odd = next((i for i, shape in enumerate(shapes) if shape != shapes[0]), None)
    if odd is None:
        return Fits()
    match policy:
        case "adjust":
            return _adjust(operands, nodes, start, odd)
        case "project":
            return _project(operands, nodes, start, odd)
        case "pad":
            return _pad(shapes, odd)
        case "crop":
            return _crop(shapes, odd)
    return Refusal(0, odd, _equal_help(shapes[0], shapes[odd]))


def _equal_help(first: Shape, second: Shape) -> str:
    mends = " or use `on_mismatch: adjust`" if first[:-1] == second[:-1] else " look at the strides"
    return f"make both {render_shape(first)},{mends}"


_RANK_HELP = "put `flatten` or a global pooling at the end of every operand, or of none"


def _fit_concat(shapes: list[Shape], policy: str) -> Fit:
    odd = next((i for i, shape in enumerate(shapes) if shape[:-1] != shapes[0][:-1]), None)
    if odd is None:
        return Fits()
    if policy == "crop" and all(len(shape) == 3 for shape in shapes):
        return _crop_spatial(shapes)
    sizes = render_shape(shapes[0][:-1])
    help_text = f"every branch must give {sizes} here: look at strides and paddings"
    if all(len(shape) == 3 for shape in shapes):
        help_text += ", or use `on_mismatch: crop`"
    return Refusal(0, odd, help_text)


def deciding_node(index: int, nodes: list[Node], start: int) -> Node | None:
    """The layer whose key decides the channels of a value, if the branch itself made it."""
    while index >= start:
        node = nodes[index]
        if node.op is None:
            return None
        if node.op.sets_channels:
            return node
        if isinstance(node.op, Multiply):
            index = max(node.inputs, key=lambda i: nodes[i].shape)
        elif node.op.keeps_channels:
            index = node.inputs[0]
        else:
            return None
    return None


def _adjust(operands: list[Node], nodes: list[Node], start: int, odd: int) -> Fit:
    """Rule 2."""
    deciders = [deciding_node(node.index, nodes, start) for node in operands]
    fixed = [i for i, node in enumerate(deciders) if node is None]
    target = fixed[0] if fixed else 0
    wanted = operands[target].shape
    changes: dict[int, int] = {}
    for position, (operand, decider) in enumerate(zip(operands, deciders, strict=True)):
        if operand.shape == wanted:
            continue
        if operand.shape[:-1] != wanted[:-1]:
            return Refusal(target, position, _spatial_help(wanted, operand.shape))
        if decider is None:
            return Refusal(target, position, _fixed_help(wanted))
        groups = getattr(decider.op, "groups", 1)
        if wanted[-1] % groups:
            help_text = (
                f"{groups} groups cannot give {wanted[-1]} filters: use another number of groups"
            )
            return Refusal(target, position, help_text)
        changes[decider.index] = wanted[-1]
    return Adjust(changes, target) if changes else Refusal(target, odd, _fixed_help(wanted))


def _is_gate(shapes: list[Shape]) -> bool:
    """Whether some operands are 1x1 and the others, of one size, are not."""
    sizes = {shape[:-1] for shape in shapes}
    return len(sizes) == 2 and any(set(size) == {1} for size in sizes)


def _fit_gate(operands: list[Node], nodes: list[Node], start: int, policy: str) -> Fit:
    """Rule 2 for a product with a gate: the channels of the gate become those of the image."""
    image = next(i for i, node in enumerate(operands) if set(node.shape[:-1]) != {1})
    channels = operands[image].shape[-1]
    changes: dict[int, int] = {}
    for position, operand in enumerate(operands):
        if operand.shape[-1] == channels:
            continue
        decider = deciding_node(operand.index, nodes, start)
        if policy != "adjust" or decider is None or channels % getattr(decider.op, "groups", 1):
            help_text = f"a gate needs the channels of what it multiplies: give it {channels}"
            return Refusal(image, position, help_text)
        changes[decider.index] = channels
    return Adjust(changes, image)


def _fixed_help(wanted: Shape) -> str:
    if len(wanted) == 1:
        return (
            f"neither ends in a layer whose size can change: end one in `{{dense: {wanted[-1]}}}`"
        )
    return (
        "neither branch ends in a layer whose filters can change: end one in a convolution "
        f"with {wanted[-1]} filters, or use `on_mismatch: project`"
    )


def _spatial_help(wanted: Shape, found: Shape) -> str:
    stride = stride_between(wanted, found) or stride_between(found, wanted)
    if len(wanted) == 3 and stride not in (None, (1, 1)):
        return (
            f"a layer with `stride: {_short(stride)}` would take the larger one to the size of the "
            "other: `on_mismatch: project` adds such a convolution"
        )
    sizes = render_shape(wanted[:-1])
    help_text = f"`adjust` changes filters, not sizes: both must be {sizes}, look at the paddings"
    return help_text + (", or use `on_mismatch: crop`" if wanted[-1] == found[-1] else "")


def _short(pair: Pair | None) -> str:
    if pair is None:
        return "2"
    return str(pair[0]) if pair[0] == pair[1] else str(list(pair))


def stride_between(source: Shape, target: Shape) -> Pair | None:
    """The stride that takes a source to a target by skipping places, if there is one."""
    if len(source) != 3 or len(target) != 3:
        return None
    strides = tuple(-(-a // b) for a, b in zip(source[:2], target[:2], strict=True))
    if any(-(-a // s) != b for a, s, b in zip(source[:2], strides, target[:2], strict=True)):
        return None
    return strides[0], strides[1]


def _stride_help(source: Shape, target: Shape) -> str:
    """The sizes that strides would give, next to the one that is wanted."""
    if len(source) != 3:
        return f"make both {render_shape(target)}"
    strides = [max(1, source[0] // target[0]), source[0] // target[0] + 1]
    sizes = [tuple(-(-size // stride) for size in source[:2]) for stride in strides]
    found = " and ".join(
        f"stride {stride} gives {render_shape(size)}"
        for stride, size in zip(strides, sizes, strict=True)
    )
    wanted = render_shape(target[:2])
    return f"no stride takes {render_shape(source[:2])} to {wanted}: {found}; look at the paddings"


def _computed(operands: list[Node], nodes: list[Node], start: int) -> int:
    """The operand that the others are brought to: the last one that its branch computed."""
    made = [
        i for i, node in enumerate(operands) if deciding_node(node.index, nodes, start) is not None
    ]
    return made[-1] if made else len(operands) - 1


def _project(operands: list[Node], nodes: list[Node], start: int, odd: int) -> Fit:
    """Rule 3."""
    target = _computed(operands, nodes, start)
    wanted = operands[target].shape
    layers: dict[int, tuple[Op, ...]] = {}
    for position, operand in enumerate(operands):
        if operand.shape == wanted:
            continue
        stride = stride_between(operand.shape, wanted)
        if stride is None:
            return Refusal(position, target, _stride_help(operand.shape, wanted))
        layers[position] = (Conv(filters=wanted[-1], kernel=(1, 1), stride=stride, padding="same"),)
    return Insert(layers, target) if layers else Refusal(0, odd, "")


def _pad(shapes: list[Shape], odd: int) -> Fit:
    """Rule 4 (He et al. 2015, option A)."""
    target = max(range(len(shapes)), key=lambda i: (shapes[i][-1], [-size for size in shapes[i]]))
    wanted = shapes[target]
    layers: dict[int, tuple[Op, ...]] = {}
    for position, shape in enumerate(shapes):
        if shape == wanted:
            continue
        stride = stride_between(shape, wanted)
        if stride is None:
            return Refusal(position, target, _stride_help(shape, wanted))
        layers[position] = _padding_layers(stride, wanted[-1] - shape[-1])
    return Insert(layers, target) if layers else Refusal(0, odd, "")


def _padding_layers(stride: Pair, channels: int) -> tuple[Op, ...]:
    found: list[Op] = []
    if stride != (1, 1):
        found.append(MaxPool(size=(1, 1), stride=stride, padding="valid"))
    if channels:
        found.append(PadChannels(channels=channels))
    return tuple(found)


def _crop(shapes: list[Shape], odd: int) -> Fit:
    """Rule 5."""
    if any(len(shape) != 3 for shape in shapes) or any(s[2] != shapes[0][2] for s in shapes):
        channels = shapes[0][-1]
        help_text = f"`crop` changes sizes, not channels: give every operand {channels} channels"
        return Refusal(0, odd, help_text)
    return _crop_spatial(shapes)


def _crop_spatial(shapes: list[Shape]) -> Fit:
    height = min(shape[0] for shape in shapes)
    width = min(shape[1] for shape in shapes)
    target = min(range(len(shapes)), key=lambda i: shapes[i][:2])
    layers: dict[int, tuple[Op, ...]] = {}
    for position, shape in enumerate(shapes):
        if shape[:2] != (height, width):
            margins = _halves(shape[0] - height), _halves(shape[1] - width)
            layers[position] = (Crop(margins=margins),)
    return Insert(layers, target)


def _halves(excess: int) -> Pair:
    return excess // 2, excess - excess // 2
