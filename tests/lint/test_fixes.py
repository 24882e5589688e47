"""A fix leaves a spec in which the finding is gone, and is offered only where that is sure."""

from __future__ import annotations

import pytest

import archc
from archc.diagnostics.diagnostic import Diagnostic, Fix

HEAD = "archc: 1\nname: case\ninput: {shape: [8, 8, 4]}\n"


def findings(text: str) -> tuple[Diagnostic, ...]:
    """The warnings of a spec, which follows a head."""
    return archc.compile_text(HEAD + text).diagnostics


def fix_of(text: str) -> Fix | None:
    """The fix of the only finding of a spec."""
    (found,) = findings(text)
    return found.fix


def applied(fix: Fix | None, text: str) -> str:
    """A spec after a fix."""
    assert fix is not None
    whole = HEAD + text
    for edit in sorted(fix.edits, key=lambda edit: edit.span.start, reverse=True):
        whole = whole[: edit.span.start] + edit.text + whole[edit.span.end :]
    return whole.removeprefix(HEAD)


STEM = "stem: [{conv: $a, kernel: 1}]\n"
CONSTANTS = {
    "constants: {a: 4, b: 3}\n": "constants: {a: 4}\n",
    "constants: {b: 3, a: 4}\n": "constants: {a: 4}\n",
    "constants: {c: 4, b: [3, 4], a: $c}\n": "constants: {c: 4, a: $c}\n",
    "constants:\n  b: 3 # three\n  a: 4\n": "constants:\n  a: 4\n",
    "constants:\n  a: 4\n  b:\n    - 3\n    - 4\n": "constants:\n  a: 4\n",
}


@pytest.mark.parametrize("before", CONSTANTS)
def test_a_constant_is_taken_out(before: str) -> None:
    fix = fix_of(before + STEM)
    assert fix is not None
    assert fix.safe
    assert applied(fix, before + STEM) == CONSTANTS[before] + STEM
    assert not findings(CONSTANTS[before] + STEM)


@pytest.mark.parametrize(
    "text",
    [
        "constants: {b: 3}\nstem: [relu]\n",
        "constants: {a: 4, # four\n  b: 3}\n" + STEM,
        "constants: {b: &three 3, a: *three}\n" + STEM,
        "description: with b\nconstants: {a: 4, b: 3}\n" + STEM,
        "constants: {a: 4, b: 3}\n" + STEM + "variants: {v: {set: {constants.b: 5}}}\n",
    ],
)
def test_a_constant_that_may_be_needed_stays(text: str) -> None:
    assert fix_of(text) is None


BIASES = {
    "stem: [{conv: 4, kernel: 1}, batch_norm]\n": "stem: [{conv: 4, kernel: 1, bias: false}, batch_norm]\n",
    "stem: [{kernel: 1, conv: 4}, batch_norm]\n": "stem: [{kernel: 1, conv: 4, bias: false}, batch_norm]\n",
    'stem: [{conv: "${2 * 2}", kernel: 1}, batch_norm]\n': (
        'stem: [{conv: "${2 * 2}", kernel: 1, bias: false}, batch_norm]\n'
    ),
    "stem:\n  - conv: 4 # four\n    kernel: 1\n  - batch_norm\n": (
        "stem:\n  - conv: 4 # four\n    kernel: 1\n    bias: false\n  - batch_norm\n"
    ),
    "stem:\n  - kernel: 1\n    conv: 4\n  - batch_norm": (
        "stem:\n  - kernel: 1\n    conv: 4\n    bias: false\n  - batch_norm"
    ),
    "defaults: {conv: {bias: true}}\nstem: [{conv: 4, kernel: 1}, batch_norm]\n": (
        "defaults: {conv: {bias: true}}\nstem: [{conv: 4, kernel: 1, bias: false}, batch_norm]\n"
    ),
}


@pytest.mark.parametrize("before", BIASES)
def test_a_bias_is_left_out(before: str) -> None:
    fix = fix_of(before)
    assert fix is not None
    assert not fix.safe  # It takes weights away.
    assert applied(fix, before) == BIASES[before]
    assert not findings(BIASES[before])


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("stem: [{conv: 4, kernel: 1, bias: true}, batch_norm]\n", "bias: false}"),
        (
            "stem: [{conv: 4, kernel: 1}, batch_norm]\nvariants: {v: {remove: [stem.batch_norm]}}\n",
            "conv: 4, kernel: 1, bias: false}",
        ),
        (
            "stem: [{conv: 4, kernel: 1}, batch_norm]\nexpect: {parameters: <= 1k}\n",
            "conv: 4, kernel: 1, bias: false}",
        ),
    ],
)
def test_a_bias_that_may_be_meant_is_only_offered(before: str, after: str) -> None:
    fix = fix_of(before)
    assert fix is not None
    assert not fix.safe
    assert after in applied(fix, before)


@pytest.mark.parametrize(
    "text",
    [
        "constants: {b: true}\nstem: [{conv: 4, kernel: 1, bias: $b}, batch_norm]\n",
        "stem:\n  - ? conv\n    : 4\n    kernel: 1\n  - batch_norm\n",
    ],
)
def test_a_bias_without_a_simple_fix(text: str) -> None:
    assert fix_of(text) is None


SCALED = "scaling: {width: 0.5, divisor: 8}\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "head: [{conv: 21, kernel: 1}, relu]\n",
            "head: [{conv: 21, kernel: 1, scaled: false}, relu]\n",
        ),
        (
            "head:\n  - conv: 21\n    kernel: 1\n",
            "head:\n  - conv: 21\n    kernel: 1\n    scaled: false\n",
        ),
    ],
)
def test_a_scaled_output_can_be_left_as_it_is(before: str, after: str) -> None:
    fix = fix_of(SCALED + before)
    assert fix is not None
    assert not fix.safe  # It makes another network.
    assert applied(fix, SCALED + before) == SCALED + after
    assert not findings(SCALED + after)


@pytest.mark.parametrize(
    "text",
    [
        "stem: [{conv: 21, kernel: 1}]\n",  # Features: there is no head.
        "stem: [{conv: 21, kernel: 1}]\nhead: [{softmax: }]\n",
        "head: [{conv: 21, kernel: 1}, global_avg_pool, {dense: 3}]\n",
        "head: [{conv: 21, kernel: 1, scaled: true}]\n",
        "head: [{conv: 8, kernel: 1}]\n",  # Rounded back.
    ],
)
def test_what_scaling_may_change(text: str) -> None:
    assert not findings(SCALED + text)


COMMENTS = {
    "stem: [relu] # archc: allow W0401\n": "stem: [relu]\n",
    "stem: [relu] # archc: allow W0401 -- it has no bias": "stem: [relu]",
    "stem: [relu] # a word # archc: allow W0401\n": "stem: [relu] # a word\n",
    "stem:\n  # archc: allow W0401\n  - relu\n": "stem:\n  - relu\n",
    "blocks:\n  a: [relu] # archc: allow W0301, W0401 -- later\nstem: [relu]\n": (
        "blocks:\n  a: [relu] # archc: allow W0301 -- later\nstem: [relu]\n"
    ),
}


@pytest.mark.parametrize("before", COMMENTS)
def test_a_comment_that_allows_nothing_is_removed(before: str) -> None:
    fix = fix_of(before)
    assert fix is not None
    assert fix.safe
    assert applied(fix, before) == COMMENTS[before]
    assert not findings(COMMENTS[before])
