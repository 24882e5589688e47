"""What holds for every command: exit codes, help, and no traceback whatever happens."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import archc.cli.check
import archc.cli.schema

Run = Callable[..., Any]
COMMANDS = (
    *("build", "check", "diff", "lock", "show", "plot", "view", "expand", "new", "explain"),
    *("schema", "lsp", "completion"),
)


def test_version(run: Run) -> None:
    assert run("--version").out == f"archc {archc.__version__}\n"


def test_help_has_examples(run: Run) -> None:
    ran = run("--help")
    assert ran.code == 0
    assert "examples:" in ran.out
    assert "exit codes:" in ran.out


@pytest.mark.parametrize("command", COMMANDS)
def test_help_of_a_command_has_examples(run: Run, command: str) -> None:
    ran = run(command, "--help")
    assert ran.code == 0
    assert f"examples:\n  archc {command}" in ran.out
    assert max(len(line) for line in ran.out.splitlines()) <= 100


@pytest.mark.parametrize("arguments", [[], ["chekc"], ["check"], ["show", "a", "b"], ["--nope"]])
def test_misuse(run: Run, arguments: list[str]) -> None:
    ran = run(*arguments)
    assert ran.code == 2
    assert ran.out == ""
    assert "error:" in ran.err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["chekc"], "archc: error: there is no command `chekc`; did you mean `check`?"),
        ([], "archc: error: COMMAND is missing: build, check, diff, lock, show, "),
        (["check"], "archc check: error: PATH is missing\n"),
        (["check", "a", "--varient=b"], "no option `--varient`; did you mean `--variant`?"),
        (["check", "a", "--fxi", "b"], "no option `--fxi`; did you mean `--fix`?"),
        (["build", "a", "--emit", "kears"], "there is no --emit `kears`; did you mean `keras`?"),
        (["check", "a", "--format", "zzz"], "no --format `zzz`: text, json, jsonl, sarif, github"),
        (["completion", "fish"], "archc completion: error: there is no shell `fish`: bash, zsh"),
        (["show", "a", "b"], "archc show: error: `b` is one argument too many"),
        (["check", "a", "--set", "n"], "argument --set: `n` is not of the form name=value"),
        (["check", "a", "--\x1b[31m"], "there is no option `--\N{REPLACEMENT CHARACTER}[31m`\n"),
    ],
)
def test_a_wrong_word_is_named_and_corrected(run: Run, arguments: list[str], said: str) -> None:
    ran = run(*arguments)
    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err
    assert ran.err.endswith("--help` says more\n")


def _raise(error: BaseException) -> Callable[..., None]:
    def call(*_: object, **__: object) -> None:
        raise error

    return call


def test_a_bug_is_no_traceback(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archc.cli.check, "open_spec", _raise(KeyError("lost")))
    monkeypatch.delenv("ARCHC_TRACEBACK", raising=False)
    ran = run("check", "specs/small.yaml")
    assert ran.code == 70
    assert "archc: internal error: KeyError: 'lost'" in ran.err
    assert "please report it" in ran.err
    assert "Traceback" not in ran.err
    monkeypatch.setenv("ARCHC_TRACEBACK", "1")
    assert "Traceback" in run("check", "specs/small.yaml").err


def test_interruption(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archc.cli.check, "open_spec", _raise(KeyboardInterrupt()))
    ran = run("check", "specs/small.yaml")
    assert (ran.code, ran.err) == (130, "archc: interrupted\n")


def test_a_package_that_is_missing(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    error = ModuleNotFoundError("No module named 'yaml'", name="yaml.nodes")
    monkeypatch.setattr(archc.cli.check, "open_spec", _raise(error))
    ran = run("check", "specs/small.yaml")
    assert (ran.code, ran.err) == (69, "archc: the package `yaml` is missing: pip install archc\n")


@pytest.mark.parametrize(
    ("arguments", "begins"),
    [
        (["expand", "specs/small.yaml"], "# yaml-language-server"),
        (["diff", "specs/small.yaml", "specs/small.yaml"], "specs/small.yaml: same graph"),
        (["build", "specs/small.yaml"], '"""'),
        (["schema"], "{"),
        (["check", "specs/small.yaml", "--format", "json"], "{"),
    ],
)
def test_a_dash_is_standard_output(
    run: Run, folder: Path, arguments: list[str], begins: str
) -> None:
    ran = run(*arguments, "-o", "-")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith(begins)
    assert not (folder / "-").exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["lock"], "-o needs the path of a file"),
        (["plot"], "-o -: a picture ends in one of"),
        (["view"], "-o -: a page is a file"),
        (["build", "--emit", "keras"], "-o - prints source"),
        (["build", "--check"], "-o - prints source"),
        (["build", "--variant", "a", "--variant", "b"], "-o - prints one network, and there are 2"),
    ],
)
def test_what_is_no_single_text_is_not_printed(
    run: Run, folder: Path, arguments: list[str], said: str
) -> None:
    ran = run(*arguments, "specs/small.yaml", "-o", "-")
    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err
    assert not (folder / "-").exists()
