"""`archc diff REV:PATH` in hostile repositories: git reads objects, and runs nothing that those name."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from tests.cli.conftest import SMALL, Run
from tests.cli.test_diff import repository
from tests.integrations.conftest import commit_all, git

from archc.syntax.read_revision import Revision, RevisionError

__all__ = ["repository"]


@pytest.mark.parametrize(
    "name",
    [
        *(
            "--upload-pack=touch ran",
            "--output=ran",
            "-h",
            "--exec-path=.",
            "-c core.pager=touch",
            "--",
        ),
        *(
            "HEAD --output=ran",
            "HEAD\n--help",
            "HEAD\0",
            "",
            " ",
            "$(touch ran)",
            "`touch ran`",
            "|touch ran",
        ),
        *("HEAD..main", "^HEAD", "HEAD^{tree}", "@{u}", "a" * 100_000),
    ],
)
def test_a_revision_is_no_option_and_no_command(repository: Path, name: str) -> None:
    with pytest.raises(RevisionError):
        Revision(name)
    assert not (repository / "ran").exists()


@pytest.mark.parametrize(
    "path", ["--help", "$(touch ran)", "a\nb", "a\0b", "../../x", "/etc/passwd", "*"]
)
def test_a_path_is_no_option_and_no_command(run: Run, repository: Path, path: str) -> None:
    assert run("diff", "--", f"HEAD:{path}", "specs").code == 2
    assert not (repository / "ran").exists()


PROGRAMS = {
    "core.fsmonitor": "touch ran",
    "core.pager": "touch ran",
    "pager.ls-tree": "touch ran",
    "core.sshCommand": "touch ran",
    "core.gitProxy": "touch ran",
    "diff.external": "touch ran",
    "diff.planted.textconv": "touch ran; cat",
    "filter.planted.smudge": "touch ran; cat",
    "filter.planted.process": "touch ran",
    "alias.rev-parse": "!touch ran",
    "alias.cat-file": "!touch ran",
    "alias.ls-tree": "!touch ran",
    "credential.helper": "!touch ran",
}
"""Settings of a repository by which git runs programs."""


def test_programs_that_a_repository_names_are_not_run(run: Run, repository: Path) -> None:
    for key, program in PROGRAMS.items():
        git(repository, "config", key, program)
    attributes = "*.yaml filter=planted diff=planted\n"
    (repository / ".git" / "info" / "attributes").write_text(attributes, encoding="utf-8")
    for hook in ("post-checkout", "reference-transaction", "pre-auto-gc", "post-index-change"):
        path = repository / ".git" / "hooks" / hook
        path.parent.mkdir(exist_ok=True)
        path.write_text("#!/bin/sh\ntouch ran\n", encoding="utf-8")
        path.chmod(0o755)
    assert run("diff", "HEAD:specs", "specs").code == 0
    assert run("diff", "HEAD:specs/small.yaml", "specs/small.yaml").code == 0
    assert not list(repository.rglob("ran"))


def test_what_a_partial_clone_lacks_is_not_fetched(
    run: Run, repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A repository that says where the rest of it is could name a program that gets it."""
    for key, value in {
        "extensions.partialClone": "planted",
        "core.repositoryFormatVersion": "1",
        "remote.planted.url": f"file://{repository}",
        "remote.planted.promisor": "true",
        "remote.planted.uploadpack": f"touch {repository}/ran; git-upload-pack",
        "protocol.file.allow": "always",
        "protocol.ext.allow": "always",
    }.items():
        git(repository, "config", key, value)
    blob = git(repository, "rev-parse", "HEAD:specs/small.yaml")
    (repository / ".git" / "objects" / blob[:2] / blob[2:]).unlink()
    # Git before 2.45 does not know the variable that forbids it.
    monkeypatch.setitem(_alone(), "GIT_NO_LAZY_FETCH", "0")
    assert run("diff", "HEAD:specs/small.yaml", "specs/small.yaml").code == 2
    assert not (repository / "ran").exists()


def _alone() -> dict[str, str]:
    from archc.syntax import read_revision

    return read_revision._ALONE


def test_links_of_a_revision_are_not_followed(run: Run, repository: Path) -> None:
    secret = repository.parent / f"{repository.name}_secret.yaml"
    secret.write_text(SMALL.format(name="secret"), encoding="utf-8")
    (repository / "specs" / "link.yaml").symlink_to(secret)
    (repository / "specs" / "user.yaml").write_text("archc: 1\nname: a\nextends: link.yaml\n")
    commit_all(repository, "Links")
    for name in ("link", "user"):
        ran = run("diff", f"HEAD:specs/{name}.yaml", "specs/small.yaml")
        assert ran.code == 2
        assert "same graph" not in ran.out


def test_git_asks_nobody(run: Run, repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Variables of the caller hold, as for any git command; those that would wait for a person do not."""
    asks = repository / "ask"
    asks.write_text(f"#!/bin/sh\ntouch {repository}/ran\n", encoding="utf-8")
    asks.chmod(0o755)
    for variable in ("GIT_ASKPASS", "GIT_PAGER", "GIT_EDITOR", "GIT_EXTERNAL_DIFF", "PAGER"):
        monkeypatch.setenv(variable, os.fspath(asks))
    monkeypatch.setenv("GIT_TERMINAL_PROMPT", "1")
    assert run("diff", "HEAD:specs", "specs").code == 0
    assert not (repository / "ran").exists()
