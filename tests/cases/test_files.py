"""Findings that have no line in a spec: files that cannot be read, and arguments that cannot be given."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from archc.diagnostics.diagnostic import Diagnostic, Sink
from archc.diagnostics.render_text import render_text
from archc.driver import compile_path, compile_source, compile_variant
from archc.source.limits import MAX_FILE_BYTES
from archc.source.source_file import SourceFile
from archc.spec.spec_trees import SpecTrees

TINY = """archc: 1
name: tiny
arguments: {filters: 2, wide: true, act: relu}
input: {shape: [4, 4, 3]}
stem: [relu]
"""


def findings(path: str) -> tuple[Diagnostic, ...]:
    sink = Sink()
    assert compile_path(path, {}, sink) is None
    return sink.diagnostics()


def only(found: tuple[Diagnostic, ...], code: str) -> str:
    """The text of the only finding, which must have a code."""
    assert [finding.code.id for finding in found] == [code]
    return render_text(found[0])


def test_a_file_that_is_not_there() -> None:
    text = only(findings("nowhere/spec.yaml"), "E0001")
    assert "nowhere/spec.yaml cannot be read: no such file or directory" in text


def test_a_file_with_a_name_like_it(tmp_path: Path) -> None:
    (tmp_path / "resnet.yaml").touch()
    text = only(findings(str(tmp_path / "resent.yml")), "E0001")
    assert f"did you mean `{tmp_path / 'resnet.yaml'}`?" in text
    assert "did you mean" not in only(findings(str(tmp_path / "vgg.yaml")), "E0001")


@pytest.mark.parametrize("quote", ["", '"'])
def test_a_base_with_a_name_like_it(tmp_path: Path, quote: str) -> None:
    (tmp_path / "bases").mkdir()
    (tmp_path / "bases" / "resnet.yaml").touch()
    spec = tmp_path / "wide.yaml"
    spec.write_text(f"extends: {quote}bases/resent.yaml{quote}\nname: wide\n")
    found = findings(str(spec))
    assert "did you mean `bases/resnet.yaml`?" in only(found, "E0501")
    assert found[0].fix is not None
    assert [edit.text for edit in found[0].fix.edits] == ["resnet.yaml"]
    assert not found[0].fix.safe


def test_a_folder(tmp_path: Path) -> None:
    assert "it is not a file" in only(findings(str(tmp_path)), "E0001")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.yaml")
    assert "it is not a file" in only(findings(str(tmp_path / "pipe.yaml")), "E0001")


def test_a_name_that_no_file_can_have() -> None:
    assert "is not the name of a file" in only(findings("a\0b.yaml"), "E0001")


def test_a_name_that_is_too_long() -> None:
    assert "cannot be read" in only(findings("x" * 5000), "E0001")


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_permission(tmp_path: Path) -> None:
    path = tmp_path / "secret.yaml"
    path.write_text(TINY, encoding="utf-8")
    path.chmod(0)
    assert "permission denied" in only(findings(str(path)), "E0001")


@pytest.mark.parametrize(
    ("data", "line", "byte"),
    [
        (TINY.encode("utf-16"), 1, "0xff"),
        (TINY.encode() + b"# caf\xe9\n", 6, "0xe9"),
        (b"\x80", 1, "0x80"),
        (b"\n\n\xc3", 3, "0xc3"),
    ],
    ids=["utf-16", "latin-1", "a continuation", "cut off"],
)
def test_a_wrong_encoding(tmp_path: Path, data: bytes, line: int, byte: str) -> None:
    path = tmp_path / "spec.yaml"
    path.write_bytes(data)
    text = only(findings(str(path)), "E0002")
    assert f"line {line} holds the byte {byte}" in text
    assert "save the file as UTF-8" in text


def test_a_file_that_is_too_large(tmp_path: Path) -> None:
    path = tmp_path / "spec.yaml"
    path.write_bytes(b"#" * (MAX_FILE_BYTES + 1))
    assert "larger than the limit of 1,000,000 bytes" in only(findings(str(path)), "E0003")


@pytest.mark.parametrize(
    "text", ["", "\n\n", "# a comment\n", "---\n", "---\n...\n", "~\n", "\ufeff"]
)
def test_a_file_without_a_spec(tmp_path: Path, text: str) -> None:
    path = tmp_path / "spec.yaml"
    path.write_text(text, encoding="utf-8")
    assert "the file holds no spec" in only(findings(str(path)), "E0104")


@pytest.mark.parametrize(
    ("text", "place"),
    [("a: é\x01b", "1:5"), ("\x00", "1:1"), ("a: 1\nb: \ud800", "2:4"), ("é: \uffff", "1:4")],
)
def test_a_character_that_yaml_does_not_allow(text: str, place: str) -> None:
    sink = Sink()
    assert compile_source(SourceFile("spec.yaml", text), {}, sink) is None
    assert f"spec.yaml:{place}" in only(sink.diagnostics(), "E0101")


@pytest.mark.parametrize("change", [("\n", "\r\n"), ("archc", "\ufeffarchc")])
def test_marks_of_other_systems_are_fine(tmp_path: Path, change: tuple[str, str]) -> None:
    path = tmp_path / "spec.yaml"
    path.write_bytes(TINY.replace(*change).encode())
    assert compile_path(str(path), {}, Sink()) is not None


def test_a_base_cannot_be_standard_input(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("spec.yaml").write_text('archc: 1\nname: a\nextends: "-"\n', encoding="utf-8")
    only(findings("spec.yaml"), "E0501")


def test_bases_count_in_full(tmp_path: Path) -> None:
    half = "#" * (MAX_FILE_BYTES // 2)
    (tmp_path / "base.yaml").write_text(TINY + half, encoding="utf-8")
    text = f"archc: 1\nname: a\nextends: base.yaml\n{half}"
    (tmp_path / "spec.yaml").write_text(text, encoding="utf-8")
    assert "spec.yaml:3:10" in only(findings(str(tmp_path / "spec.yaml")), "E0003")


@pytest.mark.parametrize(
    ("name", "value", "code", "words"),
    [
        ("filter", 3, "E0312", "did you mean `filters`?"),
        ("depth", 3, "E0312", "the arguments are: act, filters, wide"),
        ("filters", "many", "E0203", "cannot be the text `many`"),
        ("filters", "nan", "E0203", "cannot be the text `nan`"),
        ("filters", ".nan", "E0203", "its default is the number 2"),
        ("filters", "1e999", "E0203", "its default is the number 2"),
        ("filters", float("inf"), "E0203", "cannot be"),
        ("filters", 10**12, "E0203", "cannot be the number 1000000000000"),
        ("filters", True, "E0203", "cannot be `true`"),
        ("filters", None, "E0203", "cannot be nothing"),
        ("filters", [1, 2], "E0203", "cannot be a list of 2 values"),
        ("wide", 1, "E0203", "its default is `true`"),
        ("act", 3, "E0203", "cannot be the number 3"),
        ("act", "x" * 401, "E0203", "cannot be the text"),
    ],
)
def test_an_argument_that_cannot_be_given(name: str, value: Any, code: str, words: str) -> None:
    sink = Sink()
    assert compile_source(SourceFile("spec.yaml", TINY), {name: value}, sink) is None
    assert words in only(sink.diagnostics(), code)


@pytest.mark.parametrize(
    ("name", "value"),
    [("filters", "7"), ("filters", 0.5), ("wide", "false"), ("act", "007"), ("act", "$n")],
)
def test_an_argument_that_can_be_given(name: str, value: Any) -> None:
    assert compile_source(SourceFile("spec.yaml", TINY), {name: value}, Sink()) is not None


def test_errors_end_somewhere() -> None:
    steps = "\n".join(f"  - {{conv: -1, kernel: 0, x{i}: 3}}" for i in range(1000))
    sink = Sink()
    file = SourceFile(
        "spec.yaml", f"archc: 1\nname: a\ninput: {{shape: [4, 4, 3]}}\nstem:\n{steps}\n"
    )
    assert compile_source(file, {}, sink) is None
    assert len(sink.diagnostics()) == 200


def test_edits_by_the_thousand(tmp_path: Path) -> None:
    steps = "".join(f"  - {{conv: 3, kernel: 1, as: a{i}}}\n" for i in range(2000))
    base = f"archc: 1\nname: base\ninput: {{shape: [4, 4, 3]}}\nstem:\n{steps}"
    (tmp_path / "base.yaml").write_text(base, encoding="utf-8")
    edits = "".join(f"  stem.a{i}.kernel: 3\n" for i in range(2000))
    text = f"archc: 1\nname: a\nextends: base.yaml\nset:\n{edits}"
    (tmp_path / "spec.yaml").write_text(text, encoding="utf-8")
    found = only(findings(str(tmp_path / "spec.yaml")), "E0604")
    assert "2,000 edits of a base of 8,009 values are too many" in found


BASED = f"{TINY}variants:\n"


def of_preset(edits: str) -> tuple[Diagnostic, ...]:
    """The findings in a preset with these edits."""
    sink = Sink()
    trees = SpecTrees(SourceFile("spec.yaml", f"{BASED}  v: {edits}\n"))
    assert compile_variant(trees, "v", {}, sink) is None
    return sink.diagnostics()


def test_a_path_of_a_hundred_thousand_parts() -> None:
    path = f"defaults{'.a' * 100_000}"
    assert "nests deeper" in only(of_preset(f"{{set: {{? {path} : 3}}}}"), "E0105")


def test_edits_that_nest_deeper_and_deeper() -> None:
    chain = "".join(
        f"  v{i}: {{extends: v{i - 1}, replace: {{stem.relu: {'{residual: [' * 25}relu{']}' * 25}}}}}\n"
        for i in range(1, 9)
    )
    text = f"{BASED}  v0: {{set: {{stem: [relu]}}}}\n{chain}  v: {{extends: v8}}\n"
    sink = Sink()
    assert compile_variant(SpecTrees(SourceFile("spec.yaml", text)), "v", {}, sink) is None
    assert {finding.code.id for finding in sink.diagnostics()} == {"E0105"}


def test_presets_that_extend_each_other_for_ever() -> None:
    chain = "".join(f"  v{i}: {{extends: v{i + 1}}}\n" for i in range(200))
    text = f"{BASED}{chain}  v200:\n"
    sink = Sink()
    assert compile_source(SourceFile("spec.yaml", text), {}, sink) is None
    assert "more than 16 times" in render_text(sink.diagnostics()[0])


def test_presets_by_the_thousand() -> None:
    text = BASED + "".join(f"  v{i}:\n" for i in range(1000))
    sink = Sink()
    assert compile_source(SourceFile("spec.yaml", text), {}, sink) is None
    assert "more than 256 presets" in only(sink.diagnostics(), "E0204")
