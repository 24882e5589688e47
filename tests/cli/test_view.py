"""`archc view`: where the page goes, what is said, and what is refused."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import urllib.request
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from tests.cli.conftest import Run
from tests.integrations.conftest import commit_all, git

SMALL = "specs/small.yaml"
OTHER = "specs/variants/other.yaml"


def data(path: str) -> dict[str, Any]:
    text = Path(path).read_text(encoding="utf-8").partition('id="data">')[2]
    found: dict[str, Any] = json.loads(text.partition("</script>")[0])
    return found


def test_a_page_goes_to_the_name_of_the_network(run: Run) -> None:
    ran = run("view", SMALL)
    assert ran.code == 0
    assert ran.out.startswith("written  small.html  small: ")
    assert ran.err == ""
    assert data("small.html")["name"] == "small"


def test_output(run: Run) -> None:
    assert run("view", SMALL, "-o", "pages/a.html").code == 0
    assert run("view", OTHER, "-o", "pages").code == 0
    assert run("view", OTHER, "-o", "more/").code == 0
    assert {str(path) for path in Path().rglob("*.html")} == {
        os.path.join("pages", "a.html"),  # noqa: PTH118 (the form that rglob gives)
        os.path.join("pages", "other.html"),  # noqa: PTH118
        os.path.join("more", "other.html"),  # noqa: PTH118
    }


def test_arguments_and_presets(run: Run) -> None:
    with Path(SMALL).open("a", encoding="utf-8") as file:
        file.write("variants: {wide: {set: {arguments.labels: 20}}}\n")
    assert run("view", SMALL, "--set", "labels=7").code == 0
    assert data("small.html")["arguments"] == [["labels", "7"], ["deep", "true"]]
    assert run("view", SMALL, "--variant", "wide").code == 0
    assert data("small_wide.html")["arguments"][0] == ["labels", "20"]


def test_a_comparison(run: Run, folder: Path) -> None:
    text = Path(SMALL).read_text(encoding="utf-8")
    Path("new.yaml").write_text(text.replace("repeat: 3", "repeat: 4"), encoding="utf-8")
    ran = run("view", SMALL, "new.yaml")
    assert (ran.code, ran.err) == (0, "")
    assert [one["text"] for one in data("small_diff.html")["changes"]] == ["repeat 3 -> 4"]
    git(folder, "init", "--quiet", "--initial-branch", "main")
    commit_all(folder, "Specs")
    Path(SMALL).write_text(text.replace("[global_avg_pool, ", "[relu, global_avg_pool, "))
    assert run("view", f"HEAD:{SMALL}", SMALL, "-o", "change.html").code == 0
    page = data("change.html")
    assert page["comparison"]["sides"] == f"HEAD:{SMALL} \N{RIGHTWARDS ARROW} {SMALL}"
    assert [file["side"] for file in page["files"]] == ["new", "old"]


def test_a_preset_of_each_side(run: Run) -> None:
    with Path(SMALL).open("a", encoding="utf-8") as file:
        file.write("variants:\n  long: {set: {stages.body.repeat: 5}}\n")
        file.write("  short: {set: {stages.body.repeat: 2}}\n")

    def shown(*options: str) -> tuple[str, list[str], str]:
        assert run("view", SMALL, SMALL, "-o", "change.html", *options).code == 0
        page = data("change.html")
        return (
            page["comparison"]["sides"].replace("\N{RIGHTWARDS ARROW}", "->"),
            [one["text"] for one in page["changes"]],
            page["variant"],
        )

    long, short = f"{SMALL} (long)", f"{SMALL} (short)"
    both = shown("--old-variant", "long", "--new-variant", "short")
    assert both == (f"{long} -> {short}", ["repeat 5 -> 2"], "short")
    assert shown("--variant", "long", "--new-variant", "short") == both
    assert shown("--new-variant", "long") == (f"{SMALL} -> {long}", ["repeat 3 -> 5"], "long")
    assert shown("--old-variant", "long") == (f"{long} -> {SMALL}", ["repeat 5 -> 3"], "")
    assert shown("--variant", "long") == (f"{long} -> {long}", [], "long")


def test_a_preset_that_is_not_there(run: Run) -> None:
    ran = run("view", SMALL, SMALL, "--old-variant", "gone")
    assert (ran.code, "E0507" in ran.err) == (1, True)


def test_errors_are_findings_and_leave_the_page(run: Run, broken: Path) -> None:
    Path("broken.html").write_text("as it was")
    ran = run("view", str(broken))
    assert (ran.code, ran.out) == (1, "")
    assert "error[E0401]" in ran.err
    assert Path("broken.html").read_text() == "as it was"
    assert run("view", SMALL, str(broken)).code == 1
    assert run("view", str(broken), SMALL).code == 1


def test_warnings_are_printed_and_shown(run: Run) -> None:
    text = Path(SMALL).read_text(encoding="utf-8")
    Path("warned.yaml").write_text(text.replace(" # archc: allow unused-argument", ""))
    ran = run("view", "warned.yaml")
    assert ran.code == 0
    assert "warning[W0302]" in ran.err
    assert "W0302" in [one["code"] for one in data("small.html")["findings"]]
    assert run("view", "warned.yaml", "--deny", "unused-argument").code == 1
    assert run("view", "warned.yaml", "--allow", "unused-argument").err == ""


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["specs"], "a page shows one spec"),
        ([SMALL, "specs"], "a page shows one spec"),
        ([SMALL, "-o", "x.png"], "ends in .html"),
        ([SMALL, "-o", ""], "-o needs"),
        ([SMALL, "--watch", "-o", "x.html"], "leave out -o"),
        (["-", "--watch"], "needs a file"),
        (["nope.yaml"], "is no file"),
        ([SMALL, "--old-variant", "long"], "name NEW, too"),
        ([SMALL, "--new-variant", "long"], "name NEW, too"),
        (["HEAD:nope.yaml", SMALL], "repository"),
    ],
)
def test_misuse(run: Run, arguments: list[str], said: str) -> None:
    ran = run("view", *arguments)
    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err


def test_a_page_that_cannot_be_written(run: Run) -> None:
    Path("taken.html").mkdir()
    assert run("view", SMALL, "-o", "specs/small.yaml/x.html").code == 1


def test_the_browser_is_opened(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    monkeypatch.setattr("webbrowser.open", opened.append)
    assert run("view", SMALL, "--open").code == 0
    assert opened == [Path("small.html").absolute().as_uri()]


def test_watching(folder: Path) -> None:
    command = [sys.executable, "-m", "archc", "view", SMALL, "--watch"]
    with subprocess.Popen(
        command,
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        # A shell that runs tests in the background lets them ignore the signal.
        preexec_fn=partial(signal.signal, signal.SIGINT, signal.SIG_DFL),
    ) as process:
        assert process.stdout is not None
        try:
            address = process.stdout.readline().split()[-1]
            with urllib.request.urlopen(address, timeout=10) as answer:
                assert "<title>small - archc</title>" in answer.read().decode()
            spec = folder / SMALL
            spec.write_text(spec.read_text().replace("repeat: 3", "repeat: 5"))
            assert process.stdout.readline() == "ends with Ctrl-C\n"
            assert process.stdout.readline().startswith("shown    small: ")
            process.send_signal(signal.SIGINT)
            out, err = process.communicate(timeout=60)
        finally:
            process.kill()
    assert (process.returncode, out, err) == (0, "ended\n", "")
