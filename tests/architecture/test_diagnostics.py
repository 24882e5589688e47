"""Every diagnostic has a case or a test, and every limit is documented."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.cases.case_files import MARK

from archc.diagnostics.find_code import all_codes
from archc.source import limits

TESTS = Path(__file__).parents[1]
CODES = all_codes()

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


def _marked() -> set[str]:
    texts = (path.read_text(encoding="utf-8") for path in (TESTS / "cases").rglob("*.yaml"))
    return {code for text in texts for found, _ in MARK.findall(text) for code in found.split()}


def test_every_code_has_a_case_or_a_test() -> None:
    assert _marked() | set(WITHOUT_A_LINE) == set(CODES)
    assert not _marked() & set(WITHOUT_A_LINE)


@pytest.mark.parametrize("code", WITHOUT_A_LINE)
def test_the_test_of_a_code_exists(code: str) -> None:
    file, name = WITHOUT_A_LINE[code]
    text = (TESTS / file).read_text(encoding="utf-8")
    assert name in text
    assert code in text or CODES[code].slug in text


def test_every_limit_is_documented() -> None:
    page = (TESTS.parent / "docs" / "limits.md").read_text(encoding="utf-8")
    for name, value in vars(limits).items():
        if name.startswith("MAX_"):
            power = f"10^{len(str(value)) - 1}"
            assert f"{value:,}" in page or (power in page and str(value).strip("0") == "1"), name
