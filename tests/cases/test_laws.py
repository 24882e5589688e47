"""Laws of the front half, on specs with random mistakes.

1. Nothing typed into a spec ever causes a traceback: there is a graph, or an error with a place.
2. Compiling is deterministic.
3. The fast verdict on the schema is that of jsonschema, and so is the one with short cuts.
"""

from __future__ import annotations

import time
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from jsonschema import Draft7Validator
from tests.cases.mutations import (
    BAD_CASES,
    CASES,
    SHIPPED,
    TREES,
    as_yaml,
    mutated_texts,
    mutated_trees,
    random_specs,
)

from archc.diagnostics.diagnostic import Sink
from archc.diagnostics.render_text import render_text
from archc.driver import compile_source
from archc.schema.conforms import conforms
from archc.schema.find_errors import find_errors
from archc.schema.language import spec_schema
from archc.source.source_file import SourceFile

SMALL = tuple(path for path in TREES if path not in SHIPPED)
ALL = (*SHIPPED, *CASES, *BAD_CASES)
MAX_SECONDS = 5.0
"""Each takes milliseconds; a busy machine shall not decide."""

quick = settings(
    max_examples=100,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def compiled(text: str) -> str:
    """The graph of a spec, or its messages, after what must hold of both."""
    sink, file = Sink(), SourceFile("spec.yaml", text)
    started = time.process_time()
    graph = compile_source(file, {}, sink)
    assert time.process_time() - started < MAX_SECONDS
    assert (graph is None) == sink.failed
    for finding in sink.diagnostics():
        assert finding.span is not None
        assert 0 <= finding.span.start <= finding.span.end <= len(text)
    messages = "\n".join(render_text(finding) for finding in sink.diagnostics())
    return messages if graph is None else graph.text() + messages


@quick
@given(mutated_trees(TREES))
def test_a_changed_spec_never_causes_a_traceback(tree: Any) -> None:
    compiled(as_yaml(tree))


@quick
@given(mutated_texts(ALL))
def test_changed_text_never_causes_a_traceback(text: str) -> None:
    compiled(text)


@quick
@given(random_specs())
def test_a_random_spec_never_causes_a_traceback(tree: Any) -> None:
    compiled(as_yaml(tree))


@settings(quick, max_examples=30)
@given(mutated_trees(TREES))
def test_compiling_is_deterministic(tree: Any) -> None:
    text = as_yaml(tree)
    assert compiled(text) == compiled(text)


@pytest.mark.parametrize("path", ALL, ids=lambda path: path.stem)
def test_a_case_compiles_to_the_same_text_twice(path: Any) -> None:
    text = path.read_text(encoding="utf-8")
    if "extends:" not in text:
        assert compiled(text) == compiled(text)


@settings(quick, max_examples=60)
@given(mutated_trees(SMALL) | random_specs())
def test_the_fast_verdict_is_that_of_jsonschema(tree: Any) -> None:
    schema = spec_schema()
    valid = Draft7Validator(schema).is_valid(tree)
    assert conforms(tree, schema, schema["definitions"]) == valid
    assert bool(find_errors(tree, 1)) != valid


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_jsonschema_accepts_the_shipped_specs(path: Any) -> None:
    import yaml

    tree = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert not list(Draft7Validator(spec_schema()).iter_errors(tree))
