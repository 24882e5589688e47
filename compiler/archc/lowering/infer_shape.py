"""Applies the shape rule of a layer; what goes wrong in a plugin's is a misfit, and so gets a place.

1. The rules of archc's own layers are trusted.
2. A plugin's rule must give a shape, weights and a number of multiply-adds, and what it says of the channels
   must hold. All of it is asked for where the layer stands, so that nothing is found out later.
3. A rule that works on symbolic sizes says how sizes follow from those of the input. One that needs numbers
   is asked with numbers, and every size of its output then depends on every size of its input.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from archc.diagnostics import codes
from archc.diagnostics.describe_foreign import describe_exception, show_value
from archc.lowering.symbolic_size import Size, StrictSize, opaque, symbols_of
from archc.ops.op import Op
from archc.ops.shape import Misfit, Shape, Weight, product, render_shape
from archc.source.limits import MAX_TENSOR_ELEMENTS

Sizes = tuple[Any, ...]

MAX_ADDS = 10**18
"""More multiply-adds than any layer within the limits has."""


def infer_shape(op: Op, inputs: tuple[Shape, ...]) -> Shape | Misfit:
    """The shape that a layer gives, or why it gives none."""
    return op.infer(inputs) if op.keras is None else _checked(op, inputs)


def infer_sizes(op: Op, inputs: tuple[Sizes, ...]) -> Any:
    """The same, where sizes, and values of the layer, may be symbolic."""
    return op.infer(inputs) if op.keras is None else _plugin_sizes(op, inputs)


def _checked(op: Op, inputs: tuple[Shape, ...]) -> Shape | Misfit:
    """Rule 2."""
    shape = _called(op, "infer", lambda: op.infer(inputs))
    if _is_misfit(shape):
        return shape  # type: ignore[no-any-return]  # it has just been looked at
    wrong = _wrong_shape(shape) or _wrong_channels(op, inputs[0], shape)
    if wrong:
        return _breach(op, "infer", wrong)
    weights = _called(op, "weights", lambda: op.weights(inputs))
    if isinstance(weights, Misfit):
        return weights
    wrong = _wrong_weights(weights)
    if wrong:
        return _breach(op, "weights", wrong)
    adds = _called(op, "multiply_adds", lambda: op.multiply_adds(inputs, shape))
    if isinstance(adds, Misfit):
        return adds
    if not _is_count(adds, 0) or adds > MAX_ADDS:
        wrong = f"it gives {show_value(adds)}, not a whole number from 0 to 10^18"
        return _breach(op, "multiply_adds", wrong)
    return shape  # type: ignore[no-any-return]  # likewise


def _called(op: Op, rule: str, call: Callable[[], Any]) -> Any:
    """What a rule gives; a misfit if it raises."""
    try:
        return call()
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # A rule can end the program, too.
        return _breach(op, rule, f"it raises {_raised(error)}")


def _breach(op: Op, rule: str, wrong: str) -> Misfit:
    message = f"`{rule}` of the layer `{op.key}` is broken: {wrong}"
    help_text = f"mend the class {type(op).__name__} of the plugin {type(op).__module__}"
    return Misfit(codes.PLUGIN_RULE_BROKEN, message, help_text)


def _raised(error: BaseException) -> str:
    """An exception, and where it was raised."""
    text, trace = describe_exception(error), error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    if trace is None:
        return text
    file = trace.tb_frame.f_code.co_filename.replace("\\", "/").rpartition("/")[2]
    return f"{text} ({file}:{trace.tb_lineno})"


def _is_misfit(found: Any) -> bool:
    if not isinstance(found, Misfit):
        return False
    texts = isinstance(found.message, str) and isinstance(found.help, str)
    return isinstance(found.code, codes.Code) and texts and isinstance(found.axis, int | None)


def _wrong_shape(shape: Any) -> str:
    if isinstance(shape, tuple) and shape and all(_is_count(size, 1) for size in shape):
        return ""
    return f"it gives {show_value(shape)}, not a tuple of whole numbers of at least 1"


def _wrong_channels(op: Op, before: Shape, after: Shape) -> str:
    """What `sets_channels` and `keeps_channels` promise, held against a shape."""
    if op.sets_channels and getattr(op, op.sets_channels) != after[-1]:
        value = getattr(op, op.sets_channels)
        return f"`{op.sets_channels}`, {value}, should set the channels of {render_shape(after)}"
    keeps = _called(op, "keeps_channels", lambda: op.keeps_channels)
    if isinstance(keeps, Misfit):
        return keeps.message
    if keeps and before[-1] != after[-1]:
        return f"it says keeps_channels, and makes {render_shape(after)} of {render_shape(before)}"
    return ""


def _wrong_weights(weights: Any) -> str:
    if not isinstance(weights, tuple):
        return f"it gives {show_value(weights)}, not a tuple"
    for weight in weights:
        shape = weight.shape if isinstance(weight, Weight) else None
        if not isinstance(shape, tuple) or not all(_is_count(size, 1) for size in shape):
            return (
                f"it gives {show_value(weight)}, not a Weight with a tuple of sizes for its shape"
            )
        if product(shape) > MAX_TENSOR_ELEMENTS:
            return f"its weight {show_value(weight)} is beyond the limit of 10^12 numbers"
        if not isinstance(weight.name, str) or not isinstance(weight.trainable, bool):
            return f"it gives {show_value(weight)}, not a Weight with a name"
    return ""


def _is_count(value: Any, low: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= low


def _plugin_sizes(op: Op, inputs: tuple[Sizes, ...]) -> Any:
    """Rule 3."""
    values = {name: value for name, value in op.values().items() if isinstance(value, Size)}
    if not values and not any(isinstance(size, Size) for sizes in inputs for size in sizes):
        return infer_shape(op, inputs)
    strict = op.replace(**{name: StrictSize.of(value) for name, value in values.items()})
    try:
        found: Any = strict.infer(tuple(tuple(map(StrictSize.of, sizes)) for sizes in inputs))
    except KeyboardInterrupt:
        raise
    except BaseException:
        return _dependent(op, values, inputs)
    if isinstance(found, Misfit):
        return found
    if not isinstance(found, tuple) or not all(map(_is_size, found)):
        return _dependent(op, values, inputs)
    return tuple(size.loose() if isinstance(size, StrictSize) else size for size in found)


def _is_size(value: Any) -> bool:
    return _is_count(value.value if isinstance(value, Size) else value, 1)


def _dependent(op: Op, values: dict[str, Size], inputs: tuple[Sizes, ...]) -> Any:
    plain = op.replace(**{name: int(value) for name, value in values.items()})
    shape = infer_shape(plain, tuple(tuple(map(int, sizes)) for sizes in inputs))
    if isinstance(shape, Misfit):
        return shape
    parts = tuple(values.values()) + tuple(size for sizes in inputs for size in sizes)
    forms = tuple(part.form if isinstance(part, Size) else part for part in parts)
    return tuple(
        Size(size, opaque(f"{plain!r}.{axis}", forms), symbols_of(parts))
        for axis, size in enumerate(shape)
    )
