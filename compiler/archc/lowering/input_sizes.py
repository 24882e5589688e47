"""Finds the input sizes for which a spec compiles: the smallest, and what the others have in common.

1. One axis is examined at a time, the others being those of the spec: windows treat axes apart.
2. Where nothing in the spec reads a size, and no sum was made to fit by layers, the shapes are
   inferred once more for each size. Else the spec is opened anew for each, for fewer sizes.
3. What holds for all sizes examined, in a period, is taken to hold for larger ones, too.

    inception_v4   every size from 75 on            unet   multiples of 16 from 16 on
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from archc.diagnostics.diagnostic import Sink, SinkFullError
from archc.ir.graph import Graph
from archc.lowering.check_arguments import check_arguments
from archc.lowering.expand_spec import expand_spec
from archc.lowering.infer_shape import infer_shape
from archc.ops.op import Op
from archc.ops.shape import AXES, Misfit, Shape
from archc.spec.model import Input, Spec

MAX_SIZE = 640
MAX_SIZE_OPENED = 160
"""The largest sizes that are examined, by rule 2."""
_MAX_PERIOD = 64


class Range(NamedTuple):
    """Sizes that fit, from `first` to `last`."""

    first: int
    last: int


class FittingSizes(NamedTuple):
    """The sizes of one axis of an input for which the spec compiles.

    Those below `regular` are listed in `ranges`; from there on, a size fits when its remainder by `period` is
    one of `residues`. A period of 0 says that no rule was found: `ranges` lists what fits up to `examined`.
    """

    input: str
    axis: str
    smallest: int | None
    ranges: tuple[Range, ...]
    regular: int
    period: int
    residues: tuple[int, ...]
    examined: int


def find_input_sizes(graph: Graph) -> list[FittingSizes]:
    """The sizes that fit, for the height and width of every input that is an image."""
    reads = any(read.name in AXES[:2] for read in graph.shape_reads)
    inserted = any(found.policy != "adjust" for found in graph.resolutions)
    found = []
    for position, (network_input, _) in enumerate(graph.inputs):
        for axis in range(2 if len(network_input.shape) == len(AXES) else 0):
            most = MAX_SIZE_OPENED if reads or inserted else MAX_SIZE
            fits = (
                _opener(graph, position, axis)
                if reads or inserted
                else _inferrer(graph, position, axis)
            )
            verdicts = [fits(size) for size in range(1, most + 1)]
            found.append(_summed_up(network_input.name, AXES[axis], verdicts))
    return found


def _opener(graph: Graph, position: int, axis: int) -> Callable[[int], bool]:
    def fits(size: int) -> bool:
        spec, sink = _with_size(graph.spec, position, axis, size), Sink(limit=1)
        try:
            opened = expand_spec(spec, graph.arguments, sink)
            if opened is not None and not sink.failed:
                check_arguments(opened, sink)
        except SinkFullError:
            return False
        return opened is not None and not sink.failed

    return fits


def _with_size(spec: Spec, position: int, axis: int, size: int) -> Spec:
    old = spec.inputs[position]
    changed = Input(old.name, _resized(old.shape, axis, size), old.span)
    inputs = (*spec.inputs[:position], changed, *spec.inputs[position + 1 :])
    return Spec(**{**vars(spec), "inputs": inputs})


def _resized(shape: Shape, axis: int, size: int) -> Shape:
    return (*shape[:axis], size, *shape[axis + 1 :])


def _inferrer(graph: Graph, position: int, axis: int) -> Callable[[int], bool]:
    known: dict[tuple[Op, tuple[Shape, ...]], Shape | Misfit] = {}
    varied = graph.inputs[position][1]

    def fits(size: int) -> bool:
        shapes: list[Shape] = []
        for node in graph.nodes:
            if node.op is None:
                shapes.append(
                    _resized(node.shape, axis, size) if node.index == varied else node.shape
                )
                continue
            inputs = tuple(shapes[index] for index in node.inputs)
            shape = known.get((node.op, inputs))
            if shape is None:
                shape = known[node.op, inputs] = infer_shape(node.op, inputs)
            if isinstance(shape, Misfit):
                return False
            shapes.append(shape)
        return True

    return fits


def _summed_up(name: str, axis: str, verdicts: Sequence[bool]) -> FittingSizes:
    """Rule 3. `verdicts` begin with the size 1."""
    most = len(verdicts)
    smallest = next((size for size, fits in enumerate(verdicts, 1) if fits), None)
    for period in range(1, _MAX_PERIOD + 1):
        regular = _regular_from(verdicts, period)
        if smallest is not None and regular + 2 * period <= most // 2 + smallest:
            begin = max(regular, smallest)
            residues = {
                size % period for size in range(begin, begin + period) if verdicts[size - 1]
            }
            ranges = tuple(_ranges(verdicts, begin))
            return FittingSizes(
                name, axis, smallest, ranges, begin, period, tuple(sorted(residues)), most
            )
    ranges = tuple(_ranges(verdicts, most + 1))
    return FittingSizes(name, axis, smallest, ranges, most + 1, 0, (), most)


def _regular_from(verdicts: Sequence[bool], period: int) -> int:
    """The size from which on the verdicts repeat with a period."""
    size = len(verdicts) - period
    while size > 0 and verdicts[size - 1] == verdicts[size - 1 + period]:
        size -= 1
    return size + 1


def _ranges(verdicts: Sequence[bool], end: int) -> Iterator[Range]:
    """The sizes below `end` that fit."""
    first = None
    for size in range(1, end + 1):
        fits = size < end and verdicts[size - 1]
        if fits and first is None:
            first = size
        if not fits and first is not None:
            yield Range(first, size - 1)
            first = None
