"""The examples of docs/python.md are run from top to bottom, those that build a model apart."""

from __future__ import annotations

import doctest
from pathlib import Path

import pytest
from tests.docs.markdown_page import DOCS, blocks

import archc

PAGE = DOCS / "python.md"
BLOCKS = blocks(PAGE)
SESSIONS = [block.text for block in BLOCKS if block.language == "pycon"]
WITHOUT_KERAS = [text for text in SESSIONS if "keras_model" not in text]


@pytest.fixture(autouse=True)
def net(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    name, _, text = next(block.text for block in BLOCKS if block.language == "yaml").partition("\n")
    Path(name.removeprefix("# ")).write_text(text, encoding="utf-8")


def failures(sessions: list[str]) -> int:
    """Runs sessions one after the other; how many of their examples print something else."""
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS)
    parsed = doctest.DocTestParser().get_doctest("".join(sessions), {}, PAGE.name, str(PAGE), 0)
    assert parsed.examples
    return runner.run(parsed).failed


def test_the_examples_print_what_the_page_shows() -> None:
    assert len(WITHOUT_KERAS) > 4
    assert failures(WITHOUT_KERAS) == 0


@pytest.mark.keras
def test_the_model_is_as_the_page_says() -> None:
    pytest.importorskip("keras")
    assert failures(SESSIONS) == 0


def test_every_public_name_is_on_the_page() -> None:
    text = PAGE.read_text(encoding="utf-8")
    for name in {*archc.__all__, *public(archc.Compilation)} - {"__version__", "diagnostics"}:
        assert name in text, name


def public(kind: type) -> list[str]:
    """The methods and fields of a class that its users have."""
    return [name for name in [*vars(kind), *kind.__annotations__] if not name.startswith("_")]
