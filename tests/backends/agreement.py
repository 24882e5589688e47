"""The laws that hold for every spec that compiles, checked on the stand-in for Keras.

1. The direct model and the generated module are the same: layers, order, names, arguments, wires, shapes.
2. So they are without the head, and with the channels first; both refuse that, or neither does.
3. With other values for arguments the module builds what archc compiles for them, if it compiles.
4. With another input shape the module raises `ValueError`, or builds what archc compiles for that input.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

from tests.backends.random_specs import with_input
from tests.backends.recording_keras import Model, given_by, recording_keras

import archc
from archc.diagnostics.diagnostic import CompileError
from archc.ir.graph import Graph

SIZES = (1, 2, 3, 4, 5, 7, 8, 9, 10, 12, 15, 16, 17, 24, 32, 33)


class Spec:
    """A spec that compiles, with its two back ends."""

    def __init__(self, text: str, name: str = "spec.yaml") -> None:
        self.text = text
        self.file = name
        self.compiled = archc.compile_text(text, name)
        self.source = self.compiled.python_source()
        self._code = compile(self.source, f"<{self.compiled.name}>", "exec")

    def direct(self, data_format: str = "channels_last", *, top: bool = True) -> str:
        """The layers of the direct model."""
        with recording_keras(data_format):
            model: Any = self.compiled.keras_model()
            if top:
                return str(model.text())
            end = given_by(self.compiled.graph.nodes[self.compiled.graph.trunk_end].name)
            return Model(model.inputs, end, model.name).text()

    def module(
        self, options: dict[str, Any] | None = None, data_format: str = "channels_last"
    ) -> str:
        """The layers of the model that the generated module builds under some options."""
        namespace: dict[str, Any] = {"__name__": "generated"}
        with recording_keras(data_format):
            exec(self._code, namespace)
            return str(namespace[f"create_{self.compiled.name}"](**(options or {})).text())

    @property
    def has_top(self) -> bool:
        """Whether there is a head or an output to leave out, by an option and not by an argument."""
        declared = "include_top" in self.compiled.graph.arguments
        return "include_top=True" in self.source and not declared


def assert_back_ends_agree(spec: Spec, chance: random.Random) -> None:
    """Checks all laws for one spec, for a few arguments and inputs drawn by chance."""
    assert spec.module() == spec.direct()
    if spec.has_top:
        assert spec.module({"include_top": False}) == spec.direct(top=False)
    assert_same_with_channels_first(spec, spec.compiled, {})
    for _ in range(3):
        assert_arguments_mean_the_same(spec, chance)
        assert_input_is_refused_or_right(spec, chance)


def assert_same_with_channels_first(
    spec: Spec, compiled: archc.Compilation, options: dict[str, Any]
) -> None:
    """Law 2, for what archc compiles for some options of the module."""

    def direct() -> str:
        with recording_keras("channels_first"):
            return str(compiled.keras_model().text())

    assert _or_refused(lambda: spec.module(options, "channels_first")) == _or_refused(direct)


def _or_refused(build: Callable[[], str]) -> str:
    try:
        return build()
    except ValueError as error:
        return "refused" if "needs the channels last" in str(error) else str(error)


def assert_arguments_mean_the_same(spec: Spec, chance: random.Random) -> None:
    """Law 3."""
    defaults: dict[str, Any] = spec.compiled.graph.arguments
    names = chance.sample(sorted(defaults), chance.randint(0, len(defaults)))
    values = {name: _other_value(defaults[name], chance) for name in names}
    try:
        compiled = archc.compile_text(spec.text, spec.file, arguments=values)
    except CompileError:
        return
    with recording_keras():
        expected = compiled.keras_model().text()
    assert spec.module(values) == expected
    assert_same_with_channels_first(spec, compiled, values)


def _other_value(default: Any, chance: random.Random) -> Any:
    if isinstance(default, bool):
        return not default
    if isinstance(default, str):
        choices = ("same", "valid") if default in ("same", "valid") else ("relu", "tanh", "softmax")
        return chance.choice(choices)
    if isinstance(default, float):
        return chance.choice((0.25, 0.5, 0.75))
    return chance.randint(0, 9)


def assert_input_is_refused_or_right(spec: Spec, chance: random.Random) -> None:
    """Law 4."""
    inputs = spec.compiled.graph.inputs
    if len(inputs) > 1:
        return
    shape = _other_shape(inputs[0][0].shape, chance)
    text = with_input(spec.text, shape)
    if text is None:
        return
    try:
        found = spec.module({"input_shape": shape})
    except ValueError:
        return
    try:
        expected = archc.compile_text(text, spec.file)
    except CompileError:
        # A layer that leads nowhere is in no model, whether it fits its input or not.
        assert has_dead_ends(spec.compiled.graph)
        return
    with recording_keras():
        assert found == expected.keras_model().text()


def has_dead_ends(graph: Graph) -> bool:
    """Whether a network has layers that lead to none of its outputs."""
    waiting = [output.node for output in graph.outputs]
    reached: set[int] = set()
    while waiting:
        index = waiting.pop()
        if index not in reached:
            reached.add(index)
            waiting += graph.nodes[index].inputs
    return any(node.index not in reached and node.op is not None for node in graph.nodes)


def _other_shape(shape: tuple[int, ...], chance: random.Random) -> tuple[int, ...]:
    """Some sizes of a shape changed: doubled, or drawn anew."""
    found = tuple(
        chance.choice((size, 2 * size, chance.choice(SIZES))) if chance.random() < 0.7 else size
        for size in shape
    )
    return (*found[:-1], shape[-1] if chance.random() < 0.5 else chance.choice((1, 3, 4, 8)))
