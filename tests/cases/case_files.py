"""Case files: small specs with comments on the lines where findings must be.

    - {conv: 8, kernle: 3} # error: E0201
    - residual: [{conv: 7, kernel: 1}] # note: N0401
    - {conv: 8, kernle: 3} # error: E0201 at kernle

Every finding must be marked, and every mark found. What stands behind `at` is what the message underlines.

`bad_*.yaml` does not compile; the golden file next to it holds the messages. `ok_*.yaml` compiles; its golden
file holds the graph, and the messages if there are any.
"""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

from archc.diagnostics.diagnostic import Diagnostic, Sink
from archc.diagnostics.render_text import render_text
from archc.driver import compile_path
from archc.ir.graph import Graph

HERE = Path(__file__).parent
BAD = sorted(HERE.rglob("bad_*.yaml"))
OK = sorted(HERE.rglob("ok_*.yaml"))
MARK = re.compile(r"# (?:error|warning|note): ((?:[EWN]\d{4} ?)+)(?:at (\S.*))?$", re.MULTILINE)

Place = tuple[str, int, str]
"""The file, the line and the code of a finding."""


def case_name(path: Path) -> str:
    """How a test calls a case."""
    return path.relative_to(HERE).with_suffix("").as_posix()


def compile_case(path: Path) -> tuple[Graph | None, tuple[Diagnostic, ...]]:
    """The graph of a case, whose folder must be the current one, and the findings."""
    sink = Sink()
    graph = compile_path(path.name, {}, sink)
    return graph, sink.diagnostics()


def marks(path: Path) -> Counter[Place]:
    """The findings that the comments of a file announce."""
    found: Counter[Place] = Counter()
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        match = MARK.search(line)
        found.update(
            (path.name, number, code) for code in (match.group(1).split() if match else ())
        )
    return found


def all_marks(path: Path, findings: tuple[Diagnostic, ...]) -> Counter[Place]:
    """The marks of a case, and of the bases of its variants in which there are findings."""
    names = {finding.span.file.name for finding in findings if finding.span is not None}
    bases = (path.parent / name for name in sorted(names - {path.name}))
    return sum((marks(base) for base in bases), marks(path))


def places(findings: tuple[Diagnostic, ...]) -> Counter[Place]:
    """Where findings are."""
    return Counter(
        (finding.span.file.name, finding.span.line, finding.code.id)
        for finding in findings
        if finding.span is not None
    )


def messages(findings: tuple[Diagnostic, ...]) -> str:
    """The findings as a terminal shows them."""
    return "\n".join(render_text(finding) for finding in findings)
