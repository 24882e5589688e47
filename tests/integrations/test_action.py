"""The steps of the GitHub Action, run as its runner does; `gh` is one that writes down its requests."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml
from tests.integrations.conftest import ROOT, SPEC, commit_all, git

# The requests go to a file; what is asked for (`--jq`) is the content of another.
_GH = """\
#!/bin/sh
printf '%s\\n' "$*" >>"$GH_LOG"
for argument in "$@"; do
  case "$argument" in body=@*) cat "${argument#body=@}" >"$GH_LOG.body" ;; esac
done
case "$*" in *--jq*) cat "$GH_LOG.known" ;; esac
exit "${GH_CODE:-0}"
"""


def action() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
    return loaded


class Runner:
    """A machine on which steps of the action run in a project."""

    def __init__(self, folder: Path, project: Path) -> None:
        self.project = project
        self.log = folder / "gh.log"
        self.summary = folder / "summary.md"
        tools = folder / "tools"
        tools.mkdir()
        _write_command(tools / "archc", f'#!/bin/sh\nexec "{sys.executable}" -m archc "$@"\n')
        _write_command(tools / "gh", _GH)
        self.known("")
        self._environment = {
            **os.environ,
            "PATH": f"{tools}{os.pathsep}{os.environ['PATH']}",
            "PYTHONPATH": str(ROOT / "compiler"),
            "GITHUB_ACTION_PATH": str(ROOT),
            "GITHUB_REPOSITORY": "owner/project",
            "GITHUB_STEP_SUMMARY": str(self.summary),
            "RUNNER_TEMP": str(folder),
            "GH_LOG": str(self.log),
            "SPECS": "specs",
            "PULL_REQUEST": "7",
        }

    def known(self, text: str) -> None:
        """What `gh` answers when it is asked for the comments that there are."""
        self.log.with_name("gh.log.known").write_text(text, encoding="utf-8")

    def run(self, name: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """Runs the step of that name; its inputs are variables of the environment."""
        (step,) = (step for step in action()["runs"]["steps"] if step.get("name") == name)
        assert set(environment) <= set(step.get("env", ()))
        return subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]],
            cwd=self.project,
            env={**self._environment, **environment},
            capture_output=True,
            text=True,
            check=False,
        )

    def requests(self) -> list[str]:
        return self.log.read_text(encoding="utf-8").splitlines() if self.log.exists() else []

    def body(self) -> str:
        return self.log.with_name("gh.log.body").read_text(encoding="utf-8")


def _write_command(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)


@pytest.fixture
def runner(tmp_path: Path, project: Path) -> Runner:
    return Runner(tmp_path, project)


def change(project: Path, old: str, new: str) -> str:
    """Changes the spec of a project; the commit that was before."""
    (project / "specs" / "tiny.yaml").write_text(SPEC.replace(old, new), encoding="utf-8")
    base = git(project, "rev-parse", "HEAD")
    commit_all(project, "A change")
    return base


def test_right_specs_pass(runner: Runner) -> None:
    done = runner.run("Check", OPTIONS="--deny warnings")
    assert (done.returncode, "::error" in done.stdout) == (0, False)


def test_findings_are_annotations(runner: Runner) -> None:
    change(runner.project, "padding", "paddding")
    done = runner.run("Check")
    assert done.returncode == 1
    (line,) = (line for line in done.stdout.splitlines() if line.startswith("::"))
    assert line.startswith("::error file=specs/tiny.yaml,line=4,")
    assert "did you mean `padding`?" in line


def test_generated_source_must_be_fresh(runner: Runner) -> None:
    assert runner.run("Check", GENERATED="true").returncode == 1
    assert runner.run("Check", GENERATED="false").returncode == 0


def test_options_are_no_code(runner: Runner) -> None:
    done = runner.run("Check", OPTIONS="$(touch injected) ; touch injected")
    assert done.returncode != 0
    assert not (runner.project / "injected").exists()


def test_a_change_is_commented_once(runner: Runner) -> None:
    base = change(runner.project, "conv: 4", "conv: 8")
    done = runner.run("Compare with the base of the pull request", BASE=base)
    assert done.returncode == 0, done.stderr
    assert runner.requests()[-1].startswith("api --method POST repos/owner/project/issues/7/")
    assert runner.body().startswith("<!-- archc: specs -->\n")
    assert "tiny" in runner.body()
    assert runner.summary.read_text(encoding="utf-8") == runner.body()

    runner.known("12\n15\n")
    runner.run("Compare with the base of the pull request", BASE=base)
    assert "--method PATCH repos/owner/project/issues/comments/12 " in runner.requests()[-1]


def test_nothing_is_said_of_no_change(runner: Runner) -> None:
    base = change(runner.project, "archc: 1\n", "# A comment\narchc: 1\n")
    done = runner.run("Compare with the base of the pull request", BASE=base)
    assert done.returncode == 0, done.stderr
    assert [request for request in runner.requests() if "--method" in request] == []
    runner.known("12\n")
    runner.run("Compare with the base of the pull request", BASE=base)
    assert "--method PATCH" in runner.requests()[-1]


def test_a_side_that_does_not_compile_is_said(runner: Runner) -> None:
    base = change(runner.project, "padding", "paddding")
    done = runner.run("Compare with the base of the pull request", BASE=base)
    assert done.returncode == 0, done.stderr
    assert "the new one does not compile" in runner.body()
    assert "did you mean `padding`?" in runner.body()


def test_what_cannot_be_compared_is_said(runner: Runner) -> None:
    done = runner.run("Compare with the base of the pull request", BASE="HEAD", SPECS="nowhere")
    assert done.returncode == 0, done.stderr
    assert "cannot be compared" in runner.body()


def test_a_comment_that_may_not_be_written_is_a_warning(runner: Runner) -> None:
    base = change(runner.project, "conv: 4", "conv: 8")
    runner._environment["GH_CODE"] = "1"
    done = runner.run("Compare with the base of the pull request", BASE=base)
    assert (done.returncode, done.stdout.startswith("::warning")) == (0, True)
    assert runner.summary.exists()


def test_the_summary_alone(runner: Runner) -> None:
    base = change(runner.project, "conv: 4", "conv: 8")
    runner.run("Compare with the base of the pull request", BASE=base, COMMENT="false")
    assert runner.summary.exists()
    assert runner.requests() == []


def test_no_input_stands_in_a_script() -> None:
    scripts = [step.get("run", "") for step in action()["runs"]["steps"]]
    assert not any("${{" in script for script in scripts)


def test_the_python_of_the_action_is_one_that_archc_takes() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    (setup,) = (
        step for step in action()["runs"]["steps"] if "setup-python" in step.get("uses", "")
    )
    version = setup["with"]["python-version"]
    assert f"Programming Language :: Python :: {version}" in project["classifiers"]
    assert setup["with"]["update-environment"] is False


@pytest.mark.slow
def test_the_action_installs_archc(runner: Runner, tmp_path: Path, archc_repository: Path) -> None:
    path = tmp_path / "path"
    runner._environment |= {"GITHUB_ACTION_PATH": str(archc_repository), "GITHUB_PATH": str(path)}
    done = runner.run("Install archc", PYTHON=sys.executable)
    assert done.returncode == 0, done.stderr
    command = Path(path.read_text(encoding="utf-8").strip()) / "archc"
    shown = subprocess.run([command, "--version"], capture_output=True, text=True, check=True)
    assert shown.stdout.startswith("archc ")
