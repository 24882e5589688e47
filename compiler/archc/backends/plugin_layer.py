"""Makes the Keras layer of a plugin and holds it against what the plugin said of it: shape and weights.

What differs is a diagnostic at the step: the plugin is the caller's, and so is the mistake.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from archc.diagnostics import codes
from archc.diagnostics.diagnostic import CompileError, Diagnostic, Label
from archc.ir.graph import Node
from archc.ops.op import Op
from archc.ops.shape import Shape, Weight, render_shape


def make_plugin_layer(
    node: Node,
    before: tuple[Shape, ...],
    after: tuple[Any, ...],
    make: Callable[[], Any],
    value: Any,
) -> Any:
    """What the layer of a node gives for a value; `after` is its shape, in Keras's data format.

    Raises:
        CompileError: the layer cannot be made or called, or is not as its op says.
    """
    op = node.op
    assert op is not None
    try:
        layer = make()
        result = layer(value)
    except Exception as error:
        text = " ".join(f"{type(error).__name__}: {error}".split())
        raise _differs(node, f"cannot be built: {text[:_MAX_TEXT]}") from error
    shape = getattr(result, "shape", None)
    found = tuple(shape[1:]) if shape is not None else None
    if found != after:
        given = render_shape(found) if found else f"a {type(result).__name__}"
        raise _differs(node, f"gives {given} in Keras, and its `infer` says {render_shape(after)}")
    _check_weights(node, op, before, layer)
    return result


_MAX_TEXT = 300


def _check_weights(node: Node, op: Op, before: tuple[Shape, ...], layer: Any) -> None:
    declared = [_rendered(weight) for weight in op.weights(before)]
    built = [
        _rendered(Weight(weight.name, tuple(weight.shape), bool(weight.trainable)))
        for weight in layer.weights
    ]
    if [text.partition(" ")[2] for text in built] != [text.partition(" ")[2] for text in declared]:
        ours, theirs = ", ".join(declared) or "none", ", ".join(built) or "none"
        raise _differs(node, f"holds other weights in Keras, {theirs}, than it declares, {ours}")


def _rendered(weight: Weight) -> str:
    """A weight with its shape: `kernel 3x1x1`."""
    fixed = "" if weight.trainable else " (not trainable)"
    return f"{weight.name} {render_shape(weight.shape)}{fixed}"


def _differs(node: Node, text: str) -> CompileError:
    op = node.op
    message = f"the layer `{node.name}` (`{node.kind}` of the plugin {type(op).__module__}) {text}"
    span = node.step.site.span if node.step is not None else node.context.span
    labels = tuple(Label(part.span, part.text) for part in node.context.chain()[:4])
    help_text = "mend the op of the plugin, or its Keras layer: the two must agree"
    found = Diagnostic(codes.KERAS_LAYER_DIFFERS, message, span, labels=labels, help=help_text)
    return CompileError((found,))
