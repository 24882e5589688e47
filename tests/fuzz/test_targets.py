"""The targets of fuzzing, without atheris: what it kept is replayed, and texts are changed by hypothesis."""

from __future__ import annotations

import time
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.fuzz.mutate import Mutator
from tests.fuzz.seeds import KEPT, seeds
from tests.fuzz.targets import TARGETS

MAX_SECONDS = 5.0
"""Each takes milliseconds; a busy machine shall not decide."""
MAX_CORPUS = 800_000


@pytest.mark.parametrize("target", TARGETS)
def test_what_fuzzing_kept(target: str) -> None:
    paths = sorted((KEPT / target).glob("*.txt"))
    assert paths
    for path in paths:
        run(target, path.read_bytes().decode())


@pytest.mark.parametrize("target", TARGETS)
def test_texts_that_change(target: str) -> None:
    mutator = Mutator(seeds(target))

    @settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.sampled_from(seeds(target)), st.integers(0, 2**32))
    def check(text: str, seed: int) -> None:
        changed = mutator.mutate(text, Random(seed))
        # As from a file: what is no Unicode there is no text.
        run(target, changed.encode("utf-8", "replace").decode())

    check()


@pytest.mark.parametrize("target", ["lock", "settings", "expressions", "syntax"])
def test_any_text(target: str) -> None:
    @settings(max_examples=60, deadline=None)
    @given(st.text(st.characters(exclude_categories=["Cs"]), max_size=80))
    def check(text: str) -> None:
        run(target, text)

    check()


def run(target: str, text: str) -> None:
    started = time.process_time()
    TARGETS[target](text)
    assert time.process_time() - started < MAX_SECONDS, text


def test_the_corpus_is_small() -> None:
    assert sum(path.stat().st_size for path in KEPT.rglob("*.txt")) < MAX_CORPUS
