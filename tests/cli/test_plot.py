"""`archc plot`: which file it writes, and what it says when it cannot."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from archc.pictures import picture

Run = Callable[..., Any]


def test_the_picture_has_the_name_of_the_network(run: Run, folder: Path) -> None:
    ran = run("plot", "specs/small.yaml")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith("written  small.svg  ")
    assert "3 x unit" in (folder / "small.svg").read_text()


@pytest.mark.parametrize("form", ["svg", "png", "pdf", "mmd", "dot"])
def test_the_end_of_a_name_says_which_format(run: Run, folder: Path, form: str) -> None:
    assert run("plot", "specs/small.yaml", "-o", f"out/net.{form}").code == 0
    start = {"svg": b"<svg", "png": b"\x89PNG", "pdf": b"%PDF", "mmd": b"flow", "dot": b"digraph"}
    assert (folder / "out" / f"net.{form}").read_bytes().startswith(start[form])


def test_a_folder(run: Run, folder: Path) -> None:
    assert run("plot", "specs/small.yaml", "-o", "figures/").code == 0
    assert (folder / "figures" / "small.svg").exists()


def test_options_change_the_picture(run: Run, folder: Path) -> None:
    options = ([], ["--depth", "0"], ["--depth", "all"], ["--stage", "body"], ["--direction", "lr"])
    texts = set()
    for extra in (*options, ["--set", "labels=7"]):
        assert run("plot", "specs/small.yaml", *extra).code == 0
        texts.add((folder / "small.svg").read_text())
    assert len(texts) == len(options) + 1


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["-o", "net.jpg"], "-o net.jpg: a picture ends in one of .svg, .png, .pdf, .mmd, .dot"),
        (["-o", ""], "-o needs the path of a file or a folder"),
        (["--depth", "deep"], "--depth deep: a number from 0 to 64, or `all`"),
        (["--depth", "-1"], "--depth -1: a number from 0 to 64, or `all`"),
        (["--depth", "9" * 5000], f"--depth {'9' * 5000}: a number from 0 to 64, or `all`"),
        (["--depth", "²"], "--depth ²: a number from 0 to 64, or `all`"),
        (["--stage", "bdy"], "--stage bdy: did you mean `body`?"),
        (["--stage", "q"], "--stage q: the stages are: body, head, stem"),
    ],
)
def test_misuse(run: Run, options: list[str], message: str) -> None:
    ran = run("plot", "specs/small.yaml", *options)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == f"archc plot: error: {message}\n"


def test_a_spec_with_errors(run: Run, broken: Path) -> None:
    ran = run("plot", str(broken))
    assert (ran.code, ran.out) == (1, "")
    assert "error[E0401]" in ran.err
    assert not Path("broken.svg").exists()


def test_a_file_that_cannot_be_written(run: Run, folder: Path) -> None:
    (folder / "small.svg").mkdir()
    ran = run("plot", "specs/small.yaml")
    assert ran.code == 1
    assert "error[E0004] file-not-written" in ran.err


@pytest.mark.parametrize(("form", "package"), [("png", "resvg_py"), ("pdf", "reportlab")])
def test_a_missing_package_is_named(
    run: Run, monkeypatch: pytest.MonkeyPatch, form: str, package: str
) -> None:
    for name in [name for name in sys.modules if name.startswith(f"{package}.")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, package, None)
    ran = run("plot", "specs/small.yaml", "-o", f"net.{form}")
    assert (ran.code, ran.out) == (69, "")
    assert ran.err == f"archc plot needs {package} for .{form}: pip install 'archc[plot]'\n"


def test_too_many_boxes(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(picture, "MAX_TILES", 5)
    ran = run("plot", "specs/small.yaml")
    assert ran.code == 2
    assert "boxes, and the limit is 5: a smaller --depth, or --stage NAME, shows less" in ran.err
