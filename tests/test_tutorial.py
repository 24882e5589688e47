"""The tutorial is run from top to bottom: what it prints is what archc prints.

`pytest --update-golden` writes the outputs into the page; read the diff before it is committed.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "tutorial.md"
_BLOCK = re.compile(r"```(\w+)\n(.*?)```\n", re.DOTALL)
_TIME = re.compile(r"(time +)[\d.]+ m?s")


class Block(NamedTuple):
    """A fenced block of the page."""

    language: str
    text: str

    def commands(self) -> list[str]:
        """The commands of a console."""
        return [line[2:] for line in self.text.splitlines() if line.startswith("$ ")]


def blocks(page: Path = PAGE) -> list[Block]:
    return [Block(*found) for found in _BLOCK.findall(page.read_text(encoding="utf-8"))]


@pytest.fixture
def shell(tmp_path: Path) -> Path:
    """An empty folder beside an `archc` command that runs this checkout."""
    tools = tmp_path / "tools"
    tools.mkdir()
    command = tools / "archc"
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m archc "$@"\n', encoding="utf-8")
    command.chmod(0o755)
    folder = tmp_path / "flowers"
    folder.mkdir()
    return folder


def run_command(command: str, folder: Path) -> str:
    path = f"{folder.parent / 'tools'}{os.pathsep}{Path(sys.executable).parent}"
    sources = os.pathsep.join([str(ROOT / "compiler"), os.environ.get("PYTHONPATH", "")])
    done = subprocess.run(
        ["bash", "-c", command.replace("ARCHC", str(ROOT))],
        cwd=folder,
        env={
            **os.environ,
            "PATH": f"{path}{os.pathsep}{os.environ['PATH']}",
            "PYTHONPATH": sources,
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return _TIME.sub(r"\g<1>40 ms", done.stdout)


def play(
    folder: Path, page: Path = PAGE, *, with_keras: bool = False
) -> Iterator[tuple[Block, str]]:
    """Follows the page; gives each console with what it printed."""
    for block in blocks(page):
        first, _, rest = block.text.partition("\n")
        if first.startswith("# "):
            (folder / first[2:]).write_text(rest, encoding="utf-8")
        elif block.language == "console":
            if any(command.startswith("python ") for command in block.commands()) != with_keras:
                continue
            printed = [
                f"$ {command}\n{run_command(command, folder)}" for command in block.commands()
            ]
            yield block, "".join(text if text.endswith("\n") else f"{text}\n" for text in printed)


def check_page(page: Path, folder: Path, *, update: bool) -> None:
    """Holds a page against what its commands print, or writes that into it."""
    text = page.read_text(encoding="utf-8")
    for block, printed in play(folder, page):
        assert update or block.text == printed
        text = text.replace(f"```console\n{block.text}```", f"```console\n{printed}```")
    if update:
        page.write_text(text, encoding="utf-8")


def test_the_tutorial_shows_what_archc_prints(shell: Path, request: pytest.FixtureRequest) -> None:
    check_page(PAGE, shell, update=request.config.getoption("--update-golden"))


@pytest.mark.keras
def test_the_module_of_the_tutorial_does_what_the_page_says(shell: Path) -> None:
    pytest.importorskip("keras")
    list(play(shell, with_keras=False))
    for block, printed in play(shell, with_keras=True):
        lines = printed.splitlines()
        assert block.text.splitlines() == [lines[0], *lines[-2:]]
