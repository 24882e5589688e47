"""`archc explain`, and the line of `archc check` that leads to it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest

from archc.cli.render_markdown import Renderer
from archc.diagnostics.codes import MERGE_SHAPE_MISMATCH
from archc.diagnostics.find_code import all_codes
from archc.diagnostics.read_explanation import read_explanation

Run = Callable[..., Any]
HINT = "for more about an error: archc explain E0401\n"


def test_a_code(run: Run) -> None:
    ran = run("explain", "E0401")
    assert ran.code == 0
    assert ran.out.startswith("E0401 merge-shape-mismatch\n\n")
    titles = [line for line in ran.out.splitlines() if line in ("Why", "Wrong", "Right")]
    assert titles == ["Why", "Wrong", "Right"]
    assert "      - residual: [{conv: 3, kernel: 3}] # error: E0401\n" in ran.out
    assert "(docs/merge_policies.md)" in ran.out
    assert not {"\x1b", "```", "]("} & {part for part in ("\x1b", "```", "](") if part in ran.out}


def test_several_words_for_one_code(run: Run) -> None:
    assert run("explain", "e0401", "merge-shape-mismatch").out == run("explain", "E0401").out


def test_several_codes(run: Run) -> None:
    out = run("explain", "W0401", "E0401").out
    assert out.index("W0401 cancelled-bias (warning)") < out.index("E0401 merge-shape-mismatch")


def test_without_a_code_all_are_listed(run: Run) -> None:
    lines = run("explain").out.splitlines()
    for code in all_codes().values():
        assert sum(line.split()[:2] == [code.id, code.slug] for line in lines) == 1


def test_a_word_that_is_no_code(run: Run) -> None:
    ran = run("explain", "E0401", "merge-shape-mismach", "zebra")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == (
        "archc explain: error: there is no code `merge-shape-mismach`: did you mean `E0401` "
        "(merge-shape-mismatch)? there is no code `zebra`; `archc explain` lists all codes\n"
    )


@pytest.mark.parametrize("id_", all_codes())
@pytest.mark.parametrize("width", [50, 80])
def test_prose_fits_the_terminal(id_: str, width: int) -> None:
    explanation = read_explanation(all_codes()[id_])
    for text in (explanation.meaning, explanation.why, explanation.wrong, explanation.right):
        for line in Renderer(colour=False, width=width).body(text):
            # Code is not wrapped, and a piece of it in prose is not broken.
            assert len(line) <= width or line.startswith("    ") or line.count(" ") < 6, line


def test_colours_of_a_terminal() -> None:
    explanation = read_explanation(MERGE_SHAPE_MISMATCH)
    text = "\n".join(Renderer(colour=True).body(explanation.right))
    assert "\x1b[36m`crop`\x1b[0m" in text


@pytest.mark.usefixtures("broken")
def test_check_says_how_to_learn_more(run: Run) -> None:
    assert run("check", "specs").err.endswith(HINT)
    assert run("check", "specs").err.count("archc explain") == 1
    assert "archc explain" not in run("check", "specs", "--quiet").err
    for format_ in ("json", "sarif", "github", "junit"):
        ran = run("check", "specs", "--format", format_)
        assert "for more about" not in ran.err + ran.out
    assert run("check", "specs", "--format", "json", "-o", "report.json").err.endswith(HINT)


def test_nothing_is_explained_where_nothing_is_wrong(run: Run) -> None:
    assert "archc explain" not in run("check", "specs/small.yaml").err


def test_check_imports_none_of_it() -> None:
    code = (
        "import sys; from archc.cli import main; main(['check', 'nothing.yaml']); "
        "print(sorted(n for n in sys.modules if 'expla' in n or 'markdown' in n or 'find_code' in n))"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    assert done.stdout.splitlines()[-1] == "[]", done.stdout + done.stderr
