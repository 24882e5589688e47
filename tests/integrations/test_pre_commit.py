"""pre-commit installs the hooks from a repository of archc, and runs them on one of a project."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.integrations.conftest import SPEC, commit_all, git

pytestmark = pytest.mark.slow
HOOKS = ("archc-check", "archc-fix", "archc-locked", "archc-build")


@pytest.fixture(scope="module")
def tools(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where pre-commit keeps what it installs: once for all tests."""
    return tmp_path_factory.mktemp("tools")


@pytest.fixture
def hooked(project: Path, archc_repository: Path) -> Path:
    revision = git(archc_repository, "rev-parse", "HEAD")
    lines = [f"repos:\n- repo: {archc_repository}\n  rev: {revision}\n  hooks:"]
    lines += [f"  - id: {hook}" for hook in HOOKS]
    (project / ".pre-commit-config.yaml").write_text("\n".join(lines) + "\n", encoding="utf-8")
    commit_all(project, "Hooks")
    return project


def run_hook(hook: str, project: Path, tools: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "pre_commit", "run", hook, "--all-files", "--color", "never"],
        cwd=project,
        env={**os.environ, "PRE_COMMIT_HOME": str(tools)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_hooks_on_a_right_and_on_a_wrong_spec(hooked: Path, tools: Path) -> None:
    spec = hooked / "specs" / "tiny.yaml"
    assert run_hook("archc-check", hooked, tools).returncode == 0

    spec.write_text(SPEC.replace("padding: same", "paddding: same"), encoding="utf-8")
    done = run_hook("archc-check", hooked, tools)
    assert done.returncode == 1
    assert "specs/tiny.yaml:4:29" in done.stdout
    assert "did you mean `padding`?" in done.stdout

    done = run_hook("archc-fix", hooked, tools)
    assert (done.returncode, "files were modified by this hook" in done.stdout) == (1, True)
    assert spec.read_text(encoding="utf-8") == SPEC
    assert run_hook("archc-fix", hooked, tools).returncode == 0


def test_hooks_on_locks_and_on_generated_source(hooked: Path, tools: Path) -> None:
    assert run_hook("archc-build", hooked, tools).returncode == 1
    assert run_hook("archc-locked", hooked, tools).returncode == 1
    environment = next(tools.glob("repo*/py_env-*"))
    for command in ("build", "lock"):
        subprocess.run([environment / "bin" / "archc", command, "specs/"], cwd=hooked, check=True)
    commit_all(hooked, "A lock, and generated source")
    assert run_hook("archc-build", hooked, tools).returncode == 0
    assert run_hook("archc-locked", hooked, tools).returncode == 0

    spec = hooked / "specs" / "tiny.yaml"
    spec.write_text(SPEC.replace("conv: 4", "conv: 5"), encoding="utf-8")
    done = run_hook("archc-locked", hooked, tools)
    assert (done.returncode, "E0804" in done.stdout) == (1, True)
    done = run_hook("archc-build", hooked, tools)
    assert (done.returncode, "tiny.py" in done.stdout) == (1, True)
