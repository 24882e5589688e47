"""Checks every spec of the project, beside building the networks of the zoo in Keras: one run prints both.

    python benchmarks/check_all.py

Each spec is compiled as it is and under each of its presets. Whole processes run from nothing. The rows with
Keras need TensorFlow and take minutes; without it they are left out.
"""

from __future__ import annotations

import importlib.util
import subprocess
import sys
import time
from pathlib import Path

from compare import ROOT, in_turn, median, row

from archc.diagnostics.diagnostic import Sink
from archc.driver import compile_variant, open_spec

COLD_RUNS, WARM_RUNS = 5, 3
BUILD_ALL = """
import keras
names = [name for name in dir(keras.applications) if name[0].isupper()]
for name in names:
    getattr(keras.applications, name)(weights=None)
    keras.backend.clear_session()
print(len(names))
"""


def main() -> None:
    """Prints the times, each as a ratio to checking in one process."""
    specs = sorted((ROOT / "specs").rglob("*.yaml"))
    count = check_all(specs)
    warm = median(lambda: check_all(specs), WARM_RUNS)
    command = [sys.executable, "-m", "archc", "check", "--quiet", str(ROOT / "specs")]
    cold = in_turn({"cold": command}, COLD_RUNS)
    print(f"{len(specs)} specs, {count} compilations (median of {WARM_RUNS} and {COLD_RUNS} runs)")
    row("all of them in one process", warm, f"{1:8.2f} x")
    row("archc check specs/, a whole process", cold["cold"], f"{cold['cold'] / warm:8.2f} x")
    if importlib.util.find_spec("tensorflow") is not None:
        keras_rows(specs, warm)


def check_all(specs: list[Path]) -> int:
    """Compiles every spec and every preset; gives how many that are."""
    count = 0
    for path in specs:
        trees = open_spec(str(path), Sink())
        if trees is None:
            raise SystemExit(f"{path} cannot be read")
        for variant in (None, *trees.presets()):
            if compile_variant(trees, variant, {}, Sink()) is None:
                raise SystemExit(f"{path} ({variant}) does not compile")
            count += 1
    return count


def keras_rows(specs: list[Path], warm: float) -> None:
    """The same 40 networks, built by keras.applications."""
    zoo = [path for path in specs if path.parent.name == "zoo"]
    ours = median(lambda: check_all(zoo), WARM_RUNS)
    started = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", BUILD_ALL], check=True, capture_output=True, text=True
    )
    seconds = time.perf_counter() - started
    row(f"the {check_all(zoo)} networks of specs/zoo in one process", ours, f"{ours / warm:8.2f} x")
    built = done.stdout.split()[-1]
    row(f"keras.applications, {built} networks (one run)", seconds, f"{seconds / warm:8.2f} x")


if __name__ == "__main__":
    main()
