"""Levels: which code has which, and how a compile takes them."""

from __future__ import annotations

import pytest

import archc
from archc.diagnostics import codes
from archc.diagnostics.levels import LevelError, levels_of

TEXT = """\
archc: 1
name: case
input: {shape: [8, 8, 4]}
constants: {k: 4}
stem:
  - {max_pool: 1, stride: 2}
  - residual: [{conv: 5, kernel: 1}]
"""


def said(**levels: str) -> dict[str, str]:
    """The severities of what is found, by the names of the codes."""
    given = {name.replace("_", "-"): level for name, level in levels.items()}
    found = archc.compile_text(TEXT, levels=given).diagnostics
    return {finding.code.slug: finding.severity for finding in found}


def test_the_levels_of_the_codes_themselves() -> None:
    assert said() == {"unused-constant": "warning", "merge-resolved": "note"}


def test_a_level_by_number_name_and_group() -> None:
    assert said(W0303="allow", merge_resolved="warn") == {"merge-resolved": "warning"}
    assert said(w0303="note") == {"unused-constant": "note", "merge-resolved": "note"}
    assert said(all="allow") == {}
    assert said(warnings="allow") == {"merge-resolved": "note"}
    assert said(all="warn")["pointwise-stride"] == "warning"
    assert said(warnings="deny", W0303="allow") == {"merge-resolved": "note"}
    assert "pointwise-stride" not in said(warnings="note")


@pytest.mark.parametrize(
    "levels", [{"merge-resolved": "deny"}, {"warnings": "deny"}, {"all": "deny"}]
)
def test_what_is_denied_is_an_error(levels: dict[str, str]) -> None:
    with pytest.raises(archc.CompileError) as caught:
        archc.compile_text(TEXT, levels=levels)
    assert any(finding.severity == "error" for finding in caught.value.diagnostics)


def test_a_comment_is_stronger_than_a_level() -> None:
    text = TEXT.replace("k: 4}", "k: 4} # archc: allow W0303")
    network = archc.compile_text(text, levels={"warnings": "deny", "W0303": "deny"})
    assert [finding.code.slug for finding in network.diagnostics] == ["merge-resolved"]


@pytest.mark.parametrize(
    ("word", "level", "message"),
    [
        ("unused-blok", "deny", "no warning `unused-blok`; did you mean `unused-block`"),
        ("W0399", "deny", "no warning `W0399`"),
        ("E0401", "allow", "E0401 merge-shape-mismatch is an error"),
        ("wrong-type", "warn", "E0203 wrong-type is an error"),
        ("W0301", "alow", "no level `alow`; did you mean `allow`"),
    ],
)
def test_words_that_are_wrong(word: str, level: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        archc.compile_text(TEXT, levels={word: level})
    with pytest.raises(LevelError):
        levels_of([(word, level)])


def test_warnings_and_notes_are_numbered_so() -> None:
    letters = {"warning": "W", "note": "N", "error": "E"}
    for code in vars(codes).values():
        if isinstance(code, codes.Code):
            assert code.id[0] == letters[code.severity]
