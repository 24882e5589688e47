"""Every case file gives exactly the findings that it marks, and what its golden file holds."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from tests.cases.case_files import BAD, OK, all_marks, case_name, compile_case, messages, places

CheckGolden = Callable[[Path, str], None]


@pytest.mark.parametrize("path", BAD, ids=case_name)
def test_a_bad_spec(path: Path, check_golden: CheckGolden, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(path.parent)
    graph, findings = compile_case(path)
    assert graph is None
    assert places(findings) == all_marks(path, findings), messages(findings)
    check_golden(path.with_suffix(".txt"), messages(findings))


@pytest.mark.parametrize("path", OK, ids=case_name)
def test_a_good_spec(
    path: Path, check_golden: CheckGolden, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(path.parent)
    graph, findings = compile_case(path)
    assert graph is not None, messages(findings)
    assert places(findings) == all_marks(path, findings), messages(findings)
    text = "\n".join([graph.text(), *([messages(findings)] if findings else [])])
    check_golden(path.with_suffix(".txt"), text)
