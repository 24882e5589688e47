"""Finds counts of filters and units that are computed from the size of an image.

`$height` and `$width` are those of the value that a step reads, in pixels. A network whose filters follow
from them has other weights at every input size; mostly a constant was meant that has a similar name.

    constants: {w: 4}    {conv: "${8 * width}"}  ->  {conv: "${8 * w}"}
"""

from __future__ import annotations

from collections.abc import Iterator

from archc.diagnostics import codes
from archc.diagnostics.diagnostic import Diagnostic
from archc.lint.count_sources import CountSource, count_sources
from archc.lint.network import Layer, Network

_SIZES = frozenset({"height", "width"})


def counts_from_sizes(network: Network) -> Iterator[Diagnostic]:
    """W0308."""
    found: dict[tuple[str, int, int], Diagnostic] = {}
    for layers in network.layers:
        for layer in layers:
            for source in count_sources(layer):
                if source.expression.names & _SIZES:
                    found.setdefault(source.expression.span.key(), _finding(layer, source))
    yield from found.values()


def _finding(layer: Layer, source: CountSource) -> Diagnostic:
    key = layer.op.sets_channels
    names = sorted(source.expression.names & _SIZES)
    sizes = " and ".join(f"`${name}`" for name in names)
    noun = "the size" if len(names) > 1 else f"the {names[0]}"
    count = getattr(layer.op, key)
    return Diagnostic(
        codes.COUNT_FROM_SIZE,
        f"the {key} of `{layer.op.key}` follow the size of the image: {sizes} "
        f"{'are' if len(names) > 1 else 'is'} {noun} in pixels, which makes {count:,} of them here",
        source.expression.span,
        help="read a constant, a parameter or `$channels` for a count that is the same at every input size",
    )
