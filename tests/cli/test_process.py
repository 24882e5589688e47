"""archc as a process of its own: what it imports, and how it ends."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT / "compiler")}


def python(
    *arguments: str, stdin: bytes = b"", cwd: Path = ROOT
) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [sys.executable, *arguments],
        input=stdin,
        capture_output=True,
        check=False,
        cwd=cwd,
        env=ENVIRONMENT,
    )
    return subprocess.CompletedProcess(
        done.args, done.returncode, done.stdout.decode(), done.stderr.decode()
    )


def imported(code: str) -> set[str]:
    """The modules that a program ends up with, as far as they are packages or ours."""
    done = python("-c", f"{code}\nimport sys\nprint('MODULES', *sys.modules)")
    assert done.returncode == 0, done.stderr
    return set(done.stdout.split("MODULES", 1)[1].split())


HEAVY = {"jsonschema", "jinja2", "tensorflow", "keras", "numpy", "shtab"}


def test_importing_archc_imports_next_to_nothing() -> None:
    modules = imported("import archc")
    assert not modules & {*HEAVY, "yaml", "argparse", "dataclasses"}
    assert {name for name in modules if name.startswith("archc")} == {"archc", "archc.version"}


def test_a_check_imports_no_library_but_yaml() -> None:
    call = "main(['check', 'specs/inception_resnet_v2.yaml'])"
    modules = imported(f"from archc.cli import main\nassert {call} == 0")
    # argparse asks for shutil, difflib and subprocess are for findings, hashlib for source.
    unwanted = {*HEAVY, "shutil", "difflib", "subprocess", "hashlib", "json", "tempfile"}
    assert not modules & unwanted
    assert not {name for name in modules if name.startswith("archc.backends.keras")}


def test_help_imports_no_stage_of_the_compiler() -> None:
    modules = imported("from archc.cli import main\nmain(['check', '--help'])")
    ours = {name for name in modules if name.startswith("archc") and ".cli" not in name}
    assert ours == {"archc", "archc.version"}


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["check", "specs/inception_resnet_v2.yaml"], 0),
        (["check", "nope.yaml"], 1),
        (["check"], 2),
        (["--version"], 0),
    ],
)
def test_exit_codes(arguments: list[str], code: int) -> None:
    done = python("-m", "archc", *arguments)
    assert done.returncode == code
    assert "Traceback" not in done.stderr


def test_a_checkout_runs_without_being_installed(tmp_path: Path) -> None:
    done = python(str(ROOT / "cli.py"), "--version", cwd=tmp_path)
    assert done.stdout.startswith("archc ")


@pytest.mark.parametrize(
    "data", [b"", b"\xff\xfe", b"a: [", b"\t", b"- - -", b"\x00", b"a: &a [*a]", b"1" * 2_000_000]
)
def test_nonsense_on_standard_input(data: bytes) -> None:
    done = python("-m", "archc", "check", "-", stdin=data)
    assert done.returncode == 1
    assert done.stdout.startswith("FAIL  <stdin>")
    assert "error[E0" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_reader_that_goes_away() -> None:
    command = "show specs/inception_resnet_v2.yaml --json"
    script = f"'{sys.executable}' -m archc {command} | head -n 1; echo ${{PIPESTATUS[0]}}"
    done = subprocess.run(
        ["bash", "-c", script],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
        env=ENVIRONMENT,
    )
    assert done.stdout == "{\n141\n"
    assert done.stderr == ""


def test_output_that_the_terminal_cannot_encode(tmp_path: Path) -> None:
    (tmp_path / "netzwerk_ü.yaml").write_text("archc: 1\n")
    environment = {**ENVIRONMENT, "PYTHONIOENCODING": "ascii"}
    done = subprocess.run(
        [sys.executable, "-m", "archc", "check", "."],
        capture_output=True,
        check=False,
        cwd=tmp_path,
        env=environment,
    )
    assert done.returncode == 1
    assert b"netzwerk_" in done.stdout
    assert b"internal error" not in done.stderr


def test_no_standard_streams() -> None:
    script = f"'{sys.executable}' -m archc check nope.yaml specs >&- 2>&- <&-"
    done = subprocess.run(["bash", "-c", script], check=False, cwd=ROOT, env=ENVIRONMENT)
    assert done.returncode == 1
