"""What the README shows is what archc does."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def _blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", README, re.DOTALL)


def _console(command: str) -> str:
    """The output that the README shows for a command."""
    block = next(b for b in _blocks("console") if b.startswith(f"$ {command}\n"))
    return block.partition("\n")[2]


def _run(command: str, folder: Path) -> str:
    words = command.split()[1:]
    path = os.pathsep.join([str(ROOT / "compiler"), os.environ.get("PYTHONPATH", "")])
    done = subprocess.run(
        [sys.executable, "-m", "archc", *words],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": path},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return done.stdout


def test_the_excerpt_is_from_the_spec() -> None:
    spec = (ROOT / "specs" / "inception_resnet_v2.yaml").read_text(encoding="utf-8").splitlines()
    assert f"which has {len(spec)} in all" in README
    for line in _blocks("yaml")[0].splitlines():
        assert line in spec


def test_the_excerpt_of_the_source_is_generated() -> None:
    source = (ROOT / "generated" / "inception_resnet_v2.py").read_text(encoding="utf-8")
    assert _blocks("python")[0] in source


def test_the_broken_spec_gives_these_messages(tmp_path: Path) -> None:
    (tmp_path / "broken.yaml").write_text(_blocks("yaml")[1], encoding="utf-8")
    assert _run("archc check broken.yaml", tmp_path) == _console("archc check broken.yaml")


def test_show_prints_this_table() -> None:
    command = "archc show specs/inception_resnet_v2.yaml"
    assert _run(command, ROOT) == _console(command)


def test_diff_prints_this_comparison() -> None:
    old, new = "specs/inception_resnet_v2.yaml", "specs/originals/inception_resnet_v2.yaml"
    command = f"archc diff {old} {new}"
    assert _run(command, ROOT) == _console(command)


def test_every_command_is_in_the_table() -> None:
    table = set(re.findall(r"^\| `archc (\w+)", README, re.MULTILINE))
    usage = _run("archc zzz", ROOT).partition("`: ")[2].partition("\n")[0]
    assert table == set(usage.split(", "))


def test_build_prints_this_report(tmp_path: Path) -> None:
    (tmp_path / "specs").symlink_to(ROOT / "specs")
    command = "archc build specs/inception_resnet_v2.yaml"
    printed = _run(command, tmp_path).splitlines()
    shown = [line for line in _console(command).splitlines() if line.strip() != "..."]
    assert [line for line in shown if line not in printed] == []


def test_the_variant_is_in_the_originals() -> None:
    lines = (ROOT / "specs/originals/inception_resnet_v2.yaml").read_text("utf-8").splitlines()
    for line in _blocks("yaml")[2].splitlines():
        assert line.partition("#")[0].rstrip() in {
            given.partition("#")[0].rstrip() for given in lines
        }


def test_the_table_is_in_the_zoo() -> None:
    lines = (ROOT / "specs" / "zoo" / "efficientnet.yaml").read_text("utf-8").splitlines()
    for line in _blocks("yaml")[3].splitlines():
        assert line in lines
