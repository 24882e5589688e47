"""Finds grouped convolutions whose filters do not fill their groups well.

Groups that do not divide the filters at all are an error. Here they do, and leave each group a number of
filters that is no multiple of 4: vector units work on 4 or 8 channels at a time, and published networks keep
to that (4 in each of the 32 groups of ResNeXt, 8 to 48 in RegNet, 128 in AlexNet).

1. A group for each input channel is a depthwise convolution, and is left alone.
"""

from __future__ import annotations

from collections.abc import Iterator

from archc.diagnostics import codes
from archc.diagnostics.diagnostic import Diagnostic
from archc.lint.network import Layer, Network
from archc.ops.conv import Conv

_MULTIPLE = 4


def uneven_groups(network: Network) -> Iterator[Diagnostic]:
    """W0404."""
    for layers in network.layers:
        found = dict.fromkeys(_said(layer, network) for layer in layers)
        for message, help_text in filter(None, found):
            span = layers[0].step.site.span
            yield Diagnostic(codes.UNEVEN_GROUPS, message, span, help=help_text)


def _said(layer: Layer, network: Network) -> tuple[str, str] | None:
    op = layer.op
    if not isinstance(op, Conv) or op.groups == 1:
        return None
    channels = network.graph.input_shapes(layer.node)[0][-1]
    each = op.filters // op.groups
    if op.groups == channels or each % _MULTIPLE == 0:  # Rule 1.
        return None
    message = f"{op.groups} groups leave each {each} of the {op.filters} filters of `{op.key}`"
    below = each // _MULTIPLE * _MULTIPLE * op.groups
    counts = [count for count in (below, below + _MULTIPLE * op.groups) if count]
    would = " or ".join(f"{count:,}" for count in counts)
    return (
        f"{message}, no multiple of {_MULTIPLE}",
        f"{would} filters would fill {op.groups} groups",
    )
