"""Expressions are written with no more brackets than they need, and laid out as the formatter would."""

from __future__ import annotations

import ast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.backends.test_generated_source import ruff

from archc.backends.python_source.code import Copy, Function, If, Line
from archc.backends.python_source.expression_text import expression_text
from archc.backends.python_source.layout import layout_function

FEW = settings(max_examples=150, deadline=None, derandomize=True)
MANY = settings(max_examples=1_000, deadline=None, derandomize=True)

_ARITHMETIC = ("+", "-", "*", "/", "//", "%", "**")
_NAMES = st.sampled_from(["x", "filters", "a_name_of_some_length", "another_name_of_some_length"])
_LEAVES = _NAMES | st.sampled_from(["1", "0.5", "1e-05", "224"])


def _numbers(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    truths = st.builds("({} {} {})".format, inner, st.sampled_from(["<", ">=", "==", "!="]), inner)
    return st.one_of(
        st.builds("({} {} {})".format, inner, st.sampled_from(_ARITHMETIC), inner),
        st.builds("(-{})".format, inner),
        st.builds("max({}, {})".format, inner, inner),
        st.builds("({} if {} else {})".format, inner, _truths(truths), inner),
    )


def _truths(compared: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    words = st.sampled_from(["and", "or"])
    return st.one_of(
        compared,
        _NAMES,
        st.builds("(not {})".format, compared),
        st.builds("({} {} {})".format, compared, words, _NAMES),
        st.builds("(({} {} {}) {} {})".format, compared, words, _NAMES, words, compared),
    )


NUMBERS = st.recursive(_LEAVES, _numbers, max_leaves=12)
_COMPARED = st.builds("{} > {}".format, _LEAVES, _LEAVES) | _NAMES
TRUTHS = st.lists(_COMPARED, min_size=1, max_size=6).map(" and ".join)
"""Conditions: those that call functions and are too long for a line have a layout of their own in ruff."""


def _tree(text: str) -> ast.expr:
    return ast.parse(text, mode="eval").body


def _function(*, number: str, truth: str) -> str:
    """A function that holds expressions in every place where generated code has them."""
    number, truth = expression_text(_tree(number)), expression_text(_tree(truth))
    body = (
        Copy("x", f"layers.Conv2D({number}, 3, activation=act if {truth} else 1, name=name)(x)"),
        If(truth, (Copy("x", f"unit(x, {number}, name=name)"),)),
        Line(f"y = keras.Model(x, [x, {number}], name=name)"),
    )
    return layout_function(Function("f", (), (), (), body, "y"))


@FEW
@given(NUMBERS | _truths(NUMBERS))
def test_the_text_of_an_expression_means_the_same(text: str) -> None:
    assert ast.dump(_tree(expression_text(_tree(text)))) == ast.dump(_tree(text))


@FEW
@given(NUMBERS, TRUTHS)
def test_the_formatter_has_nothing_to_change(number: str, truth: str) -> None:
    text = _function(number=number, truth=truth)
    assert ruff("format", text=text) == text


@pytest.mark.slow
@MANY
@given(NUMBERS, TRUTHS)
def test_the_formatter_has_nothing_to_change_in_many(number: str, truth: str) -> None:
    text = _function(number=number, truth=truth)
    assert ruff("format", text=text) == text
