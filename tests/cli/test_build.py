"""`archc build`: what is written, where, and what is said about it."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from archc.backends import keras_model

Run = Callable[..., Any]


def test_a_folder_is_built_with_its_folders(run: Run) -> None:
    ran = run("build", "specs/")
    assert ran.code == 0
    assert "def create_small(" in Path("generated/small.py").read_text()
    assert "def create_other(" in Path("generated/variants/other.py").read_text()
    assert ran.out.endswith("2 specs: 2 written\n")


def test_a_spec_goes_where_its_folder_would_put_it(run: Run) -> None:
    run("build", "specs/variants/other.yaml")
    assert Path("generated/variants/other.py").is_file()


def test_quiet(run: Run) -> None:
    ran = run("build", "specs", "-q")
    lines = ("generated/small.py", "generated/variants/other.py")
    assert ran.out == "".join(f"written   {x}\n" for x in lines) + "2 specs: 2 written\n"
    assert ran.err == ""
    assert run("build", "specs/small.yaml", "-q").out == "unchanged generated/small.py\n"


def test_the_report(run: Run) -> None:
    report = run("build", "specs/small.yaml").out
    assert re.sub(r"time +[\d.]+ m?s", "time TIME", report) == (
        "small (specs/small.yaml)\n"
        "  layers         12\n"
        "  parameters     7,578 (7,578 trainable)\n"
        "  multiply-adds  7.52 M\n"
        "  outputs        head 10\n"
        "  3 sums         made to fit (adjust): `conv` has 16 filters, not 18\n"
        "                   the sum   specs/small.yaml:11:7\n"
        "                   changed   specs/small.yaml:11:19\n"
        "                   to fit    specs/small.yaml:5:9 (`conv` gives 32x32x16)\n"
        "  written        generated/small.py\n"
        "  time TIME\n"
    )


def test_the_report_tells_every_rounding(run: Run) -> None:
    """Also of counts that rounding brings back, and of those that a sum changes afterwards."""
    path = Path("specs/small.yaml")
    scaling = "scaling: {width: 1.1, depth: 1.2, divisor: 8}\n"
    path.write_text(path.read_text() + scaling)
    report = run("build", "specs/small.yaml").out
    assert (
        "  scaled         repeat of body 3 x 1.2 = 3.6 -> 4\n"
        "                 conv 16 x 1.1 = 17.6 -> 16\n"
        "                 conv 18 x 1.1 = 19.8 -> 24\n"
        "  4 sums         made to fit (adjust): `conv` has 16 filters, not 24\n"
    ) in report


def test_what_is_right_already_is_not_touched(run: Run) -> None:
    run("build", "specs/small.yaml")
    path = Path("generated/small.py")
    before = path.stat().st_mtime_ns, path.stat().st_ino
    ran = run("build", "specs/small.yaml")
    assert "unchanged      generated/small.py" in ran.out
    assert (path.stat().st_mtime_ns, path.stat().st_ino) == before


def test_output_folder_and_output_file(run: Run) -> None:
    assert run("build", "specs/", "-o", "out").code == 0
    assert Path("out/variants/other.py").is_file()
    assert run("build", "specs/small.yaml", "-o", "nets/mine.py").code == 0
    assert Path("nets/mine.py").read_bytes() == Path("out/small.py").read_bytes()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["specs/", "-o", "one.py"], "-o one.py is one file, and there are 2 specs"),
        (["specs/small.yaml", "-o", "net.txt"], "a file that ends in .py"),
        (["specs/small.yaml", "-o", "net.py", "--emit", "keras"], "a file that ends in .keras"),
        (["specs/small.yaml", "-o", ""], "-o needs the path"),
        (["specs/small.yaml", "--check", "--emit", "keras"], "--check compares source"),
        (["specs/small.yaml", "--weights", "a.weights.h5"], "--weights goes with --emit keras"),
        (["specs", "--emit", "keras", "--weights", "a.weights.h5"], "--weights is for one spec"),
        (["specs/small.yaml", "--set", "novalue"], "`novalue` is not of the form name=value"),
        (["specs/small.yaml", "--emit", "torch"], "there is no --emit `torch`"),
        ([], "SPEC is missing"),
    ],
)
def test_misuse(run: Run, arguments: list[str], message: str) -> None:
    ran = run("build", *arguments)
    assert ran.code == 2
    assert message in ran.err
    assert not Path("generated").exists()


@pytest.mark.usefixtures("broken")
def test_errors_of_one_spec_do_not_stop_the_others(run: Run) -> None:
    ran = run("build", "specs/")
    assert ran.code == 1
    assert "FAIL  specs/broken.yaml" in ran.out
    assert ran.out.endswith("3 specs: 1 failed, 2 written\n")
    assert not Path("generated/broken.py").exists()
    assert Path("generated/small.py").exists()


def test_check_shows_what_is_stale_and_writes_nothing(run: Run) -> None:
    run("build", "specs/")
    path = Path("generated/small.py")
    fresh = path.read_text()
    stale = fresh.replace("def create_small(", "def make_small(")
    path.write_text(stale)
    Path("generated/variants/other.py").unlink()
    ran = run("build", "specs/", "--check")
    assert ran.code == 1
    assert "--- generated/small.py\tas it is\n+++ generated/small.py\tas it should be\n" in ran.out
    assert "\n-def make_small(" in ran.out
    assert "\n+def create_small(" in ran.out
    assert "output-stale: generated/small.py is stale" in ran.err
    assert "output-stale: generated/variants/other.py does not exist" in ran.err
    assert path.read_text() == stale
    assert not Path("generated/variants/other.py").exists()


def test_check_of_what_is_fresh(run: Run) -> None:
    run("build", "specs/")
    ran = run("build", "--check", "specs/")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith("fresh  generated/small.py\n")


def test_check_of_a_file_that_is_not_text(run: Run) -> None:
    run("build", "specs/small.yaml")
    Path("generated/small.py").write_bytes(b"\xff\xfe\x00")
    ran = run("build", "--check", "specs/small.yaml")
    assert ran.code == 1
    assert "\\ No newline at end of file" in ran.out


def test_two_specs_that_would_write_one_file(run: Run) -> None:
    text = Path("specs/small.yaml").read_text()
    Path("specs/twin.yaml").write_text(text)
    ran = run("build", "specs/")
    assert ran.code == 1
    assert "output-collision: generated/small.py is written for specs/small.yaml already" in ran.err
    assert "--> specs/twin.yaml:2:7" in ran.err


def test_a_spec_that_is_named_twice_is_built_once(run: Run) -> None:
    ran = run("build", "specs/small.yaml", "./specs/small.yaml", "specs/../specs/small.yaml")
    assert ran.code == 0
    assert ran.out.count("written") == 1


def test_an_output_that_cannot_be_written(run: Run) -> None:
    Path("file").write_text("")
    ran = run("build", "specs/small.yaml", "-o", "file/net.py")
    assert ran.code == 1
    assert "file-not-written: file/net.py cannot be written" in ran.err
    assert "FAIL" in ran.out


@pytest.mark.parametrize("options", [[], ["--check"]])
def test_an_output_that_is_a_pipe(run: Run, options: list[str]) -> None:
    os.mkfifo("net.py")
    ran = run("build", "specs/small.yaml", "-o", "net.py", *options)
    assert ran.code == 1
    assert "it is not a file" in ran.err


def test_set_changes_the_source(run: Run) -> None:
    assert run("build", "specs/small.yaml", "--set", "labels=77").code == 0
    assert "77" in Path("generated/small.py").read_text()


def test_keras_that_is_not_installed(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing() -> None:
        raise keras_model.KerasMissingError("no keras")

    monkeypatch.setattr(keras_model, "import_keras", missing)
    ran = run("build", "specs/", "--emit", "keras")
    assert ran.code == 1
    assert ran.err.count("error[E0007] keras-missing") == 1
    assert "pip install 'archc[keras]'" in ran.err


@pytest.mark.keras
def test_a_saved_model_loads(run: Run) -> None:
    keras = pytest.importorskip("keras")
    ran = run("build", "specs/small.yaml", "--emit", "keras", "--set", "labels=7")
    assert ran.code == 0
    assert "written        generated/small.keras" in ran.out
    assert [path.name for path in Path("generated").iterdir()] == ["small.keras"]
    model = keras.models.load_model("generated/small.keras")
    assert model.name == "small"
    assert model.output_shape == (None, 7)
