"""What archc prints of hostile specs and file names is inert: on terminals, in logs of CI, in every report.

1. No character of it is one that a terminal acts on, that turns the direction of text, or that is not seen.
2. No line of it is a command for GitHub, Azure or TeamCity, but those of `--format github`.
3. XML has no elements, Markdown no markup, and SARIF no links but ours.
"""

from __future__ import annotations

import json
import os
import re
import sys
from html.parser import HTMLParser
from itertools import product
from pathlib import Path
from xml.etree import ElementTree

import pytest
from tests.cli.conftest import SMALL, Run
from tests.security.hostile import COMMANDS, HOSTILE, MARK, in_quotes

from archc.editor.hover import find_hover, uses_of
from archc.editor.open_files import OpenFiles

TEXTS = (*COMMANDS, *HOSTILE)
NAMES = [
    "".join(char for char in text if char not in "/\0") for text in COMMANDS if len(text) < 200
]
"""What of it can be the name of a file."""


def wrong_spec(text: str) -> str:
    """A spec that says a text wherever a message may quote it, with a mistake there; a line of it each."""
    quoted = in_quotes(text)
    lines = ["archc: 1", f"name: {quoted}", "input: {shape: [8, 8, 3]}", f"stem: [{quoted}]"]
    lines += [f"stages: [{{name: a, block: {quoted}}}, {{name: b, from: {quoted}, steps: [relu]}}]"]
    lines += [f"head: [{{conv: {quoted}, kernel: 1, {quoted}: 3}}, {{relu: , as: {quoted}}}]"]
    plain = "".join(char for char in text if char.isprintable())
    return "\n".join(
        [*lines, f"expect: {{parameters: {quoted}}}", f"# {plain}", f"{quoted}: 3", ""]
    )


def right_spec(text: str) -> str:
    """A spec that compiles, with a warning, a note and a budget, and says a text where it may."""
    quoted, plain = in_quotes(text[:390]), "".join(char for char in text if char.isprintable())
    small = SMALL.format(name="small").replace("labels: 10", f"labels: 10, word: {quoted}")
    return f"# {plain}\n{small}description: {quoted}\nreference: {{title: {quoted}}}\n"


def check_inert(printed: str) -> None:
    """Rules 1 and 2."""
    for line in printed.split("\n"):
        assert line.replace("\t", "").isprintable(), ascii(line)
        assert not line.strip().startswith("::"), line
        assert not re.search(r"##\w*\[", line), line


@pytest.mark.parametrize("text", TEXTS, ids=[ascii(text)[:30] for text in TEXTS])
def test_texts_on_terminals_and_in_logs(run: Run, text: str) -> None:
    for name, spec in (("wrong", wrong_spec(text)), ("right", right_spec(text))):
        Path(f"specs/{name}.yaml").write_text(spec, encoding="utf-8", errors="replace")
        for command in (["check"], ["check", "--diff"], ["show"], ["lock"], ["build"]):
            ran = run(*command, f"specs/{name}.yaml")
            assert ran.code == (name == "wrong" and command != ["check", "--diff"]), ran
            check_inert(ran.out + ran.err)
    for command in (
        ["expand", "specs/right.yaml"],
        ["diff", "specs/right.yaml", "specs/small.yaml"],
    ):
        ran = run(*command)
        assert ran.code == 0, ran
        check_inert(ran.out + ran.err)


@pytest.mark.parametrize("name", NAMES, ids=[ascii(name)[:30] for name in NAMES])
def test_names_of_files(run: Run, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    assert run is not None
    monkeypatch.chdir("specs/variants")
    Path("other.yaml").unlink()
    Path(f"{name}.yaml").write_text(SMALL.format(name="small"), encoding="utf-8")
    commands = ["check", "build", "build --check", "lock", "lock --check", "check --locked"]
    for command in (*commands, "diff .", "build --check -o elsewhere"):
        check_inert(run_here(run, *command.split(), "."))
    Path(f"{name}.yaml").write_text(wrong_spec(name), encoding="utf-8")
    for command in ("check", "diff .", "build", "lock"):
        check_inert(run_here(run, *command.split(), "."))


def run_here(run: Run, *arguments: str) -> str:
    """What a command prints."""
    ran = run(*arguments)
    return ran.out + ran.err


@pytest.mark.parametrize("text", COMMANDS, ids=[ascii(text)[:30] for text in COMMANDS])
def test_reports(run: Run, text: str) -> None:
    Path("specs/wrong.yaml").write_text(wrong_spec(text), encoding="utf-8", errors="replace")
    findings = len(json.loads(run("check", "specs", "--format", "json").out)["findings"])

    github = run("check", "specs", "--format", "github").out.splitlines()
    assert len(github) == findings
    for line in github:
        assert re.match(r"::(error|warning|notice) (file=specs/[\w/]+\.yaml,|title=)", line), line
        assert line.isprintable()

    suites = ElementTree.fromstring(run("check", "specs", "--format", "junit").out)
    tags = {"testsuites", "testsuite", "testcase", "failure", "system-out"}
    assert {element.tag for element in suites.iter()} <= tags
    for element in suites.iter():
        check_visible("".join(element.attrib.values()) + (element.text or ""))

    sarif = json.loads(run("check", "specs", "--format", "sarif").out)["runs"][0]
    for result in sarif["results"]:
        for message in (result, *result.get("relatedLocations", ())):
            check_visible(message["message"]["text"])
            assert "](" not in message["message"]["text"]


def check_visible(text: str) -> None:
    """Rule 1, of a text with several lines."""
    assert all(line.isprintable() for line in text.split("\n")), ascii(text)


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert not attrs
        self.found.add(tag)


@pytest.mark.parametrize(
    ("text", "name"), [*product(COMMANDS, ("right", "wrong"))], ids=lambda value: ascii(value)[:30]
)
def test_markdown_has_no_markup_of_specs(run: Run, text: str, name: str) -> None:
    spec = {"right": right_spec, "wrong": wrong_spec}[name](text)
    file = "".join(char for char in text if char not in "/\0")
    path = Path(f"specs/{file[:80]}.yaml")
    path.write_text(spec.replace("repeat: 3", "repeat: 4"), encoding="utf-8", errors="replace")
    page = run("diff", "specs/small.yaml", str(path), "--format", "markdown").out
    check_inert(page)
    outside = re.sub(r"(?ms)^(`{3,})text$.*?^\1$", "", page)
    outside = re.sub(r"(?<!`)(`+)(?!`)[^\n]*?(?<!`)\1(?!`)", "", outside)
    tags = _Tags()
    tags.feed(outside)
    assert tags.found <= {"details", "summary", "code"}
    outside = re.sub(r"<summary>.*?</summary>", "", outside)
    assert not re.search(rf"(?<!\\)[\[@<!]\S*{MARK}", outside), outside
    assert "](http" not in outside


@pytest.mark.parametrize("text", COMMANDS, ids=[ascii(text)[:30] for text in COMMANDS])
def test_words_of_the_command_line(run: Run, text: str) -> None:
    word = text.replace("\0", "")
    for arguments in (["diff", word, word], ["diff", f"{word}:a", "b"], ["explain", word]):
        ran = run(*arguments)
        assert ran.code == 2
        check_inert(ran.out + ran.err)
    for arguments in (
        ["check", word],
        ["check", "specs", "--variant", word],
        ["check", f"--{word}", "a"],
    ):
        ran = run(*arguments)
        assert ran.code in (1, 2)
        check_inert(ran.out + ran.err)


@pytest.mark.parametrize("text", COMMANDS, ids=[ascii(text)[:30] for text in COMMANDS])
def test_what_editors_show_has_no_markup_of_specs(text: str) -> None:
    """Rule 3: an editor that shows Markdown would load an image."""
    expression = in_quotes(f"${{`![x](https://example.org/{text})}}")
    spec = f"archc: 1\nname: a\ninput: {{shape: [4, 4, 3]}}\nstem: [{{conv: {expression}, kernel: 1}}]\n"
    files = OpenFiles()
    files.put("a.yaml", spec)
    hover = find_hover("a.yaml", spec.index("example"), files.read, uses_of("a.yaml", files.read))
    assert hover is not None
    assert re.sub(r"(?s)^(`{3,})text\n.*\n\1$", "", hover.text) == ""


@pytest.mark.skipif(os.name == "nt" or sys.platform == "darwin", reason="names are Unicode there")
def test_names_of_files_that_are_no_text(run: Run) -> None:
    """Names are bytes; some are no UTF-8."""
    wrong = SMALL.format(name="wrong").replace("padding", "paddding", 1)
    for name, spec in (
        (b"specs/\xff.yaml", SMALL.format(name="tiny")),
        (b"specs/w\xc3.yaml", wrong),
    ):
        Path(os.fsdecode(name)).write_text(spec, encoding="utf-8")
    commands = [
        "build",
        "build --check",
        "lock",
        "lock -o all.lock",
        "check --locked",
        "diff specs",
    ]
    commands += [
        "check",
        "check --diff",
        "diff specs --format markdown",
        "diff specs --format json",
    ]
    reports = [f"check --format {form}" for form in ("json", "jsonl", "sarif", "junit")]
    reports += [f"{report} --output report" for report in reports]
    for command in (*commands, *reports):
        ran = run(*command.split(), "specs")
        assert ran.code in (0, 1, 2), (command, ran)
        check_inert(ran.out + ran.err)
