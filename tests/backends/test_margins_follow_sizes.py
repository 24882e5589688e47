"""A module whose margins follow the sizes of its input builds what archc compiles for that input.

Random networks of windows, strides, sums and such margins are compiled for one size, and their modules
are asked for others: on the stand-in for Keras.
"""

from __future__ import annotations

import json
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from tests.backends.agreement import Spec
from tests.backends.random_specs import with_input
from tests.backends.recording_keras import recording_keras
from tests.zoo.models import SPECS

import archc
from archc.diagnostics.diagnostic import CompileError

CHECKS = [HealthCheck.too_slow, HealthCheck.filter_too_much]
FEW = settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=CHECKS)
MANY = settings(max_examples=1500, deadline=None, derandomize=True, suppress_health_check=CHECKS)

HEAD = "archc: 1\nname: toy\narguments: {s: 2, on: true}\ninput: {shape: [13, 16, 4]}\n"
EVEN = '{zero_pad: [["${height % 2}", 0], ["${width % 2}", 0]]}'


def takes(spec: Spec, shape: tuple[int, ...], arguments: dict[str, Any]) -> bool:
    """Whether the module takes an input; if it does, it builds what archc compiles for it."""
    text = with_input(spec.text, shape)
    assert text is not None
    try:
        found = spec.module({**arguments, "input_shape": shape})
    except ValueError:
        return False
    compiled, codes = compile_for(text, spec.file, arguments)
    if compiled is None:
        # A window or a crop may be too large for a small input under the other value of the switch.
        assert "when: $on" in text
        assert codes <= {"E0402", "E0404"}
        return True
    with recording_keras():
        assert found == compiled.keras_model().text()
    return True


def compile_for(
    text: str, name: str, arguments: dict[str, Any]
) -> tuple[archc.Compilation | None, set[str]]:
    """What a text compiles to, or the codes of what is wrong with it."""
    try:
        return archc.compile_text(text, name, arguments=arguments), set()
    except CompileError as error:
        return None, {diagnostic.code.id for diagnostic in error.diagnostics}


# ------------------------------------------------------------------ networks that take any size

BLOCKS = f"""
blocks:
  even: [{EVEN}, {{conv: 4, kernel: 1}}]
  half: # as NASNet has it
    params: {{n: }}
    inputs: [x]
    steps:
      - {{zero_pad: [["${{height % 2}}", 1], ["${{width % 2}}", 1]], as: padded}}
      - add:
          - [{{max_pool: 3, stride: 2, from: padded}}, {{conv: $n, kernel: 1}}]
          - [{{conv: $n, kernel: 3, stride: 2, padding: same, from: x}}]
"""
TAKE_ANY = {
    "a step": f"stem: [{EVEN}, {{conv: 4, kernel: 1}}]",
    "a number": 'stem: [{zero_pad: "${height % 3}"}, {conv: 4, kernel: 1}]',
    "a pair": 'stem: [{zero_pad: [$height, "${width // 2}"]}, {crop: ["${height // 4}", 0]}]',
    "several": f"stem: [{EVEN}, {{zero_pad: 1}}, {EVEN}, {{zero_pad: [1, 2]}}, {EVEN}]",
    "a block in two places": f"{BLOCKS}\nstem: [even, {{max_pool: 2, padding: same}}, even]",
    "a block of other filters": f"{BLOCKS}\nstem: [{{half: 4}}, {{half: 8}}, {{half: 4}}]",
    "a stage of repeats": (
        f"{BLOCKS}\nstages: [{{name: a, block: half, repeat: 3, with: {{n: '${{2 * index}}'}}}}]"
    ),
    "a repeat": f"stem: [{{repeat: 3, steps: [{EVEN}, {{max_pool: 2}}]}}]",
    "a table": (
        "stages: [{name: a, columns: [k], rows: [[2], [13], [16]], steps:"
        " [{zero_pad: [['${height % k}', 0], [0, '${width % k}']]}, {conv: 4, kernel: 1}]}]"
    ),
    "a multiple of 4": (
        "stem: [{zero_pad: [[0, '${-height % 4}'], [0, '${(4 - width % 4) % 4}']], as: whole},"
        " {max_pool: 4}, {conv_transpose: 4, kernel: 4, stride: 4, as: up},"
        " {add: , from: [whole, up]}]"
    ),
    "sizes of another value": (
        "stem: [{conv: 4, kernel: 1, as: a}, {max_pool: 2, padding: same},"
        " {zero_pad: [['${height % 2}', 0], [0, 0]], from: a}]"
    ),
}


@pytest.mark.parametrize("name", TAKE_ANY)
def test_a_network_takes_any_size(name: str) -> None:
    spec = Spec(f"{HEAD.replace('arguments: {s: 2, on: true}', '')}{TAKE_ANY[name]}\n")
    for height in range(1, 34):
        assert takes(spec, (height, 1 + height * 7 % 31, 4), {})


def test_margins_follow_what_arguments_make_of_the_sizes() -> None:
    strided = "{conv: 4, kernel: 1, stride: $s}"
    spec = Spec(f"{HEAD}stem: [{strided}, {EVEN}, {{dropout: 0.5, when: $on}}]\n")
    for stride in (1, 2, 3):
        for height in range(1, 20):
            assert takes(spec, (height, 2 * height, 4), {"s": stride, "on": False})


def test_margins_follow_what_a_switch_makes_of_the_sizes() -> None:
    spec = Spec(f"{HEAD}stem: [{{conv: 4, kernel: 1, stride: $s, when: $on}}, {EVEN}]\n")
    for on in (True, False):
        for height in range(1, 10):
            assert takes(spec, (height, 12, 4), {"on": on})


def test_sizes_that_margins_are_computed_from_must_be_known() -> None:
    spec = Spec(f"archc: 1\nname: toy\ninput: {{shape: [8, 8, 3]}}\nstem: [{EVEN}]\n")
    assert "    if height is None or width is None:" in spec.source
    assert "toy needs an input of known height and width: " in spec.source
    narrow = 'stem: [{zero_pad: [0, "${width % 2}"]}, {residual: [{conv: 3, kernel: 1}]}]'
    spec = Spec(f"archc: 1\nname: toy\ninput: {{shape: [8, 8, 3]}}\n{narrow}\n")
    assert "    _, width, channels = sizes_of(inputs)\n    if width is None:" in spec.source
    assert "    if channels != 3:" in spec.source


@pytest.mark.parametrize("preset", ["", "large"])
def test_nasnet_takes_any_size(preset: str) -> None:
    base = {"spec": "nasnet.yaml", **({"variant": preset} if preset else {})}
    text = f"archc: 1\nname: toy\nextends: {json.dumps(base)}\nset:\n  input.shape: [224, 224, 3]\n"
    spec = Spec(text, str(SPECS / "toy.yaml"))
    for size in ((331, 331), (75, 96), (33, 64), (3, 4)):
        found = spec.module({"input_shape": (*size, 3)})
        expected = archc.compile_text(text.replace("224, 224", f"{size[0]}, {size[1]}"), spec.file)
        with recording_keras():
            assert found == expected.keras_model().text()


# ------------------------------------------------------------------ random networks

MARGINS = (
    *("${height % 2}", "${width % 2}", "${height % 3}", "${-height % 4}", "${width // 4}"),
    *("${(4 - width % 4) % 4}", "${1 - height % 2}", "${2 * (width % 2)}", "$height"),
    *("${height - 9}", "${min(width, 2)}", "${height % 2 if height > 5 else 0}", 0, 1),
)

WIDE = {"zero_pad": [["${height % 2}", 1], ["${width % 2}", 1]]}
ROUNDED = {"zero_pad": [["${height % 2}", 0], [0, "${width % 2}"]]}
FOURS = {"zero_pad": [["${-height % 4}", 0], [0, "${(4 - width % 4) % 4}"]]}
LESS = {"crop": [["${height % 3}", 0], [0, "${width % 3}"]]}
ALIKE: tuple[list[list[Any]], ...] = (
    [[ROUNDED, {"max_pool": 2}], [{"max_pool": 2, "padding": "same"}]],
    [[WIDE, {"max_pool": 3, "stride": 2}], [{"max_pool": 1, "stride": 2, "padding": "same"}]],
    [[FOURS], [{"avg_pool": 4, "padding": "same"}, {"upsample": 4}]],
    [[FOURS, {"max_pool": 4}, {"upsample": 4}], [FOURS, ROUNDED], [FOURS]],
    [[LESS], [{"avg_pool": 3}, {"upsample": 3}], [LESS, {"crop": [0, "${width % 3}"]}]],
    # These are alike for some sizes only.
    [[ROUNDED], []],
    [[ROUNDED], [FOURS]],
    [[LESS], [{"crop": [["${height % 2}", 0], [0, "${width % 2}"]]}]],
    [[WIDE, {"max_pool": 3, "stride": 2}], [{"max_pool": 2}]],
)
"""Branches of the same height and width."""


@st.composite
def networks(draw: Any) -> str:
    """The text of a spec."""
    network = _Network(draw)
    steps = [*network.sequence(2), {"conv": "$n", "kernel": 1}]
    network.block = True
    spec = {
        "merge": {"on_mismatch": network.pick(["adjust", "adjust", "project", "pad", "crop"])},
        "blocks": {"unit": {"params": {"n": 4}, "steps": steps}},
        "stem": [*network.sequence(4), "unit", {"unit": 4}],
    }
    return HEAD + str(yaml.safe_dump(spec, sort_keys=False, width=100, default_flow_style=None))


class _Network:
    """Draws the steps of a spec one by one."""

    def __init__(self, draw: Any) -> None:
        self._draw = draw
        self.block = False

    def pick(self, choices: Any) -> Any:
        return self._draw(st.sampled_from(choices))

    def sequence(self, most: int, depth: int = 0) -> list[Any]:
        return [self.step(depth) for _ in range(self.pick(range(1, most + 1)))]

    def step(self, depth: int) -> Any:
        form = self.pick(["margins", "layer", "layer", "merge", "merge", "repeat"])
        if form == "merge" and depth < 2:
            return self._merge(depth)
        if form == "repeat" and depth < 2:
            return {"repeat": self.pick([1, 2, 3]), "steps": self.sequence(2, depth + 1)}
        if form == "layer":
            return self._layer()
        switch = {"when": "$on"} if self.pick(range(8)) == 0 else {}
        return {self.pick(["zero_pad", "zero_pad", "crop"]): self._margins(), **switch}

    def _merge(self, depth: int) -> Any:
        word, policy = self.pick([("add", {}), ("average", {}), ("add", {"on_mismatch": "crop"})])
        if self.pick(range(4)) == 0:
            return {word: [self.sequence(3, depth + 1), self.sequence(2, depth + 1)], **policy}
        return {word: self.pick(ALIKE), **policy}

    def _margins(self) -> Any:
        pick = self.pick
        if pick(range(4)) == 0:
            return pick(MARGINS)
        pairs = [[pick(MARGINS), pick([0, 1, pick(MARGINS)])] for _ in range(2)]
        return pick([pairs, [pairs[0], pick(MARGINS)], [pairs[0][0], pairs[1][0]]])

    def _layer(self) -> Any:
        layers = [
            *({"max_pool": 2}, {"max_pool": 3, "stride": 1}, {"max_pool": 2, "padding": "same"}),
            *({"avg_pool": 3, "stride": 2, "padding": "same"}, {"upsample": 2}),
            *({"conv": 4, "kernel": 1, "stride": "$s"}, {"conv": 4, "kernel": 3}),
            *([{"unit": 4}] if self.block else []),
        ]
        return self.pick(layers)


@FEW
@given(networks(), st.data())
def test_random_networks_are_refused_or_right(text: str, data: Any) -> None:
    _check(text, data)


@pytest.mark.slow
@MANY
@given(networks(), st.data())
def test_many_random_networks_are_refused_or_right(text: str, data: Any) -> None:
    _check(text, data)


def _check(text: str, data: Any) -> None:
    try:
        spec = Spec(text)
    except CompileError:
        assume(False)
        raise
    for _ in range(6):
        size = st.integers(1, 40)
        arguments = data.draw(st.sampled_from([{}, {}, {"s": 1}, {"s": 3}, {"on": False}]))
        takes(spec, (data.draw(size), data.draw(size), 4), arguments)
