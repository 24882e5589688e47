"""Fixes that an editor offers, checks in steps, and where findings are shown."""

from __future__ import annotations

from pathlib import Path

from tests.editor.editing import SPEC

from archc.diagnostics.apply_fixes import edited_text
from archc.editor.findings_by_file import FindingsByFile
from archc.editor.open_files import OpenFiles, is_spec
from archc.editor.positions import offset_at, position_of
from archc.editor.quick_fixes import find_quick_fixes, fix_all
from archc.editor.spec_check import SpecCheck
from archc.source.source_file import SourceFile

BROKEN = SPEC.replace("kernel: 3, padding: same}", "kernal: 3, padding: same}")
TRIED = """archc: 1
name: tried
input: {shape: [32, 32, 3]}
stem:
  - {conv: 64, kernel: 3, padding: same}
  - residual: [{conv: 64, kernel: 3, stride: 2, padding: same}]
"""


def _open(text: str) -> OpenFiles:
    files = OpenFiles()
    files.put("x.yaml", text)
    return files


def test_a_safe_fix_and_fix_all() -> None:
    files = _open(BROKEN)
    found = SpecCheck("x.yaml", files.read).run()
    (quick,) = find_quick_fixes("x.yaml", found, found, files.read)
    assert quick.fix.safe
    assert edited_text(BROKEN, list(quick.fix.edits)) == SPEC
    assert edited_text(BROKEN, fix_all("x.yaml", files.read)) == SPEC


def test_a_fix_that_was_tried_is_offered_and_not_made() -> None:
    files = _open(TRIED)
    found = SpecCheck("x.yaml", files.read).run()
    (quick,) = find_quick_fixes("x.yaml", found, found, files.read)
    assert not quick.fix.safe
    files.put("x.yaml", edited_text(TRIED, list(quick.fix.edits)))
    assert not [f for f in SpecCheck("x.yaml", files.read).run() if f.severity == "error"]
    assert fix_all("x.yaml", _open(TRIED).read) == []
    assert find_quick_fixes("x.yaml", found, [], _open(TRIED).read) == []


def test_the_text_of_the_editor_counts_in_bases_too(tmp_path: Path) -> None:
    base, variant = tmp_path / "base.yaml", tmp_path / "variant.yaml"
    base.write_text(SPEC)
    variant.write_text("archc: 1\nname: v\nextends: base.yaml\n")
    files = OpenFiles()
    files.put(str(variant), variant.read_text())
    assert SpecCheck(str(variant), files.read).run() == ()
    files.put(str(base), BROKEN)
    (finding,) = SpecCheck(str(variant), files.read).run()
    assert finding.span is not None
    assert finding.span.file.name == str(base)
    shown = FindingsByFile()
    assert shown.put(str(variant), [finding]) == [str(base), str(variant)]
    assert shown.put(str(base), [finding]) == [str(base)]
    assert shown.of(str(base)) == [finding]
    shown.put(str(base), [])
    assert shown.of(str(base)) == [finding]
    shown.forget_in(str(base))
    assert shown.of(str(base)) == []
    shown.put(str(base), [finding])
    assert shown.drop(str(variant)) == [str(base), str(variant)]
    assert shown.of(str(base)) == [finding]


def test_a_check_takes_a_step_for_the_spec_and_for_each_preset() -> None:
    check = SpecCheck("x.yaml", _open(SPEC).read)
    steps = 0
    while not check.done:
        check.step()
        steps += 1
    assert steps == 3


def test_positions() -> None:
    file = SourceFile("x", "a😀b\nc")
    assert [offset_at(file, 0, c) for c in (0, 1, 3, 4, 99)] == [0, 1, 2, 3, 3]
    assert (offset_at(file, 1, 1), offset_at(file, 9, 0)) == (5, 5)
    assert [position_of(file, o) for o in (0, 2, 4, 5, 99)] == [
        (0, 0),
        (0, 3),
        (1, 0),
        (1, 1),
        (1, 1),
    ]
    assert position_of(file, 2, "utf-8") == (0, 5)
    assert position_of(file, 2, "utf-32") == (0, 2)
    assert offset_at(file, 0, 5, "utf-8") == 2


def test_which_files_are_specs() -> None:
    assert is_spec(SPEC)
    assert is_spec("# yaml-language-server: $schema=../spec-1.schema.json\n")
    assert is_spec("{archc: 1}")
    assert is_spec("extends: ../base.yaml\n")
    assert not is_spec("services:\n  web: {image: archc}\n")
    assert not is_spec("extends: eslint:recommended\n")


def test_a_text_that_is_too_large() -> None:
    files = _open("archc: 1\n" + "# " * 600_000)
    (finding,) = SpecCheck("x.yaml", files.read).run()
    assert finding.code.id == "E0003"
    assert FindingsByFile().put("x.yaml", [finding]) == ["x.yaml"]
