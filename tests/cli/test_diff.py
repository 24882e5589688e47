"""`archc diff`: specs, folders, and revisions of real repositories."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from tests.backends.random_specs import specs
from tests.cli.conftest import Run
from tests.integrations.conftest import commit_all, git

from archc.compare.compare import compare
from archc.diagnostics.diagnostic import Sink
from archc.driver import compile_source
from archc.source.source_file import SourceFile

SMALL = Path("specs/small.yaml")


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


@pytest.fixture
def repository(run: Run, folder: Path) -> Path:
    """The folder of the test, committed."""
    assert run is not None
    git(folder, "init", "--quiet", "--initial-branch", "main")
    commit_all(folder, "Specs")
    return folder


def test_two_specs(run: Run) -> None:
    assert run("diff", str(SMALL), str(SMALL)) == (0, "specs/small.yaml: same graph\n", "")
    ran = run("diff", str(SMALL), "specs/variants/other.yaml")
    assert ran.code == 0  # The names of networks do not matter.
    edit(SMALL, "repeat: 3", "repeat: 4")
    ran = run("diff", "specs/variants/other.yaml", str(SMALL))
    assert ran.code == 1
    assert "  stage body\n    ~ repeat 3 -> 4\n" in ran.out


def test_help_for_a_stage_with_another_name(run: Run) -> None:
    edit(SMALL, "name: body", "name: trunk")
    sides = ("diff", "specs/variants/other.yaml", str(SMALL))
    said = "if stage trunk is what was called body, `renamed_from: body` on it keeps"
    assert f"  help: {said}" in run(*sides).out
    assert r"renamed\_from\: body" in run(*sides, "--format", "markdown").out
    (network,) = json.loads(run(*sides, "--format", "json").out)["networks"]
    assert [one["new"] for one in network["guessed_renames"]] == ["trunk"]


def test_the_output_goes_to_a_file(run: Run) -> None:
    edit(SMALL, "repeat: 3", "repeat: 4")
    sides = ("specs/variants/other.yaml", str(SMALL))
    printed = run("diff", *sides, "--format", "markdown").out
    assert run("diff", *sides, "--format", "markdown", "-o", "diff.md") == (1, "", "")
    assert Path("diff.md").read_text(encoding="utf-8") == printed
    ran = run("diff", *sides, "-o", "specs")
    assert (ran.code, ran.out) == (2, "")
    assert "specs cannot be written" in ran.err


@pytest.mark.usefixtures("repository")
def test_a_revision(run: Run) -> None:
    assert run("diff", "HEAD:specs/small.yaml", str(SMALL)).code == 0
    edit(SMALL, "18, kernel: 3", "18, kernel: 5")
    ran = run("diff", "main:specs/small.yaml", str(SMALL))
    assert (ran.code, "~ conv: kernel 3 -> 5 (used 3 times)" in ran.out) == (1, True)
    assert run("diff", "HEAD:specs/small.yaml", "HEAD:specs/variants/other.yaml").code == 0


def test_two_presets(run: Run) -> None:
    presets = "\nvariants:\n  long: {set: {stages.body.repeat: 5}}\n  short: {set: {stages.body.repeat: 2}}\n"
    SMALL.write_text(SMALL.read_text(encoding="utf-8") + presets, encoding="utf-8")
    sides = ("diff", str(SMALL), str(SMALL))
    ran = run(*sides, "--old-variant", "long", "--new-variant", "short")
    assert ran.code == 1
    assert ran.out.startswith("specs/small.yaml (long -> short): different\n")
    assert "~ repeat 5 -> 2" in ran.out
    ran = run(*sides, "--new-variant", "short", "--format", "json")
    (network,) = json.loads(ran.out)["networks"]
    assert (network["old_variant"], network["variant"]) == (None, "short")
    ran = run(*sides, "--variant", "long", "--new-variant", "short")
    assert "(long -> short)" in ran.out
    assert run(*sides, "--old-variant", "long", "--new-variant", "long").code == 0
    ran = run("diff", "specs/variants/other.yaml", str(SMALL), "--new-variant", "long")
    assert (ran.code, "~ repeat 3 -> 5" in ran.out) == (1, True)


def test_two_presets_that_are_not_there(run: Run) -> None:
    ran = run("diff", str(SMALL), str(SMALL), "--new-variant", "gone")
    assert (ran.code, "E0507" in ran.out) == (2, True)
    ran = run("diff", "specs", "specs", "--old-variant", "gone")
    assert (ran.code, "not for folders" in ran.err) == (2, True)


@pytest.mark.usefixtures("repository")
def test_folders(run: Run) -> None:
    assert run("diff", "HEAD:specs", "specs").code == 0
    (Path("specs") / "new.yaml").write_text(SMALL.read_text(encoding="utf-8"), encoding="utf-8")
    Path("specs/variants/other.yaml").unlink()
    edit(SMALL, "repeat: 3", "repeat: 2")
    ran = run("diff", "HEAD:specs", "specs")
    assert ran.code == 1
    assert "specs/new.yaml: added, small: " in ran.out
    assert "specs/variants/other.yaml: removed, other: " in ran.out
    assert "specs/small.yaml: different" in ran.out


@pytest.mark.usefixtures("repository")
def test_the_paths_of_a_folder_are_the_same_from_everywhere(run: Run) -> None:
    edit(SMALL, "repeat: 3", "repeat: 2")
    for sides in (("HEAD:.", "."), (".", "HEAD:."), ("HEAD:.", "HEAD:."), ("HEAD:./", "./")):
        printed = run("diff", *sides).out
        assert "\nspecs/small.yaml: " in f"\n{printed}"
        assert "./" not in printed


def test_bases_come_from_the_same_revision(run: Run, repository: Path) -> None:
    variant = "archc: 1\nname: wide\nextends: ../small.yaml\nset: {arguments.labels: 20}\n"
    Path("specs/variants/wide.yaml").write_text(variant, encoding="utf-8")
    commit_all(repository, "A variant")
    edit(SMALL, "repeat: 3", "repeat: 4")
    ran = run("diff", "HEAD:specs/variants/wide.yaml", "specs/variants/wide.yaml")
    assert (ran.code, "~ repeat 3 -> 4" in ran.out) == (1, True)
    SMALL.unlink()
    assert run("diff", "HEAD:specs/variants/wide.yaml", "HEAD:specs/variants/wide.yaml").code == 0


def test_paths_as_git_has_them(run: Run, repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(repository / "specs")
    assert run("diff", "HEAD:specs/small.yaml", "small.yaml").code == 0
    assert run("diff", "HEAD:./small.yaml", "small.yaml").code == 0
    assert run("diff", "HEAD:small.yaml", "small.yaml").code == 0


@pytest.mark.usefixtures("repository")
@pytest.mark.parametrize(
    ("old", "reason"),
    [
        ("nowhere:specs", "no revision 'nowhere'"),
        ("--output=x:specs", "NEW is missing"),
        (":specs", "is not the name of a revision"),
        ("HEAD:specs/gone.yaml", "HEAD has no specs/gone.yaml"),
        ("HEAD:../specs", "HEAD has no ../specs"),
        ("gone.yaml", "no file, no folder, and no REVISION:PATH\n"),
        ("HEAD", "no REVISION:PATH: for the revision, write `HEAD:.`"),
        ("HEAD:specs/small.yaml", "a folder with a folder"),
        ("HEAD\0x:specs", "git cannot be run"),
    ],
)
def test_misuse(run: Run, old: str, reason: str) -> None:
    ran = run("diff", old, "specs")
    assert ran.code == 2
    assert "Traceback" not in ran.err
    assert reason in ran.err
    assert not Path("x").exists()


def test_without_a_repository(run: Run) -> None:
    ran = run("diff", "HEAD:specs", "specs")
    assert (ran.code, "in no git repository" in ran.err) == (2, True)


def test_a_spec_that_does_not_compile(run: Run, broken: Path) -> None:
    ran = run("diff", str(SMALL), str(broken))
    assert (ran.code, "E0401" in ran.out) == (2, True)
    report = json.loads(run("diff", str(SMALL), str(broken), "--format", "json").out)
    assert report["networks"][0]["status"] == "broken"
    assert "E0401" in run("diff", str(SMALL), str(broken), "--format", "markdown").out


@pytest.mark.usefixtures("repository")
def test_which_side_does_not_compile(run: Run) -> None:
    edit(SMALL, "head:", "haed:")
    ran = run("diff", "HEAD:specs/small.yaml", str(SMALL))
    assert ran.code == 2
    assert ran.out.startswith(
        "specs/small.yaml: cannot be compared, the new one does not compile\n"
    )
    ran = run("diff", str(SMALL), "HEAD:specs/small.yaml")
    assert "the old one does not compile" in ran.out
    ran = run("diff", str(SMALL), str(SMALL))
    assert "neither the old one nor the new one compiles" in ran.out
    assert ran.out.count("error[E0201]") == 1
    (network,) = json.loads(run("diff", str(SMALL), str(SMALL), "--format", "json").out)["networks"]
    assert [error["side"] for error in network["errors"]] == ["old", "new"]


@pytest.mark.usefixtures("repository")
def test_a_spec_that_cannot_be_read_has_no_presets(run: Run) -> None:
    SMALL.write_text("archc: [\n", encoding="utf-8")
    ran = run("diff", "HEAD:specs", "specs")
    assert ran.code == 2
    assert "specs/small.yaml: cannot be compared, the new one does not compile\n" in ran.out


@pytest.mark.usefixtures("repository")
def test_an_error_of_several_presets_is_shown_once(run: Run) -> None:
    edit(SMALL, "head:", "haed:")
    SMALL.write_text(SMALL.read_text() + "variants: {wide: {set: {arguments.labels: 20}}}\n")
    ran = run("diff", "HEAD:specs", "specs")
    assert ran.out.count("error[E0201]") == 1
    assert "(wide): cannot be compared, the new one does not compile (shown above)\n" in ran.out


def test_a_preset_of_a_folder(run: Run) -> None:
    presets = "variants: {wide: {set: {arguments.labels: 20}}}\n"
    SMALL.write_text(SMALL.read_text(encoding="utf-8") + presets, encoding="utf-8")
    ran = run("diff", "specs", "specs", "--variant", "wide")
    assert (ran.code, ran.out) == (0, "specs/small.yaml (wide): same graph\n")
    ran = run("diff", "specs", "specs", "--variant", "gone")
    assert (ran.code, ran.out) == (2, "")
    assert "no spec has a variant `gone`" in ran.err


@pytest.mark.usefixtures("repository")
def test_presets_that_change_alike_are_said_once(run: Run, repository: Path) -> None:
    presets = "variants: {wide: {set: {arguments.labels: 20}}}\n"
    SMALL.write_text(SMALL.read_text(encoding="utf-8") + presets, encoding="utf-8")
    commit_all(repository, "A preset")
    edit(SMALL, "repeat: 3", "repeat: 4")
    for form, above in (("text", "the changes are those above"), ("markdown", "The changes are")):
        out = run("diff", "HEAD:specs", "specs", "--format", form).out
        assert (out.count("repeat 3 -> 4"), out.count(above)) == (1, 1)


def test_a_comment_is_not_too_long(run: Run) -> None:
    presets = [f"  p{i}: {{set: {{stages.body.repeat: {i}}}}}" for i in range(10, 99)]
    text = SMALL.read_text(encoding="utf-8") + "variants:\n" + "\n".join(presets) + "\n"
    Path("old.yaml").write_text(text, encoding="utf-8")
    Path("new.yaml").write_text(text.replace(".repeat: ", ".repeat: 1"), encoding="utf-8")
    out = run("diff", "old.yaml", "new.yaml", "--format", "markdown").out
    assert len(out) < 65_536
    assert re.search(r"too long for a comment: those of \d+ networks are left out", out)
    assert out.count("<details>") == out.count("</details>") > 10


def test_json(run: Run) -> None:
    other = Path("specs/variants/other.yaml")
    edit(other, "18, kernel: 3", "18, kernel: 5, dilation: 2")
    report = json.loads(run("diff", str(SMALL), str(other), "--format", "json").out)
    (network,) = report["networks"]
    (change,) = network["changes"]
    assert (change["scope"], change["uses"]) == ({"kind": "block", "name": "unit"}, 3)
    assert [detail["key"] for detail in change["details"]] == ["kernel", "dilation"]
    assert change["layers"] == ["body_1_conv", "body_2_conv", "body_3_conv"]
    assert network["counts"]["parameters"]["new"] > network["counts"]["parameters"]["old"]


def test_text_of_specs_is_no_markup(run: Run) -> None:
    Path("specs/<img src=x>|`**.yaml").write_text(
        SMALL.read_text(encoding="utf-8"), encoding="utf-8"
    )
    edit(SMALL, "labels: 10", "labels: 1000")
    other = "specs/<img src=x>|`**.yaml"
    out = run("diff", str(SMALL), other, "--format", "markdown").out
    plain = re.sub(r"(?<!`)(`+)(?!`).*?(?<!`)\1(?!`)", "", out)
    tags = set(re.findall(r"<[^>]*>", plain))
    assert tags == {"<details>", "<summary>", "<code>", "</code>", "</summary>", "</details>"}
    assert "&lt;img src=x&gt;" in out


def test_a_preset_and_another(run: Run) -> None:
    presets = "variants: {wide: {set: {arguments.labels: 20}}}\n"
    SMALL.write_text(SMALL.read_text(encoding="utf-8") + presets, encoding="utf-8")
    out = run("diff", str(SMALL), str(SMALL)).out
    assert out == "specs/small.yaml: same graph\nspecs/small.yaml (wide): same graph\n"
    out = run("diff", str(SMALL), str(SMALL), "--variant", "wide").out
    assert out == "specs/small.yaml (wide): same graph\n"
    assert run("diff", str(SMALL), str(SMALL), "--variant", "gone").code == 2


@settings(max_examples=40, deadline=None)
@given(specs(), specs())
def test_laws(old: str, new: str) -> None:
    """A network is the same as itself; a comparison and its reverse agree."""
    graphs = [compile_source(SourceFile("a.yaml", text), {}, Sink()) for text in (old, new)]
    for graph in graphs:
        if graph is not None:
            itself = compare(graph, graph)
            assert (itself.is_same, itself.changes, itself.weights.share) == (True, (), 1.0)
    first, second = graphs
    if first is None or second is None:
        return
    there, back = compare(first, second), compare(second, first)
    assert there.is_same == back.is_same
    assert [(c.old, c.new) for c in there.counts] == [(c.new, c.old) for c in back.counts]
    assert 0 <= there.weights.share <= 1
    if not there.is_same:
        assert there.changes or first.text() != second.text()
