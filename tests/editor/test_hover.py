"""What an editor shows of the thing under the cursor."""

from __future__ import annotations

from tests.editor.editing import SPEC, Editing, at, typed


def test_a_step() -> None:
    text = at("{co|nv: $width_").hover()
    assert "Convolution over height and width" in text
    assert "`filters 16, kernel 3, padding same`" in text
    assert "`32x32x3 → 32x32x16`" in text
    assert "448 parameters, 442.37 k multiply-adds" in text


def test_a_step_of_a_block_has_a_row_for_each_range_of_uses() -> None:
    text = at("{co|nv: $filters").hover()
    assert "| `a_1_early` | 32x32x16 → 32x32x32 | 4,640 | 4.72 M |" in text
    assert "| `a_2_early` to `a_3_early` | 32x32x32 → 32x32x32 | 9,248 | 9.44 M |" in text
    assert "| `b_early` | 32x32x32 → 16x16x64 | 18,496 | 4.72 M |" in text
    assert "| all 4 |" in text


def test_a_key_of_a_layer() -> None:
    text = at("{conv: $width_, ker|nel").hover()
    assert text.startswith("**kernel**: Height and width of the window")
    assert "Here: `3`" in text


def test_an_expression_has_a_value_for_each_use() -> None:
    text = at("conv: $fil|ters").hover()
    assert "- `32` in `a_1_early` to `a_3_early`" in text
    assert "- `64` in `b_early`" in text
    assert "Parameter `filters` of the block `unit`" in text
    assert "`${2 * width_}` = `32`" in at('"${2 |* width_}"').hover()


def test_a_block() -> None:
    text = at("  un|it:\n").hover()
    assert "params: {filters: , stride: 1}" in text
    assert "| `b` | 32x32x32 → 16x16x64 |" in text
    assert "`32x32x32 → 16x16x64`" in at("{name: b, block: un|it").hover()


def test_a_stage_and_the_stem() -> None:
    assert "`32x32x3 → 32x32x16`" in at("st|em:").hover()
    assert "Value `b`" in at("{name: |b,").hover()


def test_an_argument() -> None:
    assert "arguments: {num_classes: 10}" in at("dense: $num|_classes").hover()
    assert "`$num_classes` = `10`" in at("dense: $num|_classes").hover()


def test_shapes_are_known_as_far_as_the_spec_makes_sense() -> None:
    text = typed("{conv: $width_, kernel: 3, padding: same}", "{co|nv: 8, kernal: 3}").hover()
    assert "Convolution" in text
    text = typed("{dense: $num_classes}", "{den|s: $num_classes}").hover()
    assert "bug" not in text
    spec = SPEC.replace("{conv: $k, kernel: 1}", "{conv: $kk, kernel: 1}")
    assert "`32x32x3 → 32x32x16`" in Editing(spec.replace("stem:", "st|em:")).hover()


def test_keys_that_belong_to_no_layer() -> None:
    assert "The first steps." in at("st|em:").hover()
    assert "**constants**" in at("const|ants: {width_").hover()
    assert "How many times in a row" in at("rep|eat: 3").hover()
    assert "**columns**" in at("colu|mns:").hover()
    assert "**as**: Names the value" in at("a|s: early").hover()
    assert "Height, width and channels" in at("{sha|pe: [32").hover()


def test_nothing_to_tell() -> None:
    assert at("archc: |1").hover() == ""
    assert Editing("a: [|").hover() == ""
