"""A project with specs in a git repository, and a repository of archc as others would install it."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SPEC = """\
archc: 1
name: tiny
input: {shape: [8, 8, 3]}
stem: [{conv: 4, kernel: 3, padding: same}]
head: [global_avg_pool, {dense: 10}]
"""
Git = Callable[..., str]


def git(folder: Path, *arguments: str) -> str:
    """What a git command prints; an error when it fails."""
    settings = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    who = ["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"]
    done = subprocess.run(
        ["git", *who, *arguments],
        cwd=folder,
        env={**os.environ, **settings},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip()


def commit_all(folder: Path, message: str) -> str:
    """Commits everything in a folder; the name of the commit."""
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", message)
    return git(folder, "rev-parse", "HEAD")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A repository with one spec, committed."""
    folder = tmp_path / "project"
    (folder / "specs").mkdir(parents=True)
    (folder / "specs" / "tiny.yaml").write_text(SPEC, encoding="utf-8")
    git(folder, "init", "--quiet", "--initial-branch", "main")
    commit_all(folder, "A network")
    return folder


@pytest.fixture(scope="session")
def archc_repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository of this checkout as it is now, committed or not."""
    folder = tmp_path_factory.mktemp("archc")
    listed = git(ROOT, "ls-files", "-z", "--cached", "--others", "--exclude-standard")
    for name in filter(None, listed.split("\0")):
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, folder / name)
    git(folder, "init", "--quiet", "--initial-branch", "main")
    commit_all(folder, "archc")
    return folder
