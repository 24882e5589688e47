"""Every diagnostic has a case and an entry in docs/errors.md, whose examples are true."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from archc.diagnostics import codes
from archc.diagnostics.codes import Code
from archc.diagnostics.diagnostic import Sink
from archc.driver import compile_path
from archc.source import limits

TESTS = Path(__file__).parents[1]
PAGE = (TESTS.parent / "docs" / "errors.md").read_text(encoding="utf-8")
CODES = {code.id: code for code in vars(codes).values() if isinstance(code, Code)}
_MARK = re.compile(r"# (?:error|warning|note): ((?:[EWN]\d{4} ?)+)$", re.MULTILINE)

WITHOUT_A_LINE = {
    "E0001": ("cases/test_files.py", "test_a_file_that_is_not_there"),
    "E0002": ("cases/test_files.py", "test_a_wrong_encoding"),
    "E0003": ("cases/test_files.py", "test_a_file_that_is_too_large"),
    "E0004": ("cli/test_build.py", "test_an_output_that_cannot_be_written"),
    "E0005": ("cli/test_check.py", "no-specs-found"),
    "E0006": ("cli/test_build.py", "test_check_shows_what_is_stale_and_writes_nothing"),
    "E0007": ("cli/test_build.py", "test_keras_that_is_not_installed"),
    "E0008": ("cli/test_build.py", "test_two_specs_that_would_write_one_file"),
    "E0009": ("keras/test_weight_files.py", "test_a_file_of_another_network"),
    "E0010": ("cli/test_leftovers.py", "test_a_spec_that_is_gone"),
    "E0104": ("cases/test_files.py", "test_a_file_without_a_spec"),
    "E0312": ("cases/test_files.py", "test_an_argument_that_cannot_be_given"),
    "E0604": ("cases/test_files.py", "test_edits_by_the_thousand"),
    "E0701": ("plugins/test_plugin_mistakes.py", "test_a_plugin_that_is_not_there"),
    "E0702": ("plugins/test_plugin_mistakes.py", "test_a_plugin_that_cannot_be_imported"),
    "E0703": ("plugins/test_plugin_mistakes.py", "test_a_plugin_without_layers"),
    "E0704": ("plugins/test_plugin_mistakes.py", "test_a_class_that_is_no_layer"),
    "E0705": ("plugins/test_plugin_mistakes.py", "test_a_word_that_is_taken"),
    "E0706": ("plugins/test_plugin_mistakes.py", "test_a_keras_module_that_breaks_the_contract"),
    "E0707": ("plugins/test_plugin_mistakes.py", "test_a_rule_that_is_broken"),
    "E0708": ("plugins/test_plugins_in_keras.py", "test_a_keras_layer_that_is_another_one"),
    "E0802": ("cli/test_lock.py", "test_without_a_lock"),
    "E0803": ("lock/test_read_lock.py", "test_a_lock_that_is_none"),
    "E0804": ("cli/test_lock.py", "test_a_change_is_an_error_that_says_what_it_is"),
    "E0805": ("cli/test_lock.py", "test_presets_that_are_new_or_gone"),
    "N0801": ("cli/test_budgets.py", "test_with_other_arguments_budgets_are_not_checked"),
    "E0709": ("plugins/test_plugin_mistakes.py", "test_settings_that_are_wrong"),
    "W0403": ("cli/test_levels.py", "test_options"),
}
"""The codes that no comment in a case file can mark, each with the test that causes it.

They speak of files or of the command line, need a huge spec, or are off.
"""
BASE = """archc: 1
name: base
input: {shape: [32, 32, 3]}
stem:
  - {conv: 8, kernel: 3, as: first}
  - {conv: 8, kernel: 3}
"""


def _marked() -> set[str]:
    texts = (path.read_text(encoding="utf-8") for path in (TESTS / "cases").rglob("*.yaml"))
    return {code for text in texts for found in _MARK.findall(text) for code in found.split()}


def test_every_code_has_a_case_or_a_test() -> None:
    assert _marked() | set(WITHOUT_A_LINE) == set(CODES)
    assert not _marked() & set(WITHOUT_A_LINE)


@pytest.mark.parametrize("code", WITHOUT_A_LINE)
def test_the_test_of_a_code_exists(code: str) -> None:
    file, name = WITHOUT_A_LINE[code]
    text = (TESTS / file).read_text(encoding="utf-8")
    assert name in text
    assert code in text or CODES[code].slug in text


def _sections() -> dict[str, str]:
    parts = re.split(r"^### (.+)$", PAGE, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def test_every_code_is_explained() -> None:
    assert list(_sections()) == [str(code) for code in CODES.values()]


def test_every_limit_is_documented() -> None:
    page = (TESTS.parent / "docs" / "limits.md").read_text(encoding="utf-8")
    for name, value in vars(limits).items():
        if name.startswith("MAX_"):
            power = f"10^{len(str(value)) - 1}"
            assert f"{value:,}" in page or (power in page and str(value).strip("0") == "1"), name


def _examples() -> list[tuple[str, list[str]]]:
    blocks = {
        title.split()[0]: re.findall(r"```yaml\n(.*?)```", text, flags=re.DOTALL)
        for title, text in _sections().items()
    }
    return [(code, found) for code, found in blocks.items() if found]


@pytest.mark.parametrize(("code", "blocks"), _examples(), ids=[code for code, _ in _examples()])
def test_the_examples_are_true(
    code: str, blocks: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("base.yaml").write_text(BASE, encoding="utf-8")
    wrong, right = (_found(block) for block in blocks)
    assert wrong == {code}
    assert right == set()


def _found(block: str) -> set[str]:
    head = "" if block.startswith("archc") else "archc: 1\n"
    middle = "" if "extends" in block else "input: {shape: [32, 32, 3]}\n"
    Path("spec.yaml").write_text(f"{head}name: example\n{middle}{block}", encoding="utf-8")
    sink = Sink()
    compile_path("spec.yaml", {}, sink)
    return {finding.code.id for finding in sink.diagnostics()}
