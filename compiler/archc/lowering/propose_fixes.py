"""Proposes changes of a spec by which shapes may fit; which of them helps is found out by trying.

1. Where only the channels differ, the layer that decides them gets those of the other operand.
2. Where one operand is larger by a whole factor, a layer on its way gets a stride, or one on the way of the
   other loses its own.
3. Paddings on the way of both are changed, and kernels turned round.
4. Last come other policies for the sum: they add layers, which the author may not want.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import gcd
from typing import Any

from archc.diagnostics.diagnostic import Edit, Fix
from archc.diagnostics.edit_keys import add_key
from archc.ir.graph import Node
from archc.lowering.fit_operands import deciding_node, stride_between
from archc.ops.shape import Shape
from archc.source.source_file import Span
from archc.spec.model import LayerStep, MergeStep
from archc.syntax.write_yaml import write_yaml

_MAX_LAYERS = 6
"""How many layers back on the way of an operand a change is looked for."""


def propose_for_sum(
    step: MergeStep, operands: tuple[Node, Node], nodes: list[Node], start: int
) -> tuple[Fix, ...]:
    """Changes by which two operands of a merge may fit. `start` is the first node of its branches."""
    ways = [list(_way(node, nodes, start)) for node in operands]
    found = [
        *_channels(operands, nodes, start),
        *_strides(operands, ways),
        *_windows([node for way in ways for node in way]),
        *_all_same(ways),
        *_policies(step, operands),
    ]
    return tuple(fix for fix in found if fix is not None)


def propose_for_layer(step: LayerStep, values: Any, shape: Shape) -> tuple[Fix, ...]:
    """Changes by which a layer may fit its input; `values` is the layer."""
    found = [_set(step, "padding", "same")] if hasattr(values, "padding") else []
    if len(shape) == 3:
        for key in ("kernel", "size"):
            window = getattr(values, key, None)
            if isinstance(window, tuple) and len(window) == 2:
                most = min(window[0], shape[0]), min(window[1], shape[1])
                found.append(_set(step, key, _short(most)))
        groups, filters = getattr(values, "groups", 1), getattr(values, "filters", 0)
        if groups > 1:
            found.append(_set(step, "groups", gcd(groups, shape[-1], filters)))
    if getattr(values, "dilation", (1, 1)) != (1, 1) and hasattr(values, "stride"):
        found += [_set(step, "stride", 1), _set(step, "dilation", 1)]
    return tuple(fix for fix in found if fix is not None)


def _way(node: Node, nodes: list[Node], start: int) -> Iterator[Node]:
    """The layers that lead to an operand, the last first."""
    for _ in range(_MAX_LAYERS):
        if node.index < start or not node.inputs:
            return
        if isinstance(node.step, LayerStep):
            yield node
        node = nodes[node.inputs[0]]


def _channels(operands: tuple[Node, Node], nodes: list[Node], start: int) -> Iterator[Fix | None]:
    """Rule 1."""
    shapes = [node.shape for node in operands]
    if shapes[0][:-1] != shapes[1][:-1]:
        return
    for mine, other in ((1, 0), (0, 1)):
        decider = deciding_node(operands[mine].index, nodes, start)
        if decider is not None and decider.op is not None and isinstance(decider.step, LayerStep):
            yield _set(decider.step, decider.op.sets_channels, shapes[other][-1])


def _strides(operands: tuple[Node, Node], ways: list[list[Node]]) -> Iterator[Fix | None]:
    """Rule 2."""
    for larger, smaller in ((0, 1), (1, 0)):
        stride = stride_between(operands[larger].shape, operands[smaller].shape)
        if stride in (None, (1, 1)):
            continue
        for node in ways[smaller]:
            if _value(node, "stride") == stride:
                yield _set_of(node, "stride", 1)
        for node in ways[larger]:
            if _value(node, "stride") == (1, 1):
                yield _set_of(node, "stride", _short(stride))


def _windows(nodes: list[Node]) -> Iterator[Fix | None]:
    """Rule 3, one layer at a time."""
    for node in nodes:
        padding, kernel = _value(node, "padding"), _value(node, "kernel")
        if padding in ("same", "valid"):
            yield _set_of(node, "padding", "valid" if padding == "same" else "same")
        if isinstance(kernel, tuple) and kernel[0] != kernel[1]:
            yield _set_of(node, "kernel", [kernel[1], kernel[0]])
        if isinstance(kernel, tuple) and kernel[0] == kernel[1]:
            yield from (
                _set_of(node, "kernel", kernel[0] + step) for step in (1, -1) if kernel[0] > 1
            )


def _all_same(ways: list[list[Node]]) -> Iterator[Fix | None]:
    """Rule 3, all layers of one way."""
    for way in ways:
        fixes = [
            _set_of(node, "padding", "same") for node in way if _value(node, "padding") == "valid"
        ]
        if len(fixes) > 1 and all(fix is not None for fix in fixes):
            edits = tuple(edit for fix in fixes if fix is not None for edit in fix.edits)
            yield Fix("write `padding: same` in all of its layers", edits, safe=False)


def _policies(step: MergeStep, operands: tuple[Node, Node]) -> Iterator[Fix | None]:
    """Rule 4."""
    same_size = operands[0].shape[:-1] == operands[1].shape[:-1]
    policies = ("adjust", "project", "pad") if same_size else ("project", "crop", "pad")
    for policy in policies if step.op.key != "concat" else ("crop",):
        if policy != step.on_mismatch:
            yield _with_policy(step, policy)


def _with_policy(step: MergeStep, policy: str) -> Fix | None:
    title = f"write `on_mismatch: {policy}`"
    if not step.is_residual:
        edit = add_key(step.site.span, "on_mismatch", policy)
        return Fix(title, (edit,), safe=False) if edit is not None else None
    body = step.branches[-1].span
    if not body.text.startswith("["):
        return None
    before, after = Span(body.file, body.start, body.start), Span(body.file, body.end, body.end)
    text = body.file.text[step.site.span.end : body.start]
    if "{" in text:  # The long form.
        edit = add_key(
            Span(body.file, step.site.span.end + text.index("{") + 1, body.start), "", ""
        )
        return (
            None
            if edit is None
            else Fix(title, (Edit(edit.span, f", on_mismatch: {policy}"),), False)
        )
    edits = Edit(before, f"{{on_mismatch: {policy}, body: "), Edit(after, "}")
    return Fix(title, edits, safe=False)


def _value(node: Node, key: str) -> Any:
    return getattr(node.op, key, None)


def _set_of(node: Node, key: str, value: Any) -> Fix | None:
    return _set(node.step, key, value) if isinstance(node.step, LayerStep) else None


def _set(step: LayerStep, key: str, value: Any) -> Fix | None:
    """The fix that gives a step a value for a key; None where an expression decides it."""
    entry, place, text = step.entries.get(key), step.site.span, write_yaml(value)
    main = step.op.main_field()
    word = step.op.key if main is not None and main.name == key else key
    title = f"write `{word}: {text}`"
    if entry is not None and _is_own(entry.span, place):
        if entry.dynamic or entry.span.text.startswith(("$", "*", '"$', "'$")):
            return None
        return Fix(title, (Edit(entry.span, text),), safe=False)
    edit = add_key(place, key, text)
    return Fix(title, (edit,), safe=False) if edit is not None else None


def _is_own(span: Span, place: Span) -> bool:
    """Whether a value stands in the step itself, not among the defaults or the edits of a variant."""
    if span.file is not place.file:
        return False
    return span.start > place.start or span.line == place.line


def _short(pair: tuple[int, int] | None) -> Any:
    if pair is None:
        return 1
    return pair[0] if pair[0] == pair[1] else list(pair)
