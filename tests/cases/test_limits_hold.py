"""Each limit of docs/limits.md is where the page says: below it all is fine, and beyond it archc stops."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from archc.diagnostics.diagnostic import Sink
from archc.driver import compile_variant
from archc.lowering.switches import MAX_LAYERS_OPENED, MAX_SWITCHES
from archc.ops.kinds import MAX_FILTERS
from archc.source import limits
from archc.source.source_file import SourceFile
from archc.spec.spec_trees import SpecTrees
from archc.syntax.read_source import read_source

PAGE = Path(__file__).parents[2] / "docs" / "limits.md"
HEAD = "archc: 1\nname: small\ninput: {shape: [4, 4, 3]}\n"
RELU = "stem: [relu]\n"


class Limit(NamedTuple):
    """A limit, the code of what is beyond it, and the text of a spec with so many of what it counts."""

    number: int
    code: str
    spec: Callable[[int], str]


def _chain(count: int) -> str:
    blocks = "".join(f"  b{i}: [b{i + 1}]\n" for i in range(1, count))
    return f"{HEAD}blocks:\n{blocks}  b{count}: [relu]\nstem: [b1]\n"


def _named(section: str, value: str) -> Callable[[int], str]:
    return lambda count: (
        f"{HEAD}{RELU}{section}:\n" + "".join(f"  n{i}: {value}\n" for i in range(count))
    )


def _allowed(count: int) -> str:
    return HEAD + "stem:\n" + "- relu # archc: allow W0401\n" * count


def _edits(work: int) -> str:
    """A hundred edits, a value each; the base has three values for each step."""
    edits = "".join(f"      stem.a{i}.dropout: 0.1\n" for i in range(100))
    steps = "".join(f"- {{dropout: 0.5, as: a{i}}}\n" for i in range((work // 100 - 100) // 3))
    return f"{HEAD}stem:\n{steps}variants:\n  v:\n    set:\n{edits}"


def _rows(work: int) -> str:
    """A stage of ten values, its rows left out."""
    head = "  - [3]\n" * (work // 10)
    steps = "[{conv: $f, kernel: 1}, relu, relu]"
    return f"{HEAD}stages:\n- name: s\n  columns: [f]\n  steps: {steps}\n  rows:\n{head}"


def _switches(count: int) -> str:
    arguments = ", ".join(f"a{i}: true" for i in range(count))
    steps = ", ".join(f"{{conv: {4 + i}, kernel: 1, when: $a{i}}}" for i in range(count))
    return f"{HEAD}arguments: {{{arguments}}}\nstem: [{steps}]\n"


def _bases(count: int) -> str:
    presets = "".join(f"  v{i}: {{extends: v{i + 1}}}\n" for i in range(count - 1))
    return f"{HEAD}{RELU}variants:\n{presets}  v{count - 1}:\n"


LIMITS: dict[str, Limit] = {
    "MAX_YAML_NODES": Limit(limits.MAX_YAML_NODES, "E0105", lambda n: f"a: [{'b,' * n}]\n"),
    "MAX_YAML_DEPTH": Limit(limits.MAX_YAML_DEPTH, "E0105", lambda n: f"{'[' * n}{']' * n}\n"),
    "MAX_LAYERS": Limit(
        limits.MAX_LAYERS,
        "E0601",
        lambda n: f"{HEAD}stem: [{{repeat: {n // 2}, steps: [relu, relu]}}]\n",
    ),
    "MAX_STEPS_OPENED": Limit(
        limits.MAX_STEPS_OPENED,
        "E0601",
        lambda n: (
            f"{HEAD}stem: [{{repeat: {n // 10}, steps: [{'{relu: , when: false}, ' * 9}]}}]\n"
        ),
    ),
    "MAX_NESTING": Limit(limits.MAX_NESTING, "E0602", _chain),
    "MAX_EXPRESSION_CHARS": Limit(
        limits.MAX_EXPRESSION_CHARS,
        "E0304",
        lambda n: f'{HEAD}stem: [{{conv: "${{1{" " * (n - 5)}+1}}", kernel: 1}}]\n',
    ),
    "MAX_EXPRESSION_NODES": Limit(
        limits.MAX_EXPRESSION_NODES,
        "E0304",
        lambda n: f'{HEAD}stem: [{{conv: "${{1{"+1" * (n // 3)}}}", kernel: 1}}]\n',
    ),
    "MAX_NUMBER": Limit(
        limits.MAX_NUMBER, "E0305", lambda n: f'{HEAD}stem: [{{scale: "${{{n} * 1}}"}}]\n'
    ),
    "MAX_TENSOR_ELEMENTS": Limit(
        limits.MAX_TENSOR_ELEMENTS,
        "E0603",
        lambda n: f"{HEAD}stem: [{{conv: {n // 10**10}, kernel: 1}}, {{upsample: 25000}}]\n",
    ),
    "MAX_EXTENDS": Limit(limits.MAX_EXTENDS, "E0502", _bases),
    "MAX_NAMED_VALUES": Limit(limits.MAX_NAMED_VALUES, "E0204", _named("constants", "3")),
    "MAX_NAMED_VALUES of arguments": Limit(
        limits.MAX_NAMED_VALUES, "E0204", _named("arguments", "3")
    ),
    "MAX_NAMED_VALUES of presets": Limit(
        limits.MAX_NAMED_VALUES, "E0204", _named("variants", "{description: a}")
    ),
    "MAX_TEXT_ARGUMENT": Limit(
        limits.MAX_TEXT_ARGUMENT,
        "E0204",
        lambda n: f"{HEAD}{RELU}arguments: {{a: {'x' * n}}}\n",
    ),
    "MAX_BUDGET_CHARS": Limit(
        limits.MAX_BUDGET_CHARS,
        "E0204",
        lambda n: f'{HEAD}{RELU}expect: {{layers: "<={" " * (n - 3)}9"}}\n',
    ),
    "MAX_ALLOWED_CODES": Limit(limits.MAX_ALLOWED_CODES, "W0201", _allowed),
    "MAX_EDIT_WORK": Limit(limits.MAX_EDIT_WORK, "E0604", _edits),
    "MAX_TABLE_WORK": Limit(limits.MAX_TABLE_WORK, "E0605", _rows),
    "MAX_SWITCHES": Limit(MAX_SWITCHES, "E0314", _switches),
    "MAX_FILTERS": Limit(
        MAX_FILTERS, "E0204", lambda n: f"{HEAD}stem: [{{conv: {n}, kernel: 1}}]\n"
    ),
}


def codes(text: str) -> set[str]:
    """The codes of what is found in a spec and its presets."""
    sink = Sink()
    trees = SpecTrees(SourceFile("spec.yaml", text))
    for variant in (None, *trees.presets()[:1]):
        compile_variant(trees, variant, {}, sink)
    return {finding.code.id for finding in sink.diagnostics()}


@pytest.mark.parametrize("name", LIMITS)
def test_a_limit_is_where_it_is_said_to_be(name: str) -> None:
    limit = LIMITS[name]
    slack = max(1, limit.number // 50)
    assert limit.code not in codes(limit.spec(limit.number - slack))
    assert limit.code in codes(limit.spec(limit.number + slack))


@pytest.mark.parametrize(
    ("limit", "name"), [(limits.MAX_FILE_BYTES, "a.yaml"), (limits.MAX_LOCK_BYTES, "a.lock")]
)
def test_files_are_read_up_to_their_limit(tmp_path: Path, limit: int, name: str) -> None:
    path = tmp_path / name
    for size in (limit, limit + 1):
        path.write_bytes(b"#" * size)
        assert (read_source(str(path), Sink(), limit) is None) == (size > limit)


TESTED_ELSEWHERE = {
    "MAX_FILE_BYTES": "above",
    "MAX_LOCK_BYTES": "above",
    "MAX_ERRORS": "tests/cases/test_files.py",
    "MAX_ERRORS_SHOWN": "tests/cli/test_check.py",
}


def test_every_limit_is_tested_and_on_the_page() -> None:
    page = (
        PAGE.read_text(encoding="utf-8")
        .replace("10^12", f"{10**12:,}")
        .replace("10^9", f"{10**9:,}")
    )
    known = {name: value for name, value in vars(limits).items() if name.startswith("MAX_")}
    assert known.keys() <= LIMITS.keys() | TESTED_ELSEWHERE.keys()
    for name, value in {
        **known,
        "": MAX_SWITCHES,
        " ": MAX_LAYERS_OPENED,
        "  ": MAX_FILTERS,
    }.items():
        assert re.search(rf"(?<![\d,]){value:,}(?![\d,]*\d)", page), f"{name} is {value:,}"
