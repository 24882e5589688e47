"""Laws of fixes, on random specs: a safe fix leaves a spec that compiles, in which its finding is gone."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

from hypothesis import given
from tests.cases.mutations import CASES, as_yaml, mutated_texts, mutated_trees, random_specs
from tests.cases.test_laws import quick

from archc.diagnostics.diagnostic import Diagnostic, Fix, Sink
from archc.driver import compile_source
from archc.source.source_file import SourceFile

WITH_WARNINGS = tuple(path for path in CASES if path.parent.name == "warnings")


def found(text: str) -> tuple[Diagnostic, ...] | None:
    """The warnings of a spec; None if it does not compile."""
    sink = Sink()
    graph = compile_source(SourceFile("spec.yaml", text), {}, sink)
    return sink.diagnostics() if graph is not None else None


def said(findings: tuple[Diagnostic, ...]) -> Counter[tuple[str, str]]:
    return Counter((finding.code.id, finding.message) for finding in findings)


def check_fixes(text: str) -> None:
    before = found(text) or ()
    for finding in before:
        if finding.fix is not None and finding.fix.safe:
            after = found(applied(finding.fix, text))
            assert after is not None
            key = (finding.code.id, finding.message)
            assert said(after)[key] < said(before)[key]


def applied(fix: Fix, text: str) -> str:
    for edit in sorted(fix.edits, key=lambda edit: edit.span.start, reverse=True):
        text = text[: edit.span.start] + edit.text + text[edit.span.end :]
    return text


@quick
@given(random_specs() | mutated_trees((*WITH_WARNINGS, *CASES)))
def test_fixes_of_a_changed_spec(tree: Any) -> None:
    check_fixes(as_yaml(tree))


@quick
@given(mutated_texts((*WITH_WARNINGS, *CASES)))
def test_fixes_of_changed_text(text: str) -> None:
    check_fixes(text)


def test_there_are_such_cases() -> None:
    assert Path(__file__).parents[1] / "cases" / "warnings" in {p.parent for p in WITH_WARNINGS}
