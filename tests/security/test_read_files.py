"""What archc reads: files that a person names, those of the project of a spec, none that keeps it waiting.

1. A spec extends specs of its project alone, by whatever path it says so.
2. A link that archc finds in a folder, as a spec, a lock or an output, is not followed out of the project.
3. Pipes, devices and folders are refused, wherever a file could be.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.cli.conftest import SMALL, Run
from tests.security.hostile import MARK

from archc.plugins.project_settings import find_project
from archc.source.limits import MAX_FILE_BYTES

SECRET = f"password: {MARK}\n"
needs_pipes = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes")


@pytest.fixture
def project(folder: Path, run: Run) -> Path:
    """The folder of the test, a project, with a file beside it that is none of its business."""
    assert run is not None
    (folder / ".git").mkdir()
    (folder.parent / f"{folder.name}_secret.yaml").write_text(SECRET, encoding="utf-8")
    return folder


@pytest.fixture
def secret(project: Path) -> Path:
    return project.parent / f"{project.name}_secret.yaml"


@pytest.mark.parametrize(
    "form", ["above", "absolute", "link", "folder link", "dots", "home", "process"]
)
def test_a_base_outside_of_the_project(run: Run, project: Path, secret: Path, form: str) -> None:
    """Rule 1."""
    (project / "specs" / "link.yaml").symlink_to(secret)
    (project / "specs" / "up").symlink_to(secret.parent)
    path = {
        "above": f"../../{secret.name}",
        "absolute": str(secret),
        "link": "link.yaml",
        "folder link": f"up/{secret.name}",
        "dots": f"variants/.././../specs/../../{secret.name}",
        "home": "~/.netrc",
        "process": "/proc/self/environ",
    }[form]
    for text in (f'extends: "{path}"', f'extends: {{spec: "{path}", variant: a}}'):
        (project / "specs" / "small.yaml").write_text(
            f"archc: 1\nname: a\n{text}\n", encoding="utf-8"
        )
        ran = run("check", "specs/small.yaml")
        assert ran.code == 1
        assert MARK not in ran.out + ran.err
        assert ("extends-outside" in ran.err) == (form != "home"), ran.err


@pytest.mark.parametrize(
    "command",
    [
        *("check", "build", "lock", "check --fix --unsafe-fixes", "check --diff", "check --locked"),
        *("build --check", "lock --check", "diff specs", "check --format json"),
    ],
)
def test_a_link_among_specs(run: Run, project: Path, secret: Path, command: str) -> None:
    """Rule 2."""
    (project / "specs" / "link.yaml").symlink_to(secret)
    (project / "specs" / "environment.yaml").symlink_to("/proc/self/environ")
    (project / "specs" / "inside.yaml").symlink_to("small.yaml")
    ran = run(*command.split(), "specs")
    assert MARK not in ran.out + ran.err
    assert "PATH=" not in ran.out + ran.err
    assert secret.read_text(encoding="utf-8") == SECRET
    if command == "check":
        assert ran.err.count("is a link that leads outside of the project") == 2
        assert "ok    specs/inside.yaml" in ran.out
        assert MARK in run("check", "specs", "--allow-outside").err
        assert MARK in run("check", "specs/link.yaml").err  # It was named.


@pytest.mark.parametrize("command", ["check --locked", "lock --check", "check --lock all.lock"])
def test_a_link_among_locks(run: Run, project: Path, secret: Path, command: str) -> None:
    """Rule 2."""
    run("lock", "specs", "-o", "all.lock")
    for name in ("small", "other"):
        (project / "specs" / f"{name}.lock").symlink_to(secret)
    ran = run(*command.split(), "specs")
    assert ran.code == ("all.lock" not in command)
    assert MARK not in ran.out + ran.err
    if "check --locked" in command:
        assert "specs/small.lock is a link that leads outside of the project" in ran.err


def test_a_link_among_outputs(run: Run, project: Path, secret: Path) -> None:
    """Rule 2: the difference from an output would show the file."""
    (project / "generated").mkdir()
    (project / "generated" / "small.py").symlink_to(secret)
    ran = run("build", "--check", "specs")
    assert ran.code == 1
    assert MARK not in ran.out + ran.err
    assert "generated/small.py is a link that leads outside of the project" in ran.err


@pytest.fixture
def soon() -> Iterator[None]:
    """Fails a test that waits for a pipe, which would be for ever."""

    def fail(*_: object) -> None:
        raise AssertionError("it waits")

    before = signal.signal(signal.SIGALRM, fail)
    signal.alarm(60)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


@needs_pipes
@pytest.mark.usefixtures("soon")
@pytest.mark.parametrize(
    ("place", "command"),
    [
        ("specs/pipe.yaml", "check specs"),
        ("specs/small.lock", "check --locked specs"),
        ("specs/pipe.lock", "check --locked specs"),
        ("specs/small.lock", "lock specs"),
        ("specs/small.lock", "lock --check specs"),
        ("generated/small.py", "build specs"),
        ("generated/small.py", "build --check specs"),
        ("generated/pipe.py", "build --check specs"),
        ("pyproject.toml", "check specs"),
        ("base.yaml", "check variant.yaml"),
        ("base.yaml", "check --fix variant.yaml"),
        ("base.yaml", "new mine --from base.yaml"),
        ("base.yaml", "expand base.yaml"),
        ("weights.h5", "diff specs weights.h5"),
    ],
)
def test_nothing_waits_for_a_pipe(run: Run, project: Path, place: str, command: str) -> None:
    """Rule 3."""
    (project / place).parent.mkdir(exist_ok=True)
    os.mkfifo(project / place)
    variant = "archc: 1\nname: mine\nextends: base.yaml\n"
    (project / "variant.yaml").write_text(variant, encoding="utf-8")
    assert run(*command.split()).code in (0, 1, 2)


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="there are no such devices")
@pytest.mark.parametrize(
    "place", ["specs/zero.yaml", "specs/small.lock", "pyproject.toml", "base.yaml"]
)
def test_nothing_reads_a_device(run: Run, project: Path, place: str) -> None:
    """Rule 3, with links inside of a project that has no end."""
    (project / place).symlink_to("/dev/zero")
    (project / "variant.yaml").write_text(
        "archc: 1\nname: a\nextends: base.yaml\n", encoding="utf-8"
    )
    for command in (
        "check --locked specs",
        "check variant.yaml --allow-outside",
        "build --check specs",
    ):
        assert run(*command.split()).code in (0, 1)


def test_settings_are_read_within_limits(project: Path) -> None:
    path = project / "pyproject.toml"
    path.write_text("[tool.archc]\n", encoding="utf-8")
    assert find_project(str(project)).settings is not None
    path.write_text("[tool.archc]\n#" + "x" * MAX_FILE_BYTES, encoding="utf-8")
    assert find_project(str(project)).settings is None


@pytest.mark.parametrize(
    "value", ["[" * 3000 + "]" * 3000, "1" * 5000, "{a." + "b." * 3000 + "c = 1}"]
)
def test_settings_that_nest_or_count_too_far(run: Run, project: Path, value: str) -> None:
    (project / "pyproject.toml").write_text(f"[tool.archc]\nplugins = {value}\n", encoding="utf-8")
    ran = run("check", "specs")
    assert (ran.code, "settings-invalid" in ran.err) == (1, True)


def test_plugins_of_a_project_can_be_left_out(run: Run, project: Path) -> None:
    """A pull request can change pyproject.toml: whoever checks it says whether that may run code."""
    settings = '[tool.archc]\nplugins = ["planted"]\ndeny = ["warnings"]\n'
    (project / "pyproject.toml").write_text(settings, encoding="utf-8")
    (project / "planted.py").write_text(
        "from pathlib import Path\nPath('ran').touch()\nLAYERS = ()\n"
    )
    for command in ("check specs", "build specs", "build --check specs", "show specs/small.yaml"):
        assert run(*command.split(), "--no-project-plugins").code == 0
    assert run("diff", "--no-project-plugins", "specs", "specs").code == 0
    assert not Path("ran").exists()
    unused = SMALL.format(name="small").replace(" # archc: allow unused-argument", "")
    (project / "specs" / "small.yaml").write_text(unused, encoding="utf-8")
    assert run("check", "specs", "--no-project-plugins").code == 1  # Levels hold.
    run("check", "specs")
    assert Path("ran").exists()
