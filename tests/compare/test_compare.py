"""What `compare` says of edits as people make them: causes once, what follows apart, weights by name."""

from __future__ import annotations

import pytest

from archc.compare.compare import Comparison, compare
from archc.compare.words import change_text, scope_text
from archc.diagnostics.diagnostic import Sink
from archc.driver import compile_source
from archc.ir.graph import Graph
from archc.source.source_file import SourceFile

SPEC = """\
archc: 1
name: net
arguments: {num_classes: 10}
input: {shape: [32, 32, 3]}
defaults: {conv: {kernel: 3, padding: same}}
blocks:
  unit:
    params: {filters: , ratio: 2}
    steps:
      - residual: [{conv: "${filters // ratio}", kernel: 1}, relu, {conv: $filters}]
      - relu
stem:
  - {conv: 16}
  - concat: {left: [{conv: 8}], right: [{conv: 8, kernel: 1}, {conv: 12}]}
stages:
  - {name: a, block: unit, repeat: 3, with: {filters: 20}}
  - {name: down, steps: [{conv: 32, stride: 2}, relu, {max_pool: 2}]}
  - {name: b, block: unit, repeat: 2, with: {filters: 32}}
head: [global_avg_pool, {dense: $num_classes}]
"""


def graph(text: str) -> Graph:
    sink = Sink()
    found = compile_source(SourceFile("net.yaml", text), {}, sink)
    assert found is not None, sink.diagnostics()
    return found


def edited(*edits: tuple[str, str]) -> Comparison:
    """The comparison of the spec with an edited one."""
    text = SPEC
    for old, new in edits:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return compare(graph(SPEC), graph(text))


def said(comparison: Comparison) -> list[str]:
    return [
        f"{change.kind[0]} {scope_text(change.scope)} | {change_text(change)}"
        for change in comparison.changes
    ]


@pytest.mark.parametrize(
    ("edits", "expected"),
    [
        ([("repeat: 3", "repeat: 5")], ["c stage a | repeat 3 -> 5"]),
        (
            [("{conv: $filters}]", "{conv: $filters, kernel: 5}]")],
            ["c block unit | conv_2: kernel 3 -> 5 (used 5 times)"],
        ),
        ([("{conv: 16}", "{conv: 24}")], ["c stage stem | conv: filters 16 -> 24"]),
        (
            [("with: {filters: 32}", "with: {filters: 48}"), ("{conv: 32,", "{conv: 48,")],
            ["c stage down | conv: filters 32 -> 48", "c stage b | filters 32 -> 48"],
        ),
        (
            [("{conv: 8, kernel: 1}, ", "")],
            ["r stage stem | right.conv_1: conv 8, kernel 1"],
        ),
        (
            [("{conv: 12}]", "{conv: 12}, batch_norm]")],
            ["a stage stem | right.batch_norm"],
        ),
        (
            [("{conv: $filters}]", "{upsample: 2, interpolation: bilinear}, {max_pool: 2}]")],
            [
                "r block unit | conv_2: conv $filters, kernel 3 (used 5 times)",
                "a block unit | upsample: upsample factor 2, interpolation bilinear (used 5 times)",
                "a block unit | max_pool: max_pool size 2 (used 5 times)",
            ],
        ),
        (
            [
                (
                    "{conv: 32, stride: 2}, relu, {max_pool: 2}",
                    "{separable_conv: 32, kernel: 3, stride: 2}, relu",
                )
            ],
            [
                "r stage down | conv: conv 32, kernel 3, stride 2",
                "a stage down | separable_conv: separable_conv 32, kernel 3, stride 2",
                "r stage down | max_pool: max_pool size 2",
            ],
        ),
        (
            [("stride: 2}, relu, {max_pool: 2}", "stride: 2}, {max_pool: 2}, relu")],
            ["m stage down | relu: after conv -> after max_pool"],
        ),
        (
            [("ratio: 2}", "ratio: 4}")],
            ["c block unit | parameter ratio: 2 -> 4"],
        ),
        (
            [("num_classes: 10", "num_classes: 100")],
            ["c network | argument num_classes: 10 -> 100"],
        ),
        ([("[32, 32, 3]", "[64, 64, 3]")], ["c network | input input: shape 32x32x3 -> 64x64x3"]),
        (
            [("  - {name: b, block: unit, repeat: 2, with: {filters: 32}}\n", "")],
            ["r network | b: stage of 2 x block unit"],
        ),
        (
            [("head:", "  - {name: c, steps: [batch_norm, relu]}\nhead:")],
            ["a network | c: stage of batch_norm, relu"],
        ),
    ],
)
def test_changes(edits: list[tuple[str, str]], expected: list[str]) -> None:
    assert said(edited(*edits)) == expected


def test_a_spec_is_the_same_as_itself() -> None:
    found = compare(graph(SPEC), graph(SPEC.replace("archc: 1", "# A comment\n\narchc:   1")))
    assert (found.is_same, found.changes, found.renamed, found.stages) == (True, (), (), ())
    assert (found.weights.share, found.weights.new, found.weights.lost) == (1.0, (), ())


def test_steps_that_move_into_a_block_are_the_same_network() -> None:
    found = edited(
        (
            "  - {name: down, steps: [{conv: 32, stride: 2}, relu, {max_pool: 2}]}",
            "  - {name: down, steps: [smaller]}",
        ),
        (
            "blocks:\n",
            "blocks:\n  smaller: {steps: [{conv: 32, stride: 2}, relu, {max_pool: 2}]}\n",
        ),
    )
    assert found.is_same
    assert ("down_conv", "down_smaller_conv") in found.renamed
    assert {tensor.layer for tensor in found.weights.lost} == {"down_conv"}


def test_what_follows_is_no_change() -> None:
    """More filters in the stem change the shapes of many layers; one line is at fault."""
    found = edited(("{conv: 16}", "{conv: 24}"))
    assert len(found.changes) == 1
    assert [stage.new_name for stage in found.stages] == ["stem"]
    reshaped = {new.layer for _, new in found.weights.reshaped}
    assert reshaped == {"stem_conv", "stem_left_conv", "stem_right_conv_1"}


def test_old_names_lead_to_weights() -> None:
    without = edited(("name: a,", "name: first,"))
    assert without.is_same
    assert without.weights.share < 1
    found = edited(("name: a,", "name: first, renamed_from: a,"))
    assert found.weights.share == 1
    kept = {(old.layer, new.layer) for old, new in found.weights.kept}
    assert ("a_1_conv_1", "first_1_conv_1") in kept


def test_a_stage_with_another_name_is_guessed() -> None:
    changed = ("repeat: 3, with: {filters: 20}", "repeat: 4, with: {filters: 20}")
    for edits in ([], [changed]):
        without = edited(*edits, ("name: a,", "name: first,"))
        (guess,) = without.renames
        assert (guess.old, guess.new) == ("a", "first")
        named = edited(*edits, ("name: a,", "name: first, renamed_from: a,"))
        assert named.renames == ()
        kept = named.weights.kept_parameters - without.weights.kept_parameters
        assert guess.parameters == kept > 0


def test_a_layer_with_another_bias_keeps_nothing() -> None:
    bias = ("{conv: $filters}]", "{conv: $filters, bias: false}]")
    without = edited(bias, ("name: a,", "name: first,"))
    named = edited(bias, ("name: a,", "name: first, renamed_from: a,"))
    kept = named.weights.kept_parameters - without.weights.kept_parameters
    assert kept < 2000
    assert without.renames == ()  # The small convolutions alone are less than half.


def test_a_stage_that_is_another_one_is_no_guess() -> None:
    other = (
        "  - {name: b, block: unit, repeat: 2, with: {filters: 32}}",
        "  - {name: c, steps: [{conv: 9}]}",
    )
    assert edited(other).renames == ()
    assert edited(("repeat: 3", "repeat: 2")).renames == ()


def test_wires_that_change_are_seen() -> None:
    text = SPEC.replace("{conv: 16}", "{conv: 16, as: x}").replace(
        "head: [", "head: [{conv: 8, from: b}, "
    )
    other = text.replace("from: b", "from: down")
    found = compare(graph(text), graph(other))
    assert not found.is_same
    assert said(found) == ["c stage head | conv: from b -> down"]


def test_weights_add_up() -> None:
    found = edited(("repeat: 3", "repeat: 5"), ("{conv: 16}", "{conv: 24}"))
    parameters = {count.name: (count.old, count.new) for count in found.counts}["parameters"]
    weights = found.weights
    assert weights.parameters == parameters[1]
    lost = sum(old.size for old, _ in weights.reshaped) + sum(t.size for t in weights.lost)
    assert weights.kept_parameters + lost == parameters[0]


def test_scaling_is_one_change() -> None:
    found = edited(("input:", "scaling: {width: 0.5, depth: 2}\ninput:"))
    assert said(found) == ["c network | scaling: width 1 -> 0.5, depth 1 -> 2"]
