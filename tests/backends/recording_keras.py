"""A stand-in for Keras that writes down the layers it is asked for: both back ends run in milliseconds.

It knows the layers by the table of calls that the back ends share, infers shapes by the ops, and raises
`ValueError` where Keras would. What it stands in for is compared with Keras itself in `tests/keras`.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType, SimpleNamespace
from typing import Any, NamedTuple

from archc.backends.keras_calls import KERAS_CALLS
from archc.ops.axes import AXIS_INDEX
from archc.ops.dropout import Dropout, StochasticDepth
from archc.ops.initializers import Named
from archc.ops.keras_call import KerasCall
from archc.ops.op import REQUIRED, Op
from archc.ops.reshaping import ZeroPad
from archc.ops.scaling import Scale
from archc.ops.shape import Misfit


class Layer(NamedTuple):
    """A layer that was called: all that Keras would know of it."""

    kind: str
    name: str
    arguments: tuple[tuple[str, Any], ...]
    inputs: tuple[str, ...]
    shape: tuple[int, ...]

    def __str__(self) -> str:
        given = ", ".join(f"{key}={value!r}" for key, value in self.arguments)
        return f"{self.name} = {self.kind}({', '.join(self.inputs)}; {given}) {self.shape}"


class Tensor(NamedTuple):
    """What a layer gives: its shape with the batch axis, and the layers on the way to it."""

    shape: tuple[int | None, ...]
    layer: Layer
    sources: tuple[Tensor, ...]


class Model:
    """The layers between inputs and outputs, in the order in which they were called."""

    def __init__(self, inputs: Any, outputs: Any, name: str) -> None:
        self.name = name
        self.inputs = _several(inputs)
        self.outputs = _several(outputs)
        self.loaded: list[str] = []
        needed = _reached(self.outputs)
        self.layers = [layer for layer in _CALLED if id(layer) in needed]

    def load_weights(self, path: str) -> None:
        self.loaded.append(path)

    def text(self) -> str:
        """All that two models must share to be the same: a line for each layer."""
        lines = [str(layer) for layer in self.layers]
        for title, tensors in (("inputs", self.inputs), ("outputs", self.outputs)):
            lines.append(f"{title} {', '.join(tensor.layer.name for tensor in tensors)}")
        return "\n".join(lines)


_CALLED: list[Layer] = []
_GIVEN: dict[str, Tensor] = {}


def given_by(layer: str) -> Tensor:
    """What the layer of that name gave last."""
    return _GIVEN[layer]


def _several(value: Any) -> list[Tensor]:
    return [value] if isinstance(value, Tensor) else list(value)


def _reached(outputs: list[Tensor]) -> set[int]:
    found: set[int] = set()
    waiting = list(outputs)
    while waiting:
        tensor = waiting.pop()
        if id(tensor.layer) not in found:
            found.add(id(tensor.layer))
            waiting += tensor.sources
    return found


class _Recorder:
    """The `keras` module for one data format."""

    def __init__(self, data_format: str) -> None:
        self.first = data_format == "channels_first"
        self.module: Any = ModuleType("keras")
        self.module.config = SimpleNamespace(image_data_format=lambda: data_format)
        self.module.Input = self.input
        self.module.Model = Model
        self.module.layers = _Classes(self.layer)
        self.module.layers.Layer = _base_class(self.layer)
        self.module.saving = SimpleNamespace(register_keras_serializable=_registered)
        self.module.initializers = _Classes(_named)
        self.module.regularizers = _Classes(_named)

    def input(self, *, shape: Any, name: str) -> Tensor:
        if any(not isinstance(size, int) or size < 1 for size in shape):
            raise ValueError(f"a shape of {shape}")
        return self._add("Input", name, (), (), self._last(tuple(shape)))

    def layer(self, layer: str, *given: Any, name: str, **keywords: Any) -> Any:
        def call(value: Any) -> Tensor:
            if layer == "Permute":
                return self._permute(value, name, *given)
            if keywords.get("data_format") is not None:
                return self._pad_front(value, name, *given)
            return self._call(layer, given, keywords, name, value)

        return call

    def _call(self, layer: str, given: Any, keywords: Any, name: str, value: Any) -> Tensor:
        op_class, call = _TABLE[layer]
        if op_class.merges != isinstance(value, list):
            raise TypeError(f"{layer} {name} is called with {value!r}")
        values = _several(value)
        shapes = tuple(self._last(tensor.shape[1:]) for tensor in values)
        if op_class is Dropout and keywords.get("noise_shape") is not None:
            shared = self._shared(keywords["noise_shape"], len(shapes[0]))
            if not isinstance(shared, list):
                return self._add(layer, name, (("rate", given), shared), tuple(values), shapes[0])
            keywords = {"noise_shape": shared}
        fields = self._fields(op_class, call, given, keywords, len(shapes[0]) == 3)
        shape = op_class(**fields).infer(shapes)
        if isinstance(shape, Misfit):
            raise ValueError(f"{name}: {shape.message}")
        return self._add(layer, name, tuple(sorted(fields.items())), tuple(values), shape)

    def _fields(
        self, op_class: type[Op], call: KerasCall, given: Any, keywords: Any, image: bool
    ) -> dict[str, Any]:
        """The keys of the op that arguments of a call stand for."""
        kinds = {field.name: field.kind for field in op_class.fields}
        names = {entry.keyword: entry.field for entry in call.keywords}
        found = dict(zip(call.positional, given, strict=True))
        for keyword, value in keywords.items():
            if keyword == "axis" and keyword not in names:
                assert value == self._axis("channels"), value
            else:
                found[names[keyword]] = self._word(value) if keyword == "axis" else value
        defaults = {field.name: field.default for field in op_class.fields}
        defaults |= {entry.field: entry.default for entry in call.keywords if image}
        if call.derived == "axis" and image:
            assert "axis" in keywords
        if "axis" in names and image:
            assert "axis" in keywords, "Keras's default is the last axis"
        fields = {**defaults, **{n: self._converted(kinds[n], v) for n, v in found.items()}}
        assert REQUIRED not in fields.values()
        return fields

    def _converted(self, kind: Any, value: Any) -> Any:
        if value is None or isinstance(value, Named):
            return value
        if kind.name.startswith("a list of whole numbers") and len(value) == 3:
            value = self._last(tuple(value))
        if "whole number" in kind.name:
            _check_whole(value)
        converted = kind.convert(value)
        if isinstance(converted, bool) != isinstance(value, bool):
            raise TypeError(f"{value!r} is no {kind.name}")
        # Keras does the same with -0.0 and 0.0, which are equal.
        return converted + 0.0 if isinstance(converted, float) else converted

    def _shared(self, noise_shape: tuple[int | None, ...], rank: int) -> Any:
        """The axes that a noise shape names: words, or what it is where the input is no image."""
        assert len(noise_shape) == rank + 1
        assert noise_shape[0] is None
        if rank != 3:
            return ("noise_shape", noise_shape)
        sizes = self._last(noise_shape[1:])
        return [word for word, index in AXIS_INDEX.items() if sizes[index] == 1]

    def _axis(self, word: str) -> int:
        index = AXIS_INDEX[word]
        if self.first:
            return {0: 2, 1: 3, -1: 1}[index]
        return index if index < 0 else index + 1

    def _word(self, axis: int) -> str:
        return next(word for word in AXIS_INDEX if self._axis(word) == axis)

    def _permute(self, value: Tensor, name: str, order: tuple[int, ...]) -> Tensor:
        shape = tuple(value.shape[position] for position in order)
        return self._raw("Permute", name, (("order", order),), (value,), shape)

    def _pad_front(self, value: Tensor, name: str, margins: Any) -> Tensor:
        shape: Any = ZeroPad(margins=margins).infer((value.shape[1:],))
        return self._raw("ZeroPadding2D", name, (("margins", margins),), (value,), shape)

    def _add(self, kind: str, name: str, arguments: Any, sources: Any, shape: Any) -> Tensor:
        """A tensor of a shape with the channels last, in the data format."""
        if self.first and len(shape) == 3:
            shape = (shape[2], shape[0], shape[1])
        return self._raw(kind, name, arguments, sources, shape)

    def _raw(self, kind: str, name: str, arguments: Any, sources: Any, shape: Any) -> Tensor:
        if not name or name in _GIVEN:
            raise ValueError(f"the name {name!r} is empty or taken")
        inputs = tuple(source.layer.name for source in sources)
        layer = Layer(kind, name, arguments, inputs, tuple(shape))
        _CALLED.append(layer)
        _GIVEN[name] = Tensor((None, *shape), layer, tuple(sources))
        return _GIVEN[name]

    def _last(self, shape: Any) -> Any:
        if self.first and len(shape) == 3:
            return (shape[1], shape[2], shape[0])
        return tuple(shape)


def _check_whole(value: Any) -> None:
    for number in value if isinstance(value, tuple) else (value,):
        if isinstance(number, tuple):
            _check_whole(number)
        elif type(number) not in (int, str):
            raise TypeError(f"{number!r} is not a whole number")


class _Classes:
    """A module of Keras whose every attribute makes something by its name."""

    def __init__(self, make: Any) -> None:
        self._make = make

    def __getattr__(self, name: str) -> Any:
        return lambda *given, **keywords: self._make(name, *given, **keywords)


def _named(name: str, **arguments: Any) -> Named:
    return Named(f"keras {name}", tuple(sorted(arguments.items())))


def _base_class(make: Any) -> type:
    """What the layers that Keras lacks inherit from: it writes them down like all others."""

    class Layer:
        def __new__(cls, *given: Any, **keywords: Any) -> Any:
            return make(cls.__name__, *given, **keywords)

    return Layer


def _registered(*, package: str) -> Any:
    assert package == "archc"
    return lambda layer: layer


SHARING = (Scale, StochasticDepth)
"""The ops that are Keras layers which other ops are too."""
_TABLE: dict[str, tuple[type[Op], KerasCall]] = {
    call.layer: (op, call) for op, call in KERAS_CALLS.items() if op not in SHARING
}


@contextmanager
def recording_keras(data_format: str = "channels_last") -> Iterator[None]:
    """While this holds, `import keras` imports the stand-in."""
    recorder = _Recorder(data_format)
    # A layer that Keras lacks inherits from the layers of the module that it was imported under.
    lacking = {call.module for call in KERAS_CALLS.values() if call.module}
    hidden = {name: sys.modules.pop(name, None) for name in ("keras", "keras.layers", *lacking)}
    sys.modules["keras"] = recorder.module
    sys.modules["keras.layers"] = recorder.module.layers
    _CALLED.clear()
    _GIVEN.clear()
    try:
        yield
    finally:
        for name, module in hidden.items():
            if module is None:
                sys.modules.pop(name, None)
            else:
                sys.modules[name] = module
