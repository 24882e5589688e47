"""Margins that are computed from the sizes of their input: which are followed, and what that leaves open."""

from __future__ import annotations

import pytest

import archc
from archc.lowering.size_limits import SizeLimits, find_size_limits
from archc.lowering.switches import find_switches

MARGINS = '[["${height % 2}", 0], ["${width % 2}", 0]]'
EVEN = f"{{zero_pad: {MARGINS}}}"
BOTH = {"height", "width"}


def compiled(body: str, arguments: str = "{}") -> archc.Compilation:
    start = f"archc: 1\nname: toy\narguments: {arguments}\n"
    return archc.compile_text(f"{start}input: {{shape: [16, 16, 4]}}\n{body}\n")


def limits(body: str, arguments: str = "{}") -> SizeLimits:
    return find_size_limits(compiled(body, arguments).graph)


@pytest.mark.parametrize(
    ("margins", "axes"),
    [
        ('[["${height % 2}", 1], ["${width % 2}", 1]]', BOTH),
        ('"${height % 2}"', {"height"}),
        ('["${height % 4 - 0 * height}", 1]', {"height"}),
        ('[0, "${(4 - width % 4) % 4}"]', {"width"}),
        ('[["${-height % 8}", "${2 + 1}"], [0, 0]]', {"height"}),
        ('[["${2 * (height // 3) + 1}", 0], [0, "${height % 2 * 3}"]]', {"height"}),
    ],
)
@pytest.mark.parametrize("layer", ["zero_pad", "crop"])
def test_margins_follow_the_sizes_of_their_input(layer: str, margins: str, axes: set[str]) -> None:
    found = limits(f"stem: [{{zero_pad: 40}}, {{{layer}: {margins}}}, {{conv: 4, kernel: 1}}]")
    assert not found.pinned
    assert found.known_axes("input") == axes
    assert not found.known_axes("image")


@pytest.mark.parametrize(
    "margin",
    [
        "min(height, 3)",
        "int(height / 2)",
        "height % 2.0",
        "height if height < 20 else 0",
        "height ** 2 % 5",
        "32 // height",
        "32 % height",
        "height % width",
        "height % channels",
        "height % k",
        # These can be less than 0.
        "height - 8",
        "24 - height",
        "2 * height - width",
    ],
)
def test_other_margins_pin_the_sizes_that_they_read(margin: str) -> None:
    step = f'{{zero_pad: [["${{{margin}}}", 0], [0, 0]]}}'
    found = limits(f"constants: {{k: 2}}\nstem: [{step}]")
    assert "height" in found.pinned_axes("input")
    assert "height" not in found.known_axes("input")


@pytest.mark.parametrize("margins", ["$width", "[0, $width]", "[[$width, 0], [0, '${width}']]"])
def test_margins_may_be_a_size(margins: str) -> None:
    found = limits(f"stem: [{{zero_pad: {margins}}}]")
    assert not found.pinned
    assert found.known_axes("input") == {"width"}


def test_what_else_is_computed_from_a_size_pins_it() -> None:
    found = limits(f'stem: [{EVEN}, {{conv: "${{height % 2 + 3}}", kernel: 1}}]')
    assert found.pinned_axes("input") == {"height"}
    assert found.known_axes("input") == {"width"}


def test_a_cell_of_a_table_may_be_margins_in_one_place_and_filters_in_another() -> None:
    pool = "{global_avg_pool: , keep_dimensions: true}"
    branches = f"[{{zero_pad: [[$k, 0], [0, 0]]}}, {pool}], [{{conv: $k, kernel: 1}}, {pool}]"
    table = 'columns: [k], rows: [["${height // 4}"]]'
    found = limits(f"stages: [{{name: a, {table}, steps: [{{concat: [{branches}]}}]}}]")
    assert found.pinned_axes("input") == {"height"}


@pytest.mark.parametrize(
    "branches",
    [
        f"[{EVEN}, {{max_pool: 2}}], [{{max_pool: 2, padding: same}}]",
        '[{crop: [["${height % 4}", 0], [0, "${width % 4}"]]}], [{avg_pool: 4}, {upsample: 4}]',
        f"[{EVEN}, {EVEN}], [{{avg_pool: 2, padding: same}}, {{upsample: 2}}]",
        '[{zero_pad: [["${height % 2}", 1], ["${width % 2}", 1]]}, {max_pool: 3, stride: 2}],'
        " [{max_pool: 1, stride: 2}]",
    ],
)
def test_sums_of_followed_sizes_fit_for_every_input(branches: str) -> None:
    found = limits(f"stem: [{{add: [{branches}]}}]")
    assert not found.pinned
    assert found.known_axes("input") == BOTH


@pytest.mark.parametrize("policy", ["adjust", "project", "pad", "crop"])
def test_sums_that_fit_only_here_pin_sizes_though_margins_are_followed(policy: str) -> None:
    found = limits(f"merge: {{on_mismatch: {policy}}}\nstem: [{{add: [[{EVEN}], []]}}]")
    assert found.pinned_axes("input") == BOTH
    assert not found.known_axes("input")


def test_a_repeat_by_an_argument_must_leave_every_shape_alone() -> None:
    found = limits(f"stem: [{{repeat: $n, steps: [{EVEN}]}}]", "{n: 2}")
    assert found.pinned_axes("input") == BOTH


def test_margins_of_none_are_not_none_for_every_input() -> None:
    plain = compiled("stem: [{zero_pad: 0, when: $a}]", "{a: true}").graph
    assert find_switches(plain) == []
    halves = "{residual: [{max_pool: 2}, {upsample: 2}]}"
    body = f"stem: [{{zero_pad: {MARGINS}, when: $a}}, {halves}]"
    for default in ("true", "false"):
        graph = compiled(body, f"{{a: {default}}}").graph
        assert find_switches(graph) == ["a"]
        assert find_size_limits(graph).pinned_axes("input") == BOTH


def test_margins_follow_sizes_that_an_argument_changes() -> None:
    strided = "{conv: 4, kernel: 3, stride: $s}"
    found = limits(f"stem: [{strided}, {EVEN}]", "{s: 2}")
    assert not found.pinned
    assert found.known_axes("input") == BOTH


def test_sizes_that_are_the_same_for_every_input_need_not_be_known() -> None:
    found = limits(f"stem: [{{global_avg_pool: , keep_dimensions: true}}, {EVEN}]")
    assert not found.pinned
    assert not found.known_axes("input")
