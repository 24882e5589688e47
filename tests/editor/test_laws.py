"""Whatever is half typed or torn: every question has an answer, in time, and all places are in the text."""

from __future__ import annotations

import time

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.cases.mutations import SHIPPED, TREES, mutated_texts
from tests.editor.editing import ask_everything

from archc.editor.definitions import find_definition
from archc.editor.hover import find_hover, uses_of
from archc.editor.open_files import OpenFiles
from archc.editor.positions import offset_at, position_of
from archc.source.source_file import SourceFile

TEXTS = [path.read_text(encoding="utf-8") for path in TREES]
MAX_SECONDS = 5.0
quick = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def ask(text: str, offset: int) -> None:
    """All questions about a place of a text."""
    started = time.process_time()
    ask_everything(text, offset)
    assert time.process_time() - started < MAX_SECONDS


@st.composite
def torn_texts(draw: st.DrawFn) -> tuple[str, int]:
    """A text that ends, or lacks a piece, where somebody is typing."""
    text = draw(st.sampled_from(TEXTS))
    start = draw(st.integers(0, len(text)))
    end = draw(st.one_of(st.just(len(text)), st.integers(start, min(len(text), start + 40))))
    typed = draw(
        st.sampled_from(("", "$", "${", "- ", "{", "[", "block: ", "from: [", "*", "&a ", ": "))
    )
    return text[:start] + typed + text[end:], start + len(typed)


@quick
@given(torn_texts())
def test_texts_that_are_being_typed(torn: tuple[str, int]) -> None:
    ask(*torn)


@quick
@given(mutated_texts(TREES), st.floats(0, 1))
def test_texts_with_mistakes(text: str, share: float) -> None:
    ask(text, int(share * len(text)))


@quick
@given(st.text(max_size=60), st.integers(0, 60))
def test_any_text(text: str, offset: int) -> None:
    ask(text, min(offset, len(text)))


def test_every_place_of_a_spec() -> None:
    for path in SHIPPED[:1]:
        text = path.read_text(encoding="utf-8")
        files = OpenFiles()
        files.put("specs/x.yaml", text)
        uses = uses_of("specs/x.yaml", files.read)
        for offset in range(0, len(text), 7):
            find_hover("specs/x.yaml", offset, files.read, uses)
            find_definition("specs/x.yaml", offset, files.read)


@given(st.text(max_size=40), st.integers(-3, 9), st.integers(-3, 50))
def test_positions_are_those_of_offsets(text: str, line: int, character: int) -> None:
    file = SourceFile("x", text)
    for encoding in ("utf-8", "utf-16", "utf-32"):
        assert 0 <= offset_at(file, line, character, encoding) <= len(text)
        for offset in range(len(text) + 1):
            place = position_of(file, offset, encoding)
            if text[offset - 1 : offset] != "\r":
                assert offset_at(file, *place, encoding) == offset
