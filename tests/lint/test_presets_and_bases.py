"""What a preset uses is used; a finding in a base is allowed there; shipped specs have no findings."""

from __future__ import annotations

from pathlib import Path

import pytest

import archc

ROOT = Path(__file__).parents[2]
HEAD = "archc: 1\nname: case\ninput: {shape: [8, 8, 4]}\n"


def slugs(text: str, variant: str | None = None) -> list[str]:
    """The names of the warnings of a spec or of a preset."""
    found = archc.compile_text(HEAD + text, variant=variant).diagnostics
    return [finding.code.slug for finding in found]


def preset(text: str, edits: str) -> str:
    """A spec with one preset."""
    return f"{text}\nvariants:\n  v:\n    {edits}\n"


USED_BY_A_PRESET = [
    (
        "unused-block",
        "blocks: {a: [b], b: [relu]}\nstem: [relu]",
        "replace: {stem.relu: a}",
    ),
    ("unused-constant", "constants: {k: 4}\nstem: [relu]", "replace: {stem.relu: {conv: $k, kernel: 1}}"),
    ("unused-argument", "arguments: {k: 0.5}\nstem: [relu]", "replace: {stem.relu: {dropout: $k}}"),
    ("unused-name", "stem: [{relu: , as: x}, gelu]", "insert_after: {stem.x: relu}"),
    ("dead-branch", "constants: {on: false}\nstem: [{relu: , when: $on}]", "set: {constants.on: true}"),
    (
        "unused-allowance",
        "stem: [{conv: 4, kernel: 1}] # archc: allow cancelled-bias",
        "insert_after: {stem.conv: batch_norm}",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("slug", "text", "edits"), USED_BY_A_PRESET)
def test_what_a_preset_uses(slug: str, text: str, edits: str) -> None:
    assert set(slugs(text)) == {slug}
    assert slugs(preset(text, edits)) == []
    assert slugs(preset(text, edits), "v") == []


@pytest.mark.parametrize(
    ("slug", "edits"),
    [
        ("unused-constant", "add: {constants.k: 3}"),
        ("unused-block", "add: {blocks.a: [relu]}"),
        ("unused-name", "insert_after: {stem.relu: {relu: , as: x}}"),
        ("dead-branch", "insert_after: {stem.relu: {relu: , when: false}}"),
    ],
)
def test_what_a_preset_adds_in_vain_is_said_of_it_alone(slug: str, edits: str) -> None:
    text = preset("constants: {c: 4}\nblocks: {b: [{conv: $c, kernel: 1}]}\nstem: [b, relu]", edits)
    assert slugs(text) == []
    assert slugs(text, "v") == [slug]


def test_what_a_variant_leaves_unused_is_said_of_its_base_alone(tmp_path: Path) -> None:
    base = "blocks: {a: [relu]}\nconstants: {k: 4}\n"
    base += "stem: [{conv: $k, kernel: 1, as: x}, a, {gelu: , from: x}]\n"
    (tmp_path / "base.yaml").write_text(HEAD + base)
    variant = "archc: 1\nname: v\nextends: base.yaml\nset: {stem.x: 4}\nremove: [stem.a]\n"
    (tmp_path / "variant.yaml").write_text(variant)
    found = archc.compile(tmp_path / "variant.yaml").diagnostics
    assert [finding.code.slug for finding in found] == []


@pytest.mark.parametrize(
    ("comment", "said"), [("", ["cancelled-bias"]), (" # archc: allow W0401", [])]
)
def test_a_comment_in_a_base_counts_for_its_variants(
    comment: str, said: list[str], tmp_path: Path
) -> None:
    base = f"stem:\n  - {{conv: 4, kernel: 1}}{comment}\n  - batch_norm\n  - relu\n"
    (tmp_path / "base.yaml").write_text(HEAD + base)
    (tmp_path / "variant.yaml").write_text(
        "archc: 1\nname: v\nextends: base.yaml\nremove: [stem.relu]\n"
    )
    found = archc.compile(tmp_path / "variant.yaml").diagnostics
    assert [finding.code.slug for finding in found] == said
    assert all(finding.fix is None for finding in found)


def test_a_comment_is_not_judged_under_other_arguments() -> None:
    text = "arguments: {on: true}\nstem: [{relu: , when: $on}] # archc: allow W0305\n"
    assert slugs(text) == ["unused-allowance"]
    assert archc.compile_text(HEAD + text, arguments={"on": False}).diagnostics == ()


SPECS = sorted([*(ROOT / "specs").rglob("*.yaml"), *(ROOT / "examples").rglob("*.yaml")])


@pytest.mark.parametrize("path", SPECS, ids=lambda path: path.stem)
def test_shipped_specs_have_no_warnings(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    plugins = []
    if path.is_relative_to(ROOT / "examples"):
        folder = path.parents[1]
        monkeypatch.syspath_prepend(str(folder))
        plugins = [file.stem for file in folder.glob("*_layer.py")]
    for variant in (None, *archc_presets(path)):
        network = archc.compile(path, variant=variant, plugins=plugins)
        assert [d for d in network.diagnostics if d.severity == "warning"] == []


def archc_presets(path: Path) -> tuple[str, ...]:
    """The presets of a spec."""
    from archc.diagnostics.diagnostic import Sink
    from archc.driver import open_spec

    trees = open_spec(str(path), Sink())
    assert trees is not None
    return trees.presets()
