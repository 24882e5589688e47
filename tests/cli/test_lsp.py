"""`archc lsp`, as far as it is a command; tests/editors speaks to it."""

from __future__ import annotations

import importlib.util
import os
import sys

import pytest
from tests.cli.conftest import Run


def test_pygls_that_is_not_installed(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.path", ["", "/nowhere"])
    found = importlib.util.find_spec
    monkeypatch.setattr(
        "archc.cli.lsp.find_spec", lambda name: None if name == "pygls" else found(name)
    )
    ran = run("lsp")
    assert (ran.code, ran.out) == (69, "")
    assert ran.err == "archc lsp needs pygls: pip install 'archc[lsp]'\n"


def test_the_current_folder_is_no_place_to_import_from(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:

    monkeypatch.setattr("archc.cli.lsp.find_spec", lambda _: None)
    monkeypatch.setattr("sys.path", ["", os.curdir, "/nowhere"])
    run("lsp", "--project-plugins")
    assert sys.path == ["", os.curdir, "/nowhere"]
    run("lsp", "--stdio")
    assert sys.path == ["/nowhere"]
