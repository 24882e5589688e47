"""A small mutation run: the same mutants each time. `tests/mutation/run.py` is the large one."""

from __future__ import annotations

import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import pytest
from tests.mutation.mutants import mutants, networks
from tests.mutation.run import Run


def test_mutants_are_the_same_for_the_same_seed() -> None:
    first, again = list(mutants(4, seed=3)), list(mutants(4, seed=3))
    assert first == again
    assert [mutant.text for mutant in mutants(4, seed=4)] != [mutant.text for mutant in first]


def test_a_few_mutants_of_each_network() -> None:
    run = Run()
    for mutant in mutants(2 * len(networks()), seed=1):
        run.judge(mutant)
    assert not run.failed
    assert run.counts["refused"]
    assert run.counts["accepted"]


@pytest.mark.slow
@pytest.mark.keras
def test_what_archc_says_of_mutants_is_what_keras_does() -> None:
    pytest.importorskip("keras")
    run = Run()
    for mutant in mutants(600, seed=2):
        run.judge(mutant)
    run.show_keras(models=25)
    assert not run.failed
    assert run.counts["built"] == 25
    assert len(run.refused) > 50
