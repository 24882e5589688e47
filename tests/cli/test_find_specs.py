"""Which specs the paths of a command line mean, and where their outputs go."""

from __future__ import annotations

from pathlib import Path

import pytest

from archc.cli.find_specs import FoundSpec, find_specs
from archc.cli.misuse_error import MisuseError
from archc.cli.output_path import destination
from archc.diagnostics import codes
from archc.diagnostics.diagnostic import Sink


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    names = ("specs/b.yaml", "specs/a.yaml", "specs/deep/c.yaml", "specs/.hidden/d.yaml")
    for name in (*names, "specs/.e.yaml", "specs/f.yml", "nets/deep/g.yaml", "specs/h.yaml/i.txt"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def _found(*paths: str) -> list[tuple[str, str]]:
    sink = Sink()
    found = [(spec.path, str(spec.folder)) for spec in find_specs([*paths], sink)]
    assert not sink.failed
    return found


@pytest.mark.usefixtures("tree")
def test_a_folder_is_searched_in_order() -> None:
    assert _found("specs") == [
        ("specs/a.yaml", "."),
        ("specs/b.yaml", "."),
        ("specs/deep/c.yaml", "deep"),
    ]


@pytest.mark.parametrize(
    ("given", "folder"),
    [
        ("specs/deep/c.yaml", "deep"),
        ("specs/deep", "deep"),
        ("nets", "deep"),
        ("nets/deep/g.yaml", "."),
        ("specs/../nets/deep/g.yaml", "."),
        ("./specs/./deep/../deep/c.yaml", "deep"),
        ("../nowhere.yaml", "."),
        ("-", "."),
    ],
)
@pytest.mark.usefixtures("tree")
def test_the_folder_of_a_spec(given: str, folder: str) -> None:
    assert _found(given)[0][1] == folder


def test_a_search_from_above(tree: Path) -> None:
    assert _found(".")[0] == ("nets/deep/g.yaml", "nets/deep")
    assert _found(".")[-1] == ("specs/deep/c.yaml", "deep")
    assert _found(str(tree / "specs"))[-1][1] == "deep"


@pytest.mark.usefixtures("tree")
def test_a_spec_is_found_once() -> None:
    assert len(_found("specs/a.yaml", "specs", "./specs/a.yaml", "-", "-")) == 4


def test_a_folder_without_specs(tree: Path) -> None:
    (tree / "none").mkdir()
    sink = Sink()
    assert find_specs(["none"], sink) == []
    assert [d.code for d in sink.diagnostics()] == [codes.NO_SPECS_FOUND]


SPEC = FoundSpec("specs/deep/c.yaml", Path("deep"))


@pytest.mark.parametrize(
    ("output", "emit", "path"),
    [
        (None, "source", "generated/deep/net.py"),
        (None, "keras", "generated/deep/net.keras"),
        ("out", "source", "out/deep/net.py"),
        ("out.d/", "source", "out.d/deep/net.py"),
        ("nets", "source", "nets/deep/net.py"),
        ("x/y.py", "source", "x/y.py"),
        ("x/y.keras", "keras", "x/y.keras"),
    ],
)
@pytest.mark.usefixtures("tree")
def test_where_an_output_goes(output: str | None, emit: str, path: str) -> None:
    assert str(destination(output, emit, 1).path_of(SPEC, "net")) == path


@pytest.mark.parametrize(("output", "specs"), [("a.py", 2), ("a.txt", 1), ("a.keras", 1), ("", 1)])
@pytest.mark.usefixtures("tree")
def test_outputs_that_make_no_sense(output: str, specs: int) -> None:
    with pytest.raises(MisuseError):
        destination(output, "source", specs)
