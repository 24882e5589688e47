"""`archc lock` and `archc check --locked`, as a person and as CI use them."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., Any]
ROOT = Path(__file__).parents[2]
SMALL = "specs/small.yaml"
PRESETS = """\
variants:
  slim:
    set: {stem.conv: 8}
  wide:
    name: widest
    set: {stem.conv: 32}
"""


def edit(path: str, old: str, new: str) -> None:
    text = Path(path).read_text()
    assert old in text
    Path(path).write_text(text.replace(old, new))


@pytest.fixture
def presets(folder: Path) -> Path:
    """`specs/small.yaml` with two presets."""
    path = folder / SMALL
    path.write_text(path.read_text() + PRESETS)
    return path


def test_locks_stand_beside_their_specs(run: Run) -> None:
    ran = run("lock", "specs")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out == (
        "written   specs/small.lock  1 network\nwritten   specs/variants/other.lock  1 network\n"
    )
    text = Path("specs/small.lock").read_text()
    assert 'spec = "small.yaml"\nname = "small"\ngraph = "sha256:' in text
    assert "parameters = 7_578\n" in text
    assert '  "body: 3 x add made to fit (adjust): `conv` has 16 filters, not 18",\n' in text
    assert '\nbody = {shape = "32x32x16", layers = 9, parameters = 6_960,' in text
    assert run("check", "specs", "--locked", "-q").code == 0


def test_what_is_right_already_is_not_touched(run: Run) -> None:
    run("lock", "specs")
    before = Path("specs/small.lock").stat()
    assert "unchanged specs/small.lock" in run("lock", "specs").out
    after = Path("specs/small.lock").stat()
    assert (before.st_mtime_ns, before.st_ino) == (after.st_mtime_ns, after.st_ino)


def test_comments_do_not_matter(run: Run) -> None:
    run("lock", "specs")
    before = Path("specs/small.lock").read_bytes()
    edit(SMALL, "name: small", "# A comment.\n\nname:   small # and another")
    assert run("check", "specs", "--locked").code == 0
    assert run("lock", "specs", "--check").code == 0
    run("lock", "specs")
    assert Path("specs/small.lock").read_bytes() == before


def test_a_change_is_an_error_that_says_what_it_is(run: Run) -> None:
    run("lock", "specs")
    edit(SMALL, "repeat: 3", "repeat: 4")
    ran = run("check", "specs", "--locked", "-q")
    assert ran.code == 1
    assert "FAIL  specs/small.yaml           1 error\nok    specs/variants/other.yaml" in ran.out
    assert ran.err == (
        "error[E0804] lock-differs: `small` is not what specs/small.lock holds\n"
        " --> specs/small.yaml:2:7\n"
        "  |\n"
        "2 | name: small\n"
        "  |       ^^^^^\n"
        "  |\n"
        "  = note: layers 12 -> 15 (+3, +25.0%)\n"
        "  = note: depth 5 -> 6 (+1, +20.0%)\n"
        "  = note: parameters 7,578 -> 9,898 (+2,320, +30.6%)\n"
        "  = note: trainable parameters 7,578 -> 9,898 (+2,320, +30.6%)\n"
        "  = note: multiply-adds 7,520,416 -> 9,879,712 (+2,359,296, +31.4%)\n"
        "  = note: resolved sum is new: body: 4 x add made to fit (adjust): `conv` has 16 filters, not 18\n"
        "  = note: resolved sum is gone: body: 3 x add made to fit (adjust): `conv` has 16 filters, not 18\n"
        "  = note: stage body: layers 9 -> 12 (+3, +33.3%), parameters 6,960 -> 9,280 (+2,320, +33.3%), "
        "multiply-adds 7,077,888 -> 9,437,184 (+2,359,296, +33.3%), +1 conv, +1 add, +1 relu\n"
        "  = help: if that is meant, run `archc lock specs/small.yaml`, and review what changes in "
        "specs/small.lock\n\n"
    )
    assert run("lock", SMALL).code == 0
    assert run("check", "specs", "--locked", "-q").code == 0


def test_lock_check_shows_the_difference_of_the_lines(run: Run) -> None:
    run("lock", "specs")
    before = Path("specs/small.lock").read_bytes()
    edit(SMALL, "repeat: 3", "repeat: 4")
    ran = run("lock", "--check", "specs")
    assert ran.code == 1
    assert "-parameters = 7_578\n" in ran.out
    assert "+parameters = 9_898\n" in ran.out
    assert "error[E0006] output-stale: specs/small.lock is stale" in ran.err
    assert Path("specs/small.lock").read_bytes() == before


def test_without_a_lock(run: Run) -> None:
    run("lock", SMALL)
    ran = run("check", "specs", "--locked", "-q")
    assert ran.code == 1
    assert "error[E0802] lock-missing: there is no lock specs/variants/other.lock" in ran.err
    assert "archc lock" in ran.err
    assert run("check", "specs", "-q").code == 0


@pytest.mark.usefixtures("presets")
def test_presets_are_locked_with_their_spec(run: Run) -> None:
    assert "specs/small.lock  3 networks" in run("lock", SMALL).out
    text = Path("specs/small.lock").read_text()
    assert text.count("[[network]]") == 3
    assert 'variant = "wide"\nname = "widest"\n' in text
    assert run("check", SMALL, "--locked", "-q").code == 0
    edit(SMALL, "stem.conv: 32", "stem.conv: 33")
    ran = run("check", SMALL, "--locked", "-q")
    assert [line[:4] for line in ran.out.splitlines()[:3]] == ["ok  ", "ok  ", "FAIL"]
    assert "`widest` is not what specs/small.lock holds" in ran.err
    assert run("check", SMALL, "--locked", "-q", "--variant", "slim").code == 0
    assert run("check", SMALL, "--locked", "-q", "--variant", "wide").code == 1


@pytest.mark.usefixtures("presets")
def test_presets_that_are_new_or_gone(run: Run) -> None:
    run("lock", SMALL)
    edit(SMALL, "slim:", "thin:")
    ran = run("check", SMALL, "--locked", "-q")
    assert ran.code == 1
    assert "specs/small.lock does not hold `small_thin`: small.yaml (thin) is new" in ran.err
    assert (
        "error[E0805] lock-without-spec: specs/small.lock holds the variant `slim`, which "
        "specs/small.yaml no longer has"
    ) in ran.err


def test_a_spec_that_is_gone_leaves_its_lock(run: Run) -> None:
    run("lock", "specs")
    Path("specs/variants/other.yaml").unlink()
    Path("specs/poetry.lock").write_text("[[package]]\n")
    ran = run("check", "specs", "--locked", "-q")
    assert ran.code == 1
    assert "specs/variants/other.lock holds other.yaml, which is gone" in ran.err
    assert "remove specs/variants/other.lock" in ran.err
    assert "poetry" not in ran.err
    assert run("check", SMALL, "--locked", "-q").code == 0


def test_one_lock_for_all(run: Run) -> None:
    ran = run("lock", "specs", "-o", "locks/archc.lock")
    assert ran.out == "written   locks/archc.lock  2 networks\n"
    text = Path("locks/archc.lock").read_text()
    assert 'spec = "../specs/small.yaml"' in text
    assert 'spec = "../specs/variants/other.yaml"' in text
    assert run("check", "specs", "--lock", "locks/archc.lock", "-q").code == 0
    assert run("check", SMALL, "--lock", "locks/archc.lock", "-q").code == 0
    edit(SMALL, "repeat: 3", "repeat: 4")
    ran = run("check", "specs", "--lock", "locks/archc.lock", "-q")
    assert (ran.code, ran.err.count("E0804")) == (1, 1)
    assert "write locks/archc.lock anew by `archc lock`" in ran.err
    Path("specs/variants/other.yaml").unlink()
    ran = run("check", SMALL, "--lock", "locks/archc.lock", "-q")
    assert "locks/archc.lock holds ../specs/variants/other.yaml, which is gone" in ran.err


def test_it_does_not_matter_where_the_command_runs(
    run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("lock", "specs", "-o", "specs/archc.lock")
    before = Path("specs/archc.lock").read_bytes()
    monkeypatch.chdir(folder / "specs" / "variants")
    for path in ("..", str(folder / "specs"), "../../specs/"):
        run("lock", path, "-o", "../archc.lock")
        assert Path("../archc.lock").read_bytes() == before
    assert run("check", "other.yaml", "--lock", "../archc.lock", "-q").code == 0


def test_specs_of_one_name(run: Run) -> None:
    Path("specs/variants/small.yaml").write_text(Path(SMALL).read_text())
    assert run("lock", "specs", "-o", "archc.lock").code == 0
    assert run("check", "specs", "--lock", "archc.lock", "-q").code == 0
    edit("specs/variants/small.yaml", "repeat: 3", "repeat: 4")
    ran = run("check", "specs", "--lock", "archc.lock", "-q")
    assert "--> specs/variants/small.yaml:2:7" in ran.err
    assert ran.err.count("E0804") == 1


def test_two_specs_that_would_have_one_lock(run: Run) -> None:
    Path("specs/small.yml").write_text(Path(SMALL).read_text().replace("repeat: 3", "repeat: 4"))
    ran = run("lock", SMALL, "specs/small.yml")
    assert ran.code == 1
    assert "output-collision: specs/small.lock is the lock of specs/small.yaml already" in ran.err
    assert not Path("specs/small.lock").exists()


@pytest.mark.usefixtures("broken")
def test_a_spec_with_errors_keeps_its_lock(run: Run) -> None:
    Path("specs/broken.lock").write_text("old")
    ran = run("lock", "specs")
    assert ran.code == 1
    assert "FAIL  specs/broken.yaml  1 error" in ran.out
    assert "error[E0401]" in ran.err
    assert Path("specs/broken.lock").read_text() == "old"
    assert Path("specs/small.lock").exists()
    assert run("lock", "specs", "-o", "archc.lock").code == 1
    assert not Path("archc.lock").exists()
    locked = run("check", "specs", "--locked", "-q")
    assert locked.err.count("error[E0401]") == 1


def test_a_network_over_its_budget_is_not_locked(run: Run) -> None:
    edit(SMALL, "head:", "expect: {parameters: 1}\nhead:")
    assert run("lock", SMALL).code == 1
    assert not Path("specs/small.lock").exists()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"lock = 2\n", "archc reads locks of version 1"),
        (b"<<<<<<< HEAD\n", "a merge has left its marks in this lock"),
        (b"", "this file has none"),
        (b"\xff\xfe", "is not UTF-8"),
    ],
)
@pytest.mark.usefixtures("presets")
def test_a_lock_that_is_none(run: Run, content: bytes, said: str) -> None:
    run("lock", SMALL)
    Path("specs/small.lock").write_bytes(content)
    ran = run("check", SMALL, "--locked", "-q")
    assert (ran.code, ran.err.count("error[")) == (1, 1)
    assert said in ran.err
    assert "FAIL  specs/small.yaml (slim)  1 error (shown above)" in ran.out
    assert run("lock", SMALL).code == 0
    assert run("check", SMALL, "--locked", "-q").code == 0
    Path("archc.lock").write_bytes(content)
    ran = run("check", "specs", "--lock", "archc.lock", "-q")
    assert (ran.code, ran.err.count("error[")) == (1, 1)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["lock", "-"], "a lock stands beside its spec"),
        (["lock", "specs", "-o", "specs"], "-o needs the path of a file"),
        (["lock", "specs", "-o", ""], "-o needs the path of a file"),
        (["lock", "specs", "-o", SMALL], "is a spec: a lock ends in .lock"),
        (["lock", "specs", "--set", "labels=3"], "there is no option `--set`"),
        (["lock"], "PATH is missing"),
        (["check", "-", "--locked"], "standard input has no lock"),
        (["check", SMALL, "--locked", "--set", "labels=10"], "leave out --set"),
    ],
)
def test_misuse(run: Run, arguments: list[str], message: str) -> None:
    before = Path(SMALL).read_bytes()
    ran = run(*arguments)
    assert ran.code == 2
    assert message in ran.err
    assert Path(SMALL).read_bytes() == before
    assert not list(Path().rglob("*.lock"))


def test_a_lock_that_cannot_be_written(run: Run) -> None:
    Path("file").write_text("")
    ran = run("lock", SMALL, "-o", "file/archc.lock")
    assert ran.code == 1
    assert "file-not-written" in ran.err
    assert run("lock", "nothing.yaml").code == 1


def test_locks_that_are_written_at_the_same_time_are_whole(run: Run, folder: Path) -> None:
    run("lock", "specs", "-o", "archc.lock")
    before = Path("archc.lock").read_bytes()
    command = [sys.executable, "-m", "archc", "lock", "specs", "-o", "archc.lock"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "compiler")}
    Path("archc.lock").write_text("old")
    running = [subprocess.Popen(command, cwd=folder, env=environment) for _ in range(4)]
    assert [process.wait() for process in running] == [0] * 4
    assert Path("archc.lock").read_bytes() == before
    assert not [path for path in Path().iterdir() if path.name.startswith(".")]
