"""Normal forms of sizes: they have the values of what was computed, and are equal where those are."""

from __future__ import annotations

from math import lcm
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from archc.lowering.size_form import MAX_PERIOD, Floor, Form, Periodic, combine, least_value
from archc.lowering.symbolic_size import Opaque, Size, remainder, symbol

NUMBERS = range(-40, 200)
N = Floor("n", 0, 1, 0)


def windows(number: Any) -> Any:
    """Three rows less, every second of them."""
    return (number - 3) // 2 + 1


# A step is an operation and a number; `own` takes the operand through it before the two are joined.
PLAIN = st.tuples(st.sampled_from(["+", "-", "*", "//", "%"]), st.integers(1, 6))
TURNED = st.tuples(st.sampled_from(["from", "under"]), st.integers(-5, 5))
JOINED = st.tuples(st.sampled_from(["own +", "own -"]), st.integers(1, 5))
STEPS = st.lists(st.one_of(PLAIN, PLAIN, TURNED, JOINED), max_size=6)


def form_after(steps: list[tuple[str, int]]) -> Form | None:
    """The form of what steps make of n."""
    found: Form | None = N
    for step, number in steps:
        match step:
            case _ if found is None:
                return None
            case "from":
                found = combine("-", number, found)
            case "under":
                found = combine("//", found, number or -1)
            case "own +" | "own -":
                rest = combine("%", found, number)
                found = rest and combine(step[-1], found, rest)
            case _:
                found = combine(step, found, number)
    return found


def number_after(steps: list[tuple[str, int]], n: int) -> int:
    """What steps make of n."""
    for step, number in steps:
        match step:
            case "from":
                n = number - n
            case "under":
                n = n // (number or -1)
            case "own +":
                n += n % number
            case "own -":
                n -= n % number
            case _:
                n = {"+": n + number, "-": n - number, "*": n * number}.get(step, n)
                n = n // number if step == "//" else n % number if step == "%" else n
    return n


@given(STEPS)
def test_a_form_has_the_values_of_what_was_computed(steps: list[tuple[str, int]]) -> None:
    form = form_after(steps)
    if form is not None:
        assert [form.at(n) for n in NUMBERS] == [number_after(steps, n) for n in NUMBERS]


@given(STEPS, STEPS)
def test_forms_are_equal_where_values_are(
    steps: list[tuple[str, int]], others: list[tuple[str, int]]
) -> None:
    form, other = form_after(steps), form_after(others)
    assume(form is not None and other is not None)
    assert form is not None
    assert other is not None
    # Two periods of both show every difference.
    numbers = range(2 * lcm(form.period, other.period))
    assert (form == other) is all(form.at(n) == other.at(n) for n in numbers)


@given(STEPS)
def test_the_least_value_is_least(steps: list[tuple[str, int]]) -> None:
    form = form_after(steps)
    if form is not None:
        least, found = least_value(form), [form.at(n) for n in range(1, form.period + 1)]
        if least is None:
            assert form.at(form.period + 1) < form.at(1)
        else:
            assert least == min(found) <= form.at(10**6)


@pytest.mark.parametrize(
    ("computed", "expected"),
    [
        (lambda n: n + remainder(n, 2), lambda n: (n + 1) // 2 * 2),
        (lambda n: n - remainder(n, 4), lambda n: n // 4 * 4),
        (lambda n: n + remainder(-n, 4), lambda n: (n + 3) // 4 * 4),
        (lambda n: n + remainder(4 - remainder(n, 4), 4), lambda n: -(-n // 4) * 4),
        (lambda n: windows(n + remainder(n, 2) + 1), lambda n: (n + 1) // 2),
        (lambda n: (n + n) // 2, lambda n: n),
        (lambda n: remainder(n * 6, 3), lambda n: n - n),
    ],
)
def test_equal_sizes_are_recognized(computed: Any, expected: Any) -> None:
    size = symbol("n", 37)
    for before in (size, (size + 1) // 2, size * 3):
        found = computed(before)
        assert found == expected(before)
        assert found.value == expected(before).value


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (lambda n: n * 2, lambda n: remainder(n, 2)),
        (lambda n: n // 2 * 2, lambda n: n),
        (lambda n: n + remainder(n, 2), lambda n: n - remainder(n, 2)),
        (lambda n: n + remainder(n, 3), lambda n: (n + 2) // 3 * 3),
    ],
)
def test_sizes_that_differ_for_some_inputs_are_not_equal(left: Any, right: Any) -> None:
    size = symbol("n", 36)
    assert left(size) != right(size)


@pytest.mark.parametrize(
    "found",
    [
        combine("*", N, N),
        combine("//", 4, N),
        combine("%", N, N),
        combine("+", N, Floor("m", 0, 1, 0)),
        combine("%", N, MAX_PERIOD + 1),
        combine("+", Floor("n", 0, 600, 0), Floor("n", 0, 601, 0)),
    ],
)
def test_some_numbers_have_no_form(found: Form | None) -> None:
    assert found is None


def test_strides_have_a_form_however_many_they_are() -> None:
    size = symbol("n", 1)
    for _ in range(40):
        size = (size + 2) // 3
    assert isinstance(size.form, Floor)
    assert least_value(size.form) == 1


def test_what_has_no_form_is_compared_by_how_it_was_computed() -> None:
    n, m = symbol("n", 8), symbol("m", 8)
    assert n + m == m + n
    assert n - m != m - n
    assert isinstance((n + m).form, Opaque)
    assert isinstance((n * remainder(n, 2)).form, Opaque)
    assert (n + m).symbols == {"n", "m"}


def test_sizes_that_are_computed_from_each_other_again_and_again_stay_small() -> None:
    n, m = symbol("n", 13), symbol("m", 16)
    for _ in range(5000):
        n, m = n + remainder(m, 3) + remainder(n, 2), m - remainder(n, 5) + n
    assert isinstance(n.form, Opaque)
    assert len(repr(n.form)) < 200
    assert n + m == m + n


def test_a_plugin_may_compute_with_anything() -> None:
    found: Any = Size(8, N, frozenset({"n"})) * 0.5  # type: ignore[operator]  # what a plugin might do
    assert found.value == 4.0
    assert isinstance(found.form, Opaque)


def test_a_number_that_grows_by_one_at_once_is_a_floor() -> None:
    assert combine("//", Periodic("n", 2, (0, 2)), 2) == Floor("n", 1, 2, 0)
    assert combine("-", 0, N) == Periodic("n", -1, (0,))
