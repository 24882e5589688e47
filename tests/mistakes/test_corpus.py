"""Every mistake of the corpus is found where it is marked, and those that can be are mended."""

from __future__ import annotations

import pytest
from tests.mistakes.corpus import RIGHT, Mistake, found_places, locate, marked, read_corpus
from tests.mistakes.page import PAGE, Results, measure_all, page

from archc.diagnostics.diagnostic import Sink
from archc.diagnostics.render_text import render_text
from archc.driver import compile_path

CORPUS = read_corpus()


def test_there_are_enough() -> None:
    assert len(CORPUS) >= 120


@pytest.mark.parametrize("path", RIGHT, ids=lambda path: path.stem)
def test_what_the_mistakes_were_made_in_is_right(path: object) -> None:
    sink = Sink()
    assert compile_path(str(path), {}, sink) is not None, sink.diagnostics()


@pytest.mark.parametrize("mistake", CORPUS, ids=lambda mistake: mistake.name)
def test_a_mistake_is_located(mistake: Mistake) -> None:
    found = locate(mistake)
    assert marked(mistake), "the file says where its mistake is"
    assert found_places(found) == marked(mistake), "\n".join(map(render_text, found))


@pytest.fixture(scope="module")
def results() -> Results:
    return measure_all()


@pytest.mark.slow
def test_a_mistake_is_mended_where_a_fix_is_possible(results: Results) -> None:
    for name, (mistake, measured) in results.items():
        reasons = [why for why in (mistake.unfixable, mistake.not_mended) if why]
        assert len(reasons) == (not measured.mended), f"{name}: mended or with a reason"


@pytest.mark.slow
def test_the_page_of_the_mistakes_is_fresh(results: Results) -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert text == page(text, results), "python -m tests.mistakes.page"
