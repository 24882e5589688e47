"""Fuzzes one target with atheris for some seconds: docs/fuzzing.md.

What goes wrong is kept once, by where it was raised, under `findings/` of the work folder, and the run goes
on; an execution that hangs or takes too much memory ends it. What reached new code is kept under `corpus/`.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
import time
import traceback
from pathlib import Path
from random import Random

import atheris

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "compiler")]

with atheris.instrument_imports(include=["archc"]):
    from tests.fuzz.targets import TARGETS

from tests.fuzz.mutate import DICTIONARY, Mutator  # noqa: E402 (it must find the folders above)
from tests.fuzz.seeds import KEPT, seeds  # noqa: E402 (likewise)

MAX_SECONDS = 3.0
"""Of one execution, by the time of the process: the machine may be busy. Most take milliseconds."""
_MAX_TEXT = 6_000


class Fuzzer:
    """Runs a target and keeps what it raises."""

    def __init__(self, name: str, work: Path) -> None:
        self._target = TARGETS[name]
        self._findings = work / "findings" / name
        self._findings.mkdir(parents=True, exist_ok=True)
        self._mutator = Mutator(seeds(name))

    def run(self, data: bytes) -> None:
        """One execution."""
        text = data.decode("utf-8", "replace").replace("\r\n", "\n")
        started = time.process_time()
        try:
            self._target(text)
        except Exception as error:
            self._keep(text, "".join(traceback.format_exception(error)), _place(error))
        seconds = time.process_time() - started
        if seconds > MAX_SECONDS:
            self._keep(text, f"{seconds:.1f} s", "slow")

    def mutate(self, data: bytes, max_size: int, seed: int) -> bytes:
        """What atheris runs next."""
        random = Random(seed)
        if random.random() < 0.15:
            return bytes(atheris.Mutate(data, max_size))
        text = self._mutator.mutate(data.decode("utf-8", "replace"), random)
        return text[:_MAX_TEXT].encode("utf-8", "replace")[:max_size]

    def _keep(self, text: str, what: str, place: str) -> None:
        name = hashlib.sha256(place.encode()).hexdigest()[:12]
        path = self._findings / f"{name}.txt"
        if not path.exists() or len(text) < len(path.read_bytes()):
            path.write_text(text, encoding="utf-8", errors="replace")
            path.with_suffix(".why").write_text(f"{place}\n{what}", encoding="utf-8")


def _place(error: Exception) -> str:
    """Where an error was raised, which tells findings apart."""
    frames = traceback.extract_tb(error.__traceback__)
    last = " ".join(f"{Path(frame.filename).name}:{frame.name}" for frame in frames[-3:])
    return f"{type(error).__name__} {last}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("target", choices=TARGETS)
    parser.add_argument("--seconds", type=int, default=600)
    parser.add_argument("--work", type=Path, default=Path("/tmp/archc-fuzz"))
    given = parser.parse_args()
    corpus = given.work / "corpus" / given.target
    corpus.mkdir(parents=True, exist_ok=True)
    for text in seeds(given.target):
        data = text.encode()
        (corpus / hashlib.sha256(data).hexdigest()[:16]).write_bytes(data)
    fuzzer = Fuzzer(given.target, given.work)
    options = [f"-max_total_time={given.seconds}", f"-max_len={_MAX_TEXT}", "-timeout=30"]
    options += [f"-dict={DICTIONARY}"]
    options += [
        "-rss_limit_mb=1500",
        "-print_final_stats=1",
        "-verbosity=1",
        f"-artifact_prefix={given.work}/",
    ]
    kept = KEPT / given.target
    folders = [str(corpus), *([str(kept)] if kept.is_dir() else [])]
    atheris.Setup([sys.argv[0], *options, *folders], fuzzer.run, custom_mutator=fuzzer.mutate)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
