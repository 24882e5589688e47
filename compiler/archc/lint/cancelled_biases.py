"""Finds biases that the batch normalization behind them takes away again.

Batch normalization subtracts the mean of every channel, and with it whatever was added to the channel. A
bias in front of it has no effect, and costs a weight a channel.

1. Nothing lies between: no activation in the layer, and nothing but batch normalization reads it.
2. A normalization that an argument can switch off does not count: without it the bias has an effect.
3. A step is reported if this is so wherever it is run.

    {conv: 64, kernel: 3}, batch_norm  ->  {conv: 64, kernel: 3, bias: false}, batch_norm
"""

from __future__ import annotations

from collections.abc import Iterator

from archc.diagnostics import codes
from archc.diagnostics.diagnostic import Diagnostic, Edit, Fix, Label
from archc.ir.graph import Node
from archc.lint.add_layer_key import add_layer_key
from archc.lint.network import Layer, Network
from archc.ops.conv import Conv, ConvTranspose
from archc.ops.core import Dense
from archc.ops.depthwise import DepthwiseConv, SeparableConv
from archc.ops.normalization import BatchNorm
from archc.spec.model import Entry, LayerStep
from archc.syntax.tree import Mapping

_Biased = Conv | ConvTranspose | DepthwiseConv | SeparableConv | Dense
_TITLE = "leave out the bias"


def cancelled_biases(network: Network) -> Iterator[Diagnostic]:
    """W0401."""
    for layers in network.layers:
        if all(_is_cancelled(layer, network) for layer in layers):
            yield _finding(layers[0], network)


def _is_cancelled(layer: Layer, network: Network) -> bool:
    """Rules 1 and 2."""
    op, index = layer.op, layer.node.index
    readers = network.readers[index]
    return (
        isinstance(op, _Biased)
        and op.bias
        and op.activation == "linear"
        and bool(readers)
        and all(_takes_mean(reader) for reader in readers)
        and index not in network.optional_ends
    )


def _takes_mean(node: Node) -> bool:
    return node.active and isinstance(node.op, BatchNorm) and node.op.axis == "channels"


def _finding(layer: Layer, network: Network) -> Diagnostic:
    norm = network.readers[layer.node.index][0]
    place = norm.step.site.span if norm.step is not None else norm.context.span
    own = network.is_own(layer.step.site.span)
    message = f"the bias of `{layer.op.key}` has no effect: `batch_norm` takes it away"
    return Diagnostic(
        codes.CANCELLED_BIAS,
        message,
        layer.step.site.span,
        labels=(Label(place, "it subtracts the mean of every channel, and so the bias"),),
        help="give it `bias: false`" if own else "give it `bias: false`: an edit can `set` it",
        fix=_fix(layer.step, network) if own else None,
    )


def _fix(step: LayerStep, network: Network) -> Fix | None:
    """Writes `bias: false`. That is not safe: the network has fewer weights, and old files no longer fit."""
    given = step.entries.get("bias")
    if given is None or _is_default(given, network):
        edit = add_layer_key(step, "bias", "false")
        return Fix(_TITLE, (edit,), safe=False) if edit is not None else None
    if given.span.text != "true":
        return None
    return Fix(_TITLE, (Edit(given.span, "false"),), safe=False)


def _is_default(entry: Entry, network: Network) -> bool:
    """Whether a value stands in `defaults`, where other steps read it too."""
    section = network.tree.get("defaults")
    if not isinstance(section, Mapping) or section.span.file is not entry.span.file:
        return False
    return section.span.start <= entry.span.start < section.span.end
