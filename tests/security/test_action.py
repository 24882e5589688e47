"""The scripts of the GitHub Action on a hostile pull request, whose names, specs and settings run nothing."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from tests.integrations.conftest import SPEC, commit_all, git, project
from tests.integrations.test_action import Runner, runner
from tests.security.hostile import COMMANDS, in_quotes
from tests.security.test_messages import NAMES, check_inert

__all__ = ["project", "runner"]

SHELL = [
    "$(touch ran)",
    "`touch ran`",
    "a; touch ran #",
    "-o ran",
    "--fix",
    "' touch ran '",
    "a\ntouch ran",
]


def pull_request(project: Path, name: str, text: str) -> str:
    """Commits specs with a hostile name and text, right and wrong ones; the commit before."""
    base = git(project, "rev-parse", "HEAD")
    right = f"description: {in_quotes(text)}\n{SPEC.replace('conv: 4', 'conv: 8')}"
    (project / "specs" / f"{name}.yaml").write_text(right, encoding="utf-8")
    (project / "specs" / f"{name}2.yaml").write_text(
        f"{right}{in_quotes(text)}: 3\n", encoding="utf-8"
    )
    commit_all(project, "A pull request")
    return base


@pytest.mark.parametrize("name", [*NAMES[:3], *SHELL], ids=ascii)
def test_a_hostile_pull_request(runner: Runner, name: str) -> None:
    base = pull_request(runner.project, name, COMMANDS[len(name) % len(COMMANDS)])
    done = runner.run("Check", GENERATED="true")
    assert done.returncode == 1
    commands = [line for line in done.stdout.splitlines() if line.lstrip().startswith("::")]
    for line in commands:
        assert re.match(r"::(error|warning|notice) file=specs/[^,:]*\.yaml,line=\d+,", line), line
    rest = [line for line in done.stdout.splitlines() if line not in commands]
    check_inert("\n".join([*rest, *done.stderr.splitlines()]))
    done = runner.run("Compare with the base of the pull request", BASE=base)
    assert done.returncode == 0, done.stderr
    check_inert(done.stdout + done.stderr)
    check_inert(runner.summary.read_text(encoding="utf-8"))
    assert [request.split()[:3] for request in runner.requests() if "--method" in request] == [
        ["api", "--method", "POST"]
    ]
    assert not list(runner.project.rglob("ran"))


@pytest.mark.parametrize("plugins", ["false", "true"])
def test_plugins_of_a_pull_request(runner: Runner, plugins: str) -> None:
    """They are code, which runs only if the workflow says so."""
    planted = "from pathlib import Path\nPath('ran').touch()\nLAYERS = ()\n"
    (runner.project / "planted.py").write_text(planted, encoding="utf-8")
    settings = '[tool.archc]\nplugins = ["planted"]\n'
    (runner.project / "pyproject.toml").write_text(settings, encoding="utf-8")
    for step, environment in (
        ("Check", {"GENERATED": "true"}),
        ("Compare with the base of the pull request", {"BASE": "HEAD"}),
    ):
        runner.run(step, PLUGINS=plugins, **environment)
        assert (runner.project / "ran").exists() == (plugins == "true")
        (runner.project / "ran").unlink(missing_ok=True)


def test_a_base_that_is_an_option(runner: Runner) -> None:
    done = runner.run("Compare with the base of the pull request", BASE="--upload-pack=touch ran")
    assert done.returncode != 0 or "cannot be compared" in runner.body()
    assert not (runner.project / "ran").exists()
