"""Keeps the texts of a run that reach lines no smaller one does: `python tests/fuzz/keep.py WORK`.

The tests replay them.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterator
from pathlib import Path
from types import FrameType
from typing import Any

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "compiler")]

from tests.fuzz.seeds import KEPT  # noqa: E402 (it must find the folders above)
from tests.fuzz.targets import TARGETS  # noqa: E402 (likewise)

_PACKAGE = str(ROOT / "compiler" / "archc")
_MAX_TEXTS = 400
"""As many are tried, small ones and large ones: tracing is slow."""
_MAX_SIZE = 1_500
_NEW_STEPS = 3
"""Of one text; a text that takes fewer is not worth its time in the tests."""
Step = tuple[str, int, int]
"""A file, a line, and the line before it."""


class Tracer:
    """Records which line of archc follows which."""

    def __init__(self) -> None:
        self.steps: set[Step] = set()

    def __call__(self, frame: FrameType, _: str, __: Any) -> Any:
        name = frame.f_code.co_filename
        if not name.startswith(_PACKAGE):
            return None
        last = frame.f_lineno

        def line(frame: FrameType, event: str, _: Any) -> Any:
            nonlocal last
            if event == "line":
                self.steps.add((name, last, frame.f_lineno))
                last = frame.f_lineno
            return line

        return line


def steps_of(target: str, text: str) -> set[Step]:
    """The steps that a text takes through archc."""
    tracer = Tracer()
    sys.settrace(tracer)
    try:
        TARGETS[target](text)
    finally:
        sys.settrace(None)
    return tracer.steps


def kept(target: str, texts: list[str]) -> Iterator[str]:
    """The texts that take steps which no smaller one takes."""
    known: set[Step] = set()
    for text in texts:
        steps = steps_of(target, text)
        if len(steps - known) >= _NEW_STEPS:
            known |= steps
            yield text
    print(target, f"{len({step[::2] for step in known}):,} lines", flush=True)


def main() -> None:
    work = Path(sys.argv[1])
    for target in sys.argv[2:] or TARGETS:
        folder = KEPT / target
        folder.mkdir(parents=True, exist_ok=True)
        paths = [*(work / "corpus" / target).iterdir(), *folder.iterdir()]
        found = {path.read_bytes().decode("utf-8", "replace") for path in paths}
        texts = sorted((t for t in found if len(t) <= _MAX_SIZE), key=lambda t: (len(t), t))
        chosen = [*kept(target, texts[:: -(-len(texts) // _MAX_TEXTS) or 1])]
        for path in folder.iterdir():
            path.unlink()
        for text in chosen:
            name = hashlib.sha256(text.encode()).hexdigest()[:12]
            (folder / f"{name}.txt").write_text(text, encoding="utf-8", newline="")
        print(target, len(chosen), "texts", sum(map(len, chosen)), "characters", flush=True)


if __name__ == "__main__":
    main()
