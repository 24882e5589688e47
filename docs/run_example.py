"""Runs the wrong and the right example of an explanation as the commands that a person would type.

1. A block with the name of a file is that file; a YAML block without a name is spec.yaml.
2. What a spec lacks of `archc: 1`, a name and an input is added at its end, so that its lines keep their
   numbers. A spec without any key stays as it is.
3. `# ... 69 more like it` at the end of a line stands for 69 lines, in which names that end in a number
   count up.
4. A console block holds commands: archc, cp, rm, and python with a file. Without one it is
   `archc check spec.yaml`.
5. A right example has the files of the wrong one, and its commands, where it has none of its own.
6. `with=keras` marks a console that needs Keras; `without=keras` one that must not find it.
7. `# error: E0401` at the end of a line says that a message of that code points to it. Where a comment would
   change the example, `line=3` after the name of the block says it.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from archc.cli import main
from archc.diagnostics.markdown_parts import Fence, markdown_parts
from archc.diagnostics.read_explanation import Explanation

_MORE = re.compile(r"^(.*?) *# \.\.\. ([\d,]+) more like it$", re.MULTILINE)
_NUMBERED = re.compile(r"(?<=[A-Za-z_])\d+\b")
_FOUND = re.compile(
    r"^(?:(?P<note>[^\s:]+:\d+):\d+: )?(?:error|warning|note)\[(?P<code>\w+)\].*"
    r"(?:\n +--> (?P<place>[^\s:]+:\d+))?",
    re.MULTILINE,
)
_MARK = re.compile(r"# (?:error|warning|note): [EWN]\d{4}$")
_CHECK = Fence("console", (), "$ archc check spec.yaml\n")


class Ran(NamedTuple):
    """What came of an example.

    The status of its last command, the codes, the places (`spec.yaml:3`) that messages point to, those
    that the example states, and all that was printed.
    """

    status: int
    codes: set[str]
    places: set[str]
    stated: set[str]
    printed: str


def run_wrong(explanation: Explanation) -> Ran:
    """Runs the wrong example."""
    return _run(_fences(explanation.wrong))


def run_right(explanation: Explanation) -> Ran:
    """Runs the right example."""
    return _run(_with_wrong(explanation))


def needs_keras(explanation: Explanation) -> bool:
    """Whether one of the examples can run only with Keras (rule 6)."""
    return any(fence.option("with") == "keras" for fence in _with_wrong(explanation))


def _fences(text: str) -> list[Fence]:
    return [part for part in markdown_parts(text) if isinstance(part, Fence)]


def _with_wrong(explanation: Explanation) -> list[Fence]:
    """Rule 5."""
    right = _fences(explanation.right)
    has_console = any(fence.language == "console" for fence in right)
    wrong = _fences(explanation.wrong)
    return [fence for fence in wrong if fence.language != "console" or not has_console] + right


def _run(fences: list[Fence]) -> Ran:
    stated: set[str] = set()
    with _folder_of_its_own():
        for fence in fences:
            if fence.language != "console":
                stated |= set(_write(fence))
        consoles = [fence for fence in fences if fence.language == "console"] or [_CHECK]
        done = [_command(line, console) for console in consoles for line in _commands(console)]
    printed = "".join(text for _, text in done)
    found = list(_FOUND.finditer(printed))
    places = {place for one in found if (place := one["note"] or one["place"])}
    return Ran(done[-1][0], {one["code"] for one in found}, places, stated, printed)


def _commands(console: Fence) -> list[str]:
    return [line.removeprefix("$ ") for line in console.text.splitlines()]


@contextlib.contextmanager
def _folder_of_its_own() -> Iterator[None]:
    """An empty project that is the current folder; modules that were imported from it are forgotten."""
    before = Path.cwd()
    modules = set(sys.modules)
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        Path("pyproject.toml").touch()
        try:
            yield
        finally:
            os.chdir(before)
            for name in set(sys.modules) - modules:
                if str(getattr(sys.modules[name], "__file__", "")).startswith(folder):
                    del sys.modules[name]


def _write(fence: Fence) -> Iterator[str]:
    """Writes a file; the places that it states (rule 7)."""
    path = Path(fence.file or "spec.yaml")
    text = _MORE.sub(_lines, fence.text)
    if path.suffix == ".yaml":
        text += _missing_keys(text, path.stem)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding=fence.option("encoding") or "utf-8")
    for number, line in enumerate(text.splitlines(), 1):
        if _MARK.search(line) or fence.option("line") == str(number):
            yield f"{path.as_posix()}:{number}"


def _lines(found: re.Match[str]) -> str:
    """Rule 3."""
    count = int(found[2].replace(",", "")) + 1
    return "\n".join(
        _NUMBERED.sub(lambda number, more=i: str(int(number[0]) + more), found[1])
        for i in range(count)
    )


def _missing_keys(text: str, name: str) -> str:
    """Rule 2."""
    keys = set(re.findall(r"^(\w+):", text, re.MULTILINE))
    if not keys:
        return ""
    wanted = {"archc": "1", "name": name, "input": "{shape: [32, 32, 3]}"}
    if keys & {"extends", "inputs"}:
        del wanted["input"]
    return "".join(f"{key}: {value}\n" for key, value in wanted.items() if key not in keys)


def _command(line: str, console: Fence) -> tuple[int, str]:
    """Runs one command; its status, and what it printed on either stream."""
    program, *arguments = shlex.split(line)
    match program, arguments:
        case "cp", [source, target]:
            shutil.copy(source, target)
            return 0, ""
        case "rm", [file]:
            Path(file).unlink()
            return 0, ""
        case "python", [file]:
            code = [sys.executable, "-c", f"import runpy; runpy.run_path({file!r})"]
            done = subprocess.run(code, capture_output=True, text=True, check=False)
            assert done.returncode == 0, done.stderr
            return 0, ""
    assert program == "archc", f"not a command of an example: {line}"
    printed = io.StringIO()
    with (
        contextlib.redirect_stdout(printed),
        contextlib.redirect_stderr(printed),
        _keras_hidden(console.option("without") == "keras"),
    ):
        status = main(arguments)
    return status, printed.getvalue()


@contextlib.contextmanager
def _keras_hidden(hidden: bool) -> Iterator[None]:
    """Lets `import keras` fail, as if it were not installed."""
    if not hidden:
        yield
        return
    before = sys.modules.get("keras")
    sys.modules["keras"] = None  # type: ignore[assignment]
    try:
        yield
    finally:
        del sys.modules["keras"]
        if before is not None:
            sys.modules["keras"] = before
