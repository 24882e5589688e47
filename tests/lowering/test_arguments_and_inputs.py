"""What holds for other arguments and other inputs than those of the spec: refused, pinned or left open."""

from __future__ import annotations

import pytest

import archc
from archc.diagnostics.diagnostic import CompileError
from archc.lowering.size_limits import SizeLimits, find_size_limits


def compiled(body: str, arguments: str = "{}") -> archc.Compilation:
    start = f"archc: 1\nname: toy\narguments: {arguments}\n"
    return archc.compile_text(f"{start}input: {{shape: [16, 16, 4]}}\n{body}\n")


def limits(body: str) -> SizeLimits:
    return find_size_limits(compiled(body).graph)


def codes_of(body: str, arguments: str) -> set[str]:
    with pytest.raises(CompileError) as error:
        compiled(body, arguments)
    return {d.code.id for d in error.value.diagnostics if d.severity == "error"}


# ------------------------------------------------------------------ arguments that decide sizes


@pytest.mark.parametrize(
    ("body", "arguments"),
    [
        ("stem: [{add: [[{conv: 8, kernel: 1}], [{conv: $n, kernel: 1}]]}]", "{n: 8}"),
        ("stem: [{residual: [{conv: 4, kernel: 3, stride: $s, padding: same}]}]", "{s: 1}"),
        ("stem: [{residual: [{conv: 4, kernel: 3, padding: $p}]}]", "{p: same}"),
        ("stem: [{residual: [{zero_pad: $m}, {crop: 1}]}]", "{m: 1}"),
        ("stem: [{residual: [{upsample: $f}, {max_pool: 2}]}]", "{f: 2}"),
        (
            "stem: [{add: [[{conv: '${2 * n}', kernel: 1}], [{conv: '${n + 4}', kernel: 1}]]}]",
            "{n: 4}",
        ),
    ],
)
def test_an_argument_cannot_change_the_operands_of_a_sum(body: str, arguments: str) -> None:
    assert codes_of(body, arguments) == {"E0405"}


@pytest.mark.parametrize(
    ("body", "arguments"),
    [
        ("stem: [{conv: $n, kernel: 1}]", "{n: 8}"),
        ("stem: [{residual: [{conv: 4, kernel: $k, padding: same}]}]", "{k: 3}"),
        (
            "stem: [{add: [[{conv: $n, kernel: 1}], [{conv: $n, kernel: 3, padding: same}]]}]",
            "{n: 8}",
        ),
        ("stem: [{conv: 4, kernel: 3, stride: $s}, global_avg_pool, {dense: 3}]", "{s: 2}"),
        ("stem: [{residual: [{conv: $n, kernel: 1}]}]", "{n: 8}"),
    ],
)
def test_other_arguments_of_layers_are_free(body: str, arguments: str) -> None:
    compiled(body, arguments)


def test_an_argument_cannot_change_the_rank_of_a_value() -> None:
    body = "stem: [{global_avg_pool: , keep_dimensions: $k}, {dense: 3}]"
    assert codes_of(body, "{k: true}") == {"E0314"}


def test_a_default_may_be_the_argument_of_the_same_name() -> None:
    block = "blocks: {unit: {params: {rate: $rate}, steps: [{dropout: $rate}]}}"
    source = compiled(f"{block}\nstem: [unit]", "{rate: 0.5}").python_source()
    assert "def unit(x, rate, name):" in source


# ------------------------------------------------------------------ arguments that repeat


def test_an_argument_may_repeat_what_leaves_the_shape_alone() -> None:
    steps = "{residual: [{conv: 4, kernel: 1}]}, {dropout: '${0.1 * index / count}'}"
    body = f"stem: [{{repeat: $n, steps: [{steps}]}}]"
    source = compiled(body, "{n: 2}").python_source()
    assert "for i in range(1, n + 1):" in source
    assert "layers.Dropout(0.1 * i / n, " in source


@pytest.mark.parametrize(
    ("steps", "default", "problem"),
    [
        ("[{concat: [[], [{conv: 4, kernel: 1}]]}]", 2, "E0314"),
        ("[{conv: 8, kernel: 1}]", 2, "E0314"),
        ("[{max_pool: 2}]", 2, "E0314"),
        ("[{conv: 4, kernel: $index, padding: same}]", 2, "cannot decide how often"),
        ("[{conv: 4, kernel: 1, when: '${index > 1}'}]", 2, "cannot decide how often"),
        ("[relu]", 0, "by default it runs not once"),
    ],
)
def test_an_argument_may_not_repeat_anything_else(steps: str, default: int, problem: str) -> None:
    with pytest.raises(CompileError, match=problem):
        compiled(f"stem: [{{repeat: $n, steps: {steps}}}]", f"{{n: {default}}}")


# ------------------------------------------------------------------ arguments that switch


def test_switches_that_change_the_rest_only_together_are_found() -> None:
    body = (
        "stem: [{concat: [[], [{conv: 4, kernel: 1}]], when: $a},"
        " {concat: [[], [{conv: 4, kernel: 1}]], when: $b},"
        " {relu: , when: '${channels > 8}'}]"
    )
    assert codes_of(body, "{a: false, b: false}") == {"E0314"}


def test_many_switches_that_leave_the_shape_alone_are_fine() -> None:
    names = [f"s{i}" for i in range(12)]
    steps = ", ".join(f"{{relu: , when: ${name}}}" for name in names)
    compiled(f"stem: [{steps}]", f"{{{', '.join(f'{name}: true' for name in names)}}}")


def test_too_many_switches_that_change_the_rest_are_refused() -> None:
    names = [f"s{i}" for i in range(7)]
    steps = ", ".join(f"{{conv: 4, kernel: 1, when: ${name}}}" for name in names)
    arguments = f"{{{', '.join(f'{name}: true' for name in names)}}}"
    with pytest.raises(CompileError, match="the limit is 6"):
        compiled(f"stem: [{steps}]", arguments)


def test_what_may_not_be_there_cannot_be_read_from_elsewhere() -> None:
    stages = (
        "stages: [{name: more, when: $a, steps: [{relu: , as: inside}]},"
        " {name: b, from: inside, steps: [relu]}]"
    )
    assert codes_of(stages, "{a: true}") == {"E0302"}


# ------------------------------------------------------------------ inputs


def test_sums_that_fit_for_every_input_pin_nothing() -> None:
    found = limits(
        "stem: [{conv: 4, kernel: 1},"
        " {concat: [[{max_pool: 3, stride: 2}], [{conv: 8, kernel: 3, stride: 2}]]},"
        " {residual: [{conv: 12, kernel: 3, padding: same}]}]"
    )
    assert not found.pinned
    assert not found.least_sizes("input")


def test_a_size_that_is_read_is_pinned_after_a_sum_that_pins_another() -> None:
    found = limits("stem: [{residual: [{conv: 4, kernel: 1}]}, {conv: '${2 * height}', kernel: 1}]")
    assert found.pinned_axes("input") == {"channels", "height"}


def test_a_projection_is_only_needed_while_the_channels_differ() -> None:
    found = limits("merge: {on_mismatch: project}\nstem: [{residual: [{conv: 8, kernel: 1}]}]")
    assert found.pinned_axes("input") == {"channels"}


def test_a_stride_that_was_found_holds_from_some_size_on() -> None:
    strided = "{residual: [{conv: 8, kernel: 3, stride: 4, padding: same}]}"
    found = limits(f"merge: {{on_mismatch: project}}\nstem: [{{conv: 6, kernel: 1}}, {strided}]")
    assert not found.pinned
    # 9 and 3 look like a stride of 3; from 10 on a stride of 4 is one of 4.
    assert found.least_sizes("input") == {"height": 10, "width": 10}


def test_operands_that_are_equal_only_here_pin_their_sizes() -> None:
    found = limits(
        "stem: [{add: [[{avg_pool: 16}], [{global_avg_pool: , keep_dimensions: true}]]}]"
    )
    assert found.pinned_axes("input") == {"height", "width"}


def test_limits_hold_under_every_switch() -> None:
    body = "stem: [{conv: 4, kernel: 1}, {residual: [{conv: '${height}', kernel: 1}], when: $a}]"
    found = find_size_limits(compiled(body, "{a: false}").graph)
    assert found.pinned_axes("input") == {"height"}
