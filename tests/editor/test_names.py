"""Definitions, references and completions of names."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.editor.editing import SPEC, Editing, at, typed

from archc.editor.open_files import OpenFiles
from archc.editor.outline import Symbol, find_symbols


@pytest.mark.parametrize(
    ("words", "line"),
    [
        ("{name: a, block: un|it", "unit:"),
        ("conv: $fil|ters", "filters: , stride: 1}"),
        ("stride: $|stride", "stride: 1}"),
        ("with: {filters: 64, str|ide", "stride: 1}"),
        ('"${2 * wid|th_}"', "width_: 16}"),
        ("dense: $num|_classes", "num_classes: 10}"),
        ("from: [early, nor|mal]", "normal}"),
        ("conv: $|k,", "k, repeat]"),
        ("from: c|2", "c2, 16, 2]]"),
        ("constants|.width_: 32", "constants: {width_: 16}"),
        ("constants.wid|th_: 32", "width_: 16}"),
        ("unit.ear|ly.kernel", "conv: $filters, kernel: 3"),
        ("early.ker|nel: 5", "kernel: 3, stride: $stride"),
        ("{extends: wi|de}", "wide: {set"),
        ("  un|it:\n", "unit:"),
        ("{global_|avg_pool", ""),
    ],
)
def test_definitions(words: str, line: str) -> None:
    found = at(words).definition_line()
    assert found.startswith(line)
    assert bool(found) == bool(line)


def test_references_of_a_block_and_of_its_parameter() -> None:
    assert at("{name: a, block: un|it").references() == [7, 17, 18]
    assert at("conv: $fil|ters").references() == [8, 10, 17, 18]


@pytest.mark.parametrize(
    ("old", "new", "names"),
    [
        ("conv: $filters", "conv: $|", {"filters", "stride", "width_", "num_classes", "channels"}),
        ("conv: $filters", "conv: $fi|", {"filters"}),
        ('filters: "${2 * width_}"', 'filters: "${2 * |', {"width_", "make_divisible", "index"}),
        ("block: unit, repeat: 3", "block: |, repeat: 3", {"unit"}),
        ("  - relu\n", "  - |\n", {"unit"}),
        ("  - relu\n", "  - {un|\n", {"unit"}),
        ("{filters: 64, stride: 2}", "{filters: 64, |}", {"filters", "stride"}),
        ("  - relu\n", "  - {unit: 64, |}\n", {"filters", "stride"}),
        ("from: [early, normal]", "from: [|", {"early", "normal"}),
        ("from: c2", "from: |", {"a", "b", "c", "c2"}),
        ("{conv: $k,", "{conv: $|,", {"k", "width_"}),
        ("constants.width_: 32", "constants.|: 32", {"width_"}),
        ("{set: {constants.width_: 32,", "{set: {stages.|: 32,", {"a", "b", "c1"}),
        ("{extends: wide}", "{extends: |}", {"wide", "wider"}),
    ],
)
def test_completions(old: str, new: str, names: set[str]) -> None:
    assert names <= set(typed(old, new).completions())


def test_parameters_of_one_block_are_not_proposed_elsewhere() -> None:
    assert "filters" not in typed("{dense: $num_classes}", "{dense: $|}").completions()
    assert typed("name: small", "name: sm|all").completions() == []


@pytest.fixture
def variant(tmp_path: Path) -> Path:
    (tmp_path / "base.yaml").write_text(SPEC)
    return tmp_path / "variant.yaml"


def test_names_of_a_base(variant: Path) -> None:
    text = "archc: 1\nname: v\nextends: bas|e.yaml\n"
    named = Editing(text, str(variant)).definition()
    assert named is not None
    assert named.place.file.name == str(variant.parent / "base.yaml")
    lines = {
        "set: {blocks.un|it.early.conv: 8}": "unit:",
        "set: {blocks.unit.early.co|nv: 8}": "conv: $filters",
        "insert_after: {stem.relu: [un|it]}": "unit:",
        "insert_after: {stem.relu: {dropout: $num|_classes}}": "num_classes: 10}",
        "remove: [head.global_a|vg_pool]": "global_avg_pool: , from",
    }
    for edit, line in lines.items():
        text = f"archc: 1\nname: v\nextends: base.yaml\n{edit}\n"
        assert Editing(text, str(variant)).definition_line().startswith(line), edit


def test_completions_of_a_variant(variant: Path) -> None:
    head = "archc: 1\nname: v\nextends: base.yaml\n"
    assert "unit" in Editing(f"{head}set:\n  blocks.|", str(variant)).completions()
    assert "early" in Editing(f"{head}remove:\n  - blocks.unit.|", str(variant)).completions()
    text = "archc: 1\nname: v\nextends: {spec: base.yaml, variant: |}"
    assert Editing(text, str(variant)).completions() == ["wide", "wider"]


def test_the_outline() -> None:
    files = OpenFiles()
    files.put("small.yaml", SPEC)
    symbols = {symbol.name: symbol for symbol in find_symbols("small.yaml", files.read)}
    assert [part.name for part in symbols["stages"].parts] == ["a", "b", "c"]
    (unit,) = symbols["blocks"].parts
    assert (unit.detail, unit.kind) == ("(filters, stride)", "block")
    assert [part.name for part in unit.parts] == ["conv", "batch_norm", "add"]
    for symbol in symbols.values():
        _check_nesting(symbol)


def _check_nesting(symbol: Symbol) -> None:
    assert symbol.span.start <= symbol.name_span.start <= symbol.name_span.end <= symbol.span.end
    for part in symbol.parts:
        assert symbol.span.start <= part.span.start <= part.span.end <= symbol.span.end
        _check_nesting(part)
