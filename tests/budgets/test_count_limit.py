"""What a budget may say of a count, and which counts it allows."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archc.backends.summary import render_magnitude
from archc.schema.conforms import conforms
from archc.schema.expect import EXPECT
from archc.spec.count_limit import parse_count_limit

LIMIT = EXPECT["properties"]["parameters"]
COUNTS = st.integers(0, 10**13)


def is_valid(value: Any) -> bool:
    return conforms(value, LIMIT, {})


@pytest.mark.parametrize(
    ("value", "low", "high"),
    [
        (42, 42, 42),
        (4.2e7, 42_000_000, 42_000_000),
        ("42,744,521", 42_744_521, 42_744_521),
        ("42_744_521", 42_744_521, 42_744_521),
        ("42.7M", 42_650_000, 42_750_000),
        ("14.15 G", 14_145_000_000, 14_155_000_000),
        ("13G", 12_500_000_000, 13_500_000_000),
        ("0k", 0, 500),
        ("1.234k", 1234, 1234),
        ("<= 43M", None, 43_000_000),
        ("<43M", None, 42_999_999),
        (">=40K", 40_000, None),
        (">  40.5k", 40_501, None),
        ("== 43M", 43_000_000, 43_000_000),
        ("40M..43M", 40_000_000, 43_000_000),
        ("0 .. 1.5k", 0, 1500),
    ],
)
def test_a_limit(value: Any, low: int | None, high: int | None) -> None:
    assert is_valid(value)
    limit = parse_count_limit(value)
    assert (limit.low, limit.high) == (low, high)


@pytest.mark.parametrize(
    "value",
    [
        *(
            "",
            " ",
            "M",
            "43m",
            "43B",
            "43 Mio",
            "1.5",
            "1.2345k",
            "= 43M",
            "=> 43M",
            "≤ 43M",
            "~ 43M",
        ),
        *("<= 43M params", "43M..", "..43M", "1..2..3", "<= 1..2", "-1", "+1", "0x10", "1e6", "٤"),
        *("<= 43M\n", "43M, 44M", "9" * 65, 1.5, -1, float("inf"), float("nan"), True, None, [1]),
    ],
)
def test_what_is_no_limit(value: Any) -> None:
    assert not is_valid(value)


@given(st.from_regex(re.compile(LIMIT["pattern"], re.ASCII)))
def test_every_text_that_the_schema_allows_is_understood(text: str) -> None:
    if is_valid(text):
        limit = parse_count_limit(text)
        assert limit.low is None or limit.low >= 0


@given(COUNTS)
def test_what_show_prints_is_a_budget_that_is_met(count: int) -> None:
    for text in (render_magnitude(count), f"{count:,}", f"{count:_}", f"{count}..{count}"):
        assert is_valid(text)
        assert parse_count_limit(text).allows(count)


@given(COUNTS, COUNTS)
def test_the_excess_leads_back_to_the_bound(count: int, bound: int) -> None:
    for sign in ("<=", "<", ">=", ">", "=="):
        limit = parse_count_limit(f"{sign} {bound}")
        python = {"<=": count <= bound, "<": count < bound, ">=": count >= bound}
        python |= {">": count > bound, "==": count == bound}
        assert limit.allows(count) == python[sign]
        if sign not in ("<", ">"):
            assert limit.allows(count - limit.excess(count))
