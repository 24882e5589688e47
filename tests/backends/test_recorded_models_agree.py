"""Both back ends build the same model of any spec, for any arguments and inputs: on a stand-in for Keras."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from tests.backends.agreement import Spec, assert_back_ends_agree
from tests.backends.random_specs import specs

from archc.diagnostics.diagnostic import CompileError

ROOT = Path(__file__).parents[2]
CHECKS = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large]
FEW = settings(max_examples=80, deadline=None, derandomize=True, suppress_health_check=CHECKS)
MANY = settings(max_examples=500, deadline=None, derandomize=True, suppress_health_check=CHECKS)


def good_specs() -> list[Path]:
    """The specs that we ship, those of the tests with Keras, and the cases that compile."""
    found = [*(ROOT / "specs").rglob("*.yaml"), *(ROOT / "tests/keras/specs").glob("*.yaml")]
    return sorted([*found, *(ROOT / "tests/cases").rglob("ok_*.yaml")])


@pytest.mark.parametrize("path", good_specs(), ids=lambda path: path.stem)
def test_back_ends_agree_on_a_spec(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(path.parent)
    spec = Spec(path.read_text(encoding="utf-8"), path.name)
    assert_back_ends_agree(spec, random.Random(path.stem))


@FEW
@given(specs(), st.integers(0, 2**32))
def test_back_ends_agree_on_random_specs(text: str, seed: int) -> None:
    _check(text, seed)


@pytest.mark.slow
@MANY
@given(specs(), st.integers(0, 2**32))
def test_back_ends_agree_on_many_random_specs(text: str, seed: int) -> None:
    _check(text, seed)


def _check(text: str, seed: int) -> None:
    try:
        spec = Spec(text)
    except CompileError:
        assume(False)
        raise
    assert_back_ends_agree(spec, random.Random(seed))
