"""Files that are whole or not there, whoever is killed or writes at the same time, and written nowhere else.

1. A file that is written has the old content or the new one at every moment.
2. What a killed process leaves is one hidden file, which goes with a later write.
3. What specs name is written into the folder that a person named, or into the project, whatever links say.
4. A command writes outputs alone: never a spec, unless it is told to mend that.
"""

from __future__ import annotations

import os
import random
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.cli.conftest import SMALL, Run

from archc.backends.write_atomically import write_atomically, write_bytes_atomically
from archc.diagnostics.diagnostic import Sink


def _names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_folders_are_made_and_nothing_else_is_left(tmp_path: Path) -> None:
    path = tmp_path / "a" / "b" / "net.py"
    assert write_bytes_atomically(path, b"text", Sink())
    assert path.read_bytes() == b"text"
    assert _names(path.parent) == ["net.py"]


def test_a_new_file_has_the_mode_of_the_umask(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        write_bytes_atomically(tmp_path / "net.py", b"", Sink())
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "net.py").stat().st_mode) == 0o640


def test_the_mode_of_an_old_file_stays(tmp_path: Path) -> None:
    path = tmp_path / "net.py"
    path.write_text("old")
    path.chmod(0o755)
    assert write_bytes_atomically(path, b"new", Sink())
    assert (path.read_text(), stat.S_IMODE(path.stat().st_mode)) == ("new", 0o755)


def test_a_link_is_followed(tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    (tmp_path / "link.py").symlink_to("there/net.py")
    assert write_bytes_atomically(tmp_path / "link.py", b"new", Sink())
    assert (tmp_path / "link.py").is_symlink()
    assert (tmp_path / "there" / "net.py").read_bytes() == b"new"


@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_a_failure_leaves_the_old_file(tmp_path: Path, error: BaseException) -> None:
    path = tmp_path / "net.py"
    path.write_text("old")

    def fail(temporary: Path) -> None:
        temporary.write_text("half of the n")
        raise error

    sink = Sink()
    if isinstance(error, OSError):
        assert not write_atomically(path, fail, sink)
        message = sink.diagnostics()[0].message
        assert message == f"{path} cannot be written: no space left on device"
    else:
        with pytest.raises(KeyboardInterrupt):
            write_atomically(path, fail, sink)
    assert path.read_text() == "old"
    assert _names(tmp_path) == ["net.py"]


def test_the_temporary_file_ends_like_the_file(tmp_path: Path) -> None:
    given: list[str] = []
    write_atomically(tmp_path / "net.keras", lambda path: given.append(path.suffix), Sink())
    assert given == [".keras"]


def test_what_is_not_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").write_text("")
    (tmp_path / "device").symlink_to(os.devnull)
    (tmp_path / "loop").symlink_to("loop")
    for name in ("folder", "file/net.py", "device", "loop"):
        sink = Sink()
        assert not write_bytes_atomically(tmp_path / name, b"", sink)
        assert sink.diagnostics()[0].code.slug == "file-not-written"
    assert _names(tmp_path) == ["device", "file", "folder", "loop"]


def test_a_protected_file_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "net.py"
    path.write_text("old")
    # By a patch, not by a mode: root may write to every file.
    monkeypatch.setattr(os, "access", lambda *_: False)
    sink = Sink()
    assert not write_bytes_atomically(path, b"new", sink)
    assert "write-protected" in sink.diagnostics()[0].message
    assert path.read_text() == "old"


def test_a_hard_link_keeps_the_old_content(tmp_path: Path) -> None:
    """Rule 3: another name of the file, which may lie anywhere, is not written."""
    (tmp_path / "elsewhere").write_text("old")
    (tmp_path / "net.py").hardlink_to(tmp_path / "elsewhere")
    assert write_bytes_atomically(tmp_path / "net.py", b"new", Sink())
    assert (tmp_path / "elsewhere").read_text() == "old"


CONTENTS = tuple(bytes([letter]) * 300_000 for letter in b"abcd")
needs_fork = pytest.mark.skipif(not hasattr(os, "fork"), reason="makes processes by fork")


def in_child(work: Callable[[], None]) -> int:
    """Starts a process that does some work; its number."""
    child = os.fork()
    if child == 0:
        try:
            work()
        finally:
            os._exit(0)
    return child


@needs_fork
def test_a_process_that_is_killed_leaves_the_old_file_or_the_new_one(tmp_path: Path) -> None:
    """Rules 1 and 2."""
    path, times = tmp_path / "net.py", random.Random(1)
    path.write_bytes(CONTENTS[0])

    def write_for_ever() -> None:
        while True:
            for content in CONTENTS:
                write_bytes_atomically(path, content, Sink())

    for _ in range(60):
        child = in_child(write_for_ever)
        time.sleep(times.uniform(0, 0.02))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        assert path.read_bytes() in CONTENTS
    left = [name for name in _names(tmp_path) if name != "net.py"]
    assert len(left) <= 60
    for name in left:
        os.utime(tmp_path / name, (0, 0))
    others = (".net.py", ".net.0123456789ag.py", ".nat.0123456789ab.py", ".net.0123456789ab.pyc")
    for name in others:
        (tmp_path / name).write_text("not ours")
        os.utime(tmp_path / name, (0, 0))
    (tmp_path / ".net.0123456789ab.py").write_text("being written")
    assert write_bytes_atomically(path, b"new", Sink())
    assert _names(tmp_path) == sorted([*others, ".net.0123456789ab.py", "net.py"])


@needs_fork
def test_processes_that_write_one_file_at_the_same_time(tmp_path: Path) -> None:
    """Rule 1."""
    path = tmp_path / "net.py"
    path.write_bytes(CONTENTS[0])

    def write(content: bytes) -> None:
        for _ in range(40):
            write_bytes_atomically(path, content, Sink())

    children = [in_child(lambda content=content: write(content)) for content in CONTENTS]
    running = set(children)
    while running:
        assert path.read_bytes() in CONTENTS
        running -= {child for child in running if os.waitpid(child, os.WNOHANG) != (0, 0)}
    assert _names(tmp_path) == ["net.py"]


ENVIRONMENT = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2] / "compiler")}


def archc(folder: Path, *arguments: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "archc", *arguments]
    quiet = subprocess.DEVNULL
    return subprocess.Popen(command, cwd=folder, env=ENVIRONMENT, stdout=quiet, stderr=quiet)


def test_builds_at_the_same_time(run: Run, folder: Path) -> None:
    """Rule 1, for whole commands."""
    run("build", "specs")
    expected = {path: path.read_bytes() for path in Path("generated").rglob("*.py")}
    for path in expected:
        path.write_text("old")
    running = [archc(folder, "build", "specs") for _ in range(4)]
    assert [process.wait() for process in running] == [0] * 4
    assert {path: path.read_bytes() for path in Path("generated").rglob("*.py")} == expected
    assert not list(Path("generated").rglob(".*"))


def test_what_a_killed_process_left_is_no_output_and_no_lock(run: Run, folder: Path) -> None:
    """Rule 2."""
    run("build", "specs")
    run("lock", "specs")
    for kind, path in (("generated", "small.py"), ("specs", "small.lock")):
        half = (folder / kind / path).read_bytes()[:600]
        (folder / kind / f".small.0123456789ab{Path(path).suffix}").write_bytes(half)
    assert run("build", "--check", "specs").code == 0
    assert run("check", "--locked", "specs").code == 0


@pytest.mark.slow
def test_commands_that_are_killed(run: Run, folder: Path) -> None:
    """Rule 1, for whole commands."""
    run("build", "specs")
    run("lock", "specs")
    files = [*Path("generated").rglob("*.py"), *Path("specs").rglob("*.lock")]
    new = {path: path.read_bytes() for path in files}
    times = random.Random(1)
    for _ in range(25):
        for path in files:
            path.write_bytes(b"old")
        running = [archc(folder, "build", "specs"), archc(folder, "lock", "specs")]
        time.sleep(times.uniform(0.05, 0.6))
        for process in running:
            process.kill()
            process.wait()
        for path in files:
            assert path.read_bytes() in (b"old", new[path])


@pytest.fixture
def outside(folder: Path) -> Path:
    """A file that is none of the project's, which the folder of the test becomes."""
    (folder / ".git").mkdir()
    path = folder.parent / f"{folder.name}_profile"
    path.write_text("precious")
    return path


def test_outputs_do_not_follow_links_out_of_the_project(
    run: Run, folder: Path, outside: Path
) -> None:
    """Rule 3."""
    (folder / "generated").mkdir()
    (folder / "generated" / "small.py").symlink_to(outside)
    (folder / "generated" / "variants").symlink_to(outside.parent)
    for command in (["build", "specs"], ["build", "specs", "-o", "generated"]):
        ran = run(*command)
        assert ran.code == 1
        assert ran.err.count("is a link that leads outside of the project") == 2
    (folder / "specs" / "small.lock").symlink_to(outside)
    ran = run("lock", "specs")
    assert (ran.code, "leads outside of the project" in ran.err) == (1, True)
    assert outside.read_text() == "precious"
    assert not (outside.parent / "other.py").exists()


@pytest.mark.parametrize(("command", "end"), [("plot", "svg"), ("view", "html")])
def test_pictures_do_not_follow_links_out_of_the_project(
    run: Run, folder: Path, outside: Path, command: str, end: str
) -> None:
    """Rule 3: a file that was named may lie anywhere."""
    for place in (folder, folder / "specs"):
        (place / f"small.{end}").symlink_to(outside)
    for output in ([], ["-o", "specs"]):
        ran = run(command, "specs/small.yaml", *output)
        assert (ran.code, "leads outside of the project" in ran.err) == (1, True)
    assert outside.read_text() == "precious"
    assert run(command, "specs/small.yaml", "-o", f"small.{end}").code == 0
    assert outside.read_text() != "precious"


def test_a_folder_of_outputs_that_is_a_link(run: Run, folder: Path, outside: Path) -> None:
    """Rule 3: one that was named may lie anywhere, one that is found may not."""
    elsewhere = outside.parent / f"{folder.name}_elsewhere"
    elsewhere.mkdir()
    (folder / "generated").symlink_to(elsewhere)
    (folder / "named").symlink_to(elsewhere)
    assert run("build", "specs").code == 1
    assert not list(elsewhere.iterdir())
    assert run("build", "specs", "-o", "named").code == 0
    assert (elsewhere / "small.py").is_file()
    assert run("build", "specs/small.yaml", "-o", str(outside.with_suffix(".py"))).code == 0


def test_links_inside_of_the_project_are_followed(run: Run, folder: Path) -> None:
    """Rule 3."""
    (folder / ".git").mkdir()
    (folder / "out").mkdir()
    (folder / "generated").symlink_to("out")
    assert run("build", "specs").code == 0
    assert (folder / "out" / "small.py").is_file()


@pytest.mark.parametrize(
    ("command", "code"),
    [
        ("check specs", 0),
        ("check specs --diff --unsafe-fixes", 0),
        ("check specs --format json --output specs/small.yaml", 2),
        ("show specs/small.yaml --full", 0),
        ("diff specs specs", 0),
        ("build specs", 0),
        ("build specs/small.yaml -o specs/small.yaml", 2),
        ("build specs -o specs", 0),
        ("lock specs", 0),
        ("lock specs -o specs/small.yaml", 2),
        ("expand specs/small.yaml -o specs/small.yaml", 2),
        ("expand specs/small.yaml -o specs/../specs/small.yaml", 2),
        ("new small", 1),
        ("new small --from specs/variants/other.yaml -o specs/small.yaml", 1),
    ],
)
def test_specs_are_not_written(run: Run, command: str, code: int) -> None:
    """Rule 4."""
    specs = {path: path.read_bytes() for path in Path("specs").rglob("*.yaml")}
    assert run(*command.split()).code == code
    assert {path: path.read_bytes() for path in Path("specs").rglob("*.yaml")} == specs


def test_fixes_are_written_to_the_specs_that_were_given(run: Run, folder: Path) -> None:
    """Rule 4: to those, and to bases in their project where the mistake lies."""
    wrong = SMALL.format(name="small").replace("padding: same", "paddding: same", 1)
    names = ("given", "other", "base", "notes.txt")
    paths = [folder / "specs" / (name if "." in name else f"{name}.yaml") for name in names]
    for path in paths:
        path.write_text(wrong, encoding="utf-8")
    paths[0].write_text("archc: 1\nname: given\nextends: base.yaml\n", encoding="utf-8")
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    assert run("check", "--fix", "specs/given.yaml").code == 0
    after = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    assert after.keys() == before.keys()
    assert {path.name for path in after if after[path] != before[path]} == {"base.yaml"}
