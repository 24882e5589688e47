"""Every code is explained, its examples are true, and what leads to the explanations arrives."""

from __future__ import annotations

import re
from pathlib import Path
from types import ModuleType

import pytest
from tests.architecture.test_fresh import ROOT, script

from archc.diagnostics.codes import Code
from archc.diagnostics.find_code import GROUPS, all_codes, find_code, suggest_code
from archc.diagnostics.read_explanation import FOLDER, Explanation, read_explanation

RUNNER: ModuleType = script(ROOT / "docs" / "run_example.py")
PAGE: ModuleType = script(ROOT / "docs" / "write_errors.py")
EXPLANATIONS = [read_explanation(code) for code in all_codes().values()]
WITH_KERAS = [one for one in EXPLANATIONS if RUNNER.needs_keras(one)]
WITHOUT_KERAS = [one for one in EXPLANATIONS if one not in WITH_KERAS]
_LINK = re.compile(r"\]\(([\w./-]*\.md)?(?:#([\w-]+))?\)")
_HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
_FENCED = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
WITHOUT_A_PLACE = {
    "E0001": "there is no file to point into",
    "E0002": "the file is no text",
    "E0003": "the file is not read",
    "E0004": "it is about a file that is to be written",
    "E0005": "it is about a word of the command line",
    "E0006": "it is about a file that was generated",
    "E0007": "it is about what is installed",
    "E0009": "it is about a file of weights",
    "E0010": "it is about a file that was generated",
    "E0312": "it is about a word of the command line",
    "E0507": "it is about a word of the command line",
    "E0701": "it is about a word of the command line",
    "E0703": "it is about what a module lacks",
    "E0802": "there is no file to point into",
    "E0805": "what it is about is gone",
}
"""The codes whose example states no line, with the reason."""


def _name(explanation: Explanation) -> str:
    return explanation.code.id


def test_every_file_is_an_explanation() -> None:
    assert {path.name for path in FOLDER.iterdir()} == {f"{id_}.md" for id_ in all_codes()}


def test_every_code_has_a_group() -> None:
    assert {id_[1:3] for id_ in all_codes()} == set(GROUPS)


@pytest.mark.parametrize("explanation", EXPLANATIONS, ids=_name)
def test_the_first_line_is_a_sentence(explanation: Explanation) -> None:
    assert explanation.summary.endswith(".")
    assert len(explanation.summary) < 120


@pytest.mark.parametrize("explanation", WITHOUT_KERAS, ids=_name)
def test_the_examples_are_true(explanation: Explanation) -> None:
    _check(explanation)


@pytest.mark.keras
@pytest.mark.parametrize("explanation", WITH_KERAS, ids=_name)
def test_the_examples_with_keras_are_true(explanation: Explanation) -> None:
    pytest.importorskip("keras")
    _check(explanation)


def _check(explanation: Explanation) -> None:
    wrong = RUNNER.run_wrong(explanation)
    assert wrong.codes == {explanation.code.id}, wrong.printed
    assert wrong.places == wrong.stated, wrong.printed
    assert bool(wrong.stated) != (explanation.code.id in WITHOUT_A_PLACE)
    assert (wrong.status == 0) == (explanation.code.severity != "error")
    right = RUNNER.run_right(explanation)
    assert right.status == 0, right.printed
    assert not right.codes, right.printed


def _pages() -> list[Path]:
    return [*sorted((ROOT / "docs").glob("*.md")), ROOT / "README.md"]


def _anchors(page: Path) -> set[str]:
    text = _FENCED.sub("", page.read_text(encoding="utf-8"))
    return {PAGE.anchor(heading) for heading in _HEADING.findall(text)}


@pytest.mark.parametrize("page", _pages(), ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    for file, anchor in _LINK.findall(_FENCED.sub("", page.read_text(encoding="utf-8"))):
        target = page.parent / file if file else page
        assert target.is_file(), file
        assert not anchor or anchor in _anchors(target), f"{file}#{anchor}"


def test_the_package_ships_the_explanations() -> None:
    """Hatchling takes what stands in the package and git does not ignore."""
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert 'packages = ["compiler/archc"]' in text
    assert FOLDER.relative_to(ROOT).as_posix().startswith("compiler/archc/")
    ignored = (ROOT / ".gitignore").read_text(encoding="utf-8").split()
    assert not {"*.md", "explanations", "explanations/"} & set(ignored)


@pytest.mark.parametrize("word", ["E0401", "e0401", "merge-shape-mismatch", "Merge-Shape-Mismatch"])
def test_a_code_goes_by_its_number_or_name(word: str) -> None:
    assert _id(find_code(word)) == "E0401"


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("e401", "E0401"),
        ("401", "E0401"),
        ("W301", "W0301"),
        ("801", "E0801"),
        ("merge-shape-mismach", "E0401"),
        ("E9999", None),
        ("zebra", None),
        ("", None),
    ],
)
def test_what_a_word_was_meant_for(word: str, meant: str | None) -> None:
    assert find_code(word) is None
    assert _id(suggest_code(word)) == meant


def _id(code: Code | None) -> str | None:
    return code.id if code is not None else None
