"""Measures archc beside what people would otherwise use, in one run: `python benchmarks/compare.py`.

Whole processes are timed in turn (A, B, C, A, B, C, ...), so that a machine that changes its speed changes it
for all. Each figure is a median; each row also says how it compares to the row that it is measured against.
TensorFlow is needed for the rows that build models; without it they are left out.
"""

from __future__ import annotations

import importlib.util
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from archc.diagnostics.diagnostic import Sink
from archc.driver import compile_path, compile_source
from archc.source.source_file import SourceFile

ROOT = Path(__file__).parent.parent
SPEC = ROOT / "specs" / "inception_resnet_v2.yaml"
QUICK_RUNS, SLOW_RUNS, WARM_RUNS = 11, 3, 15

BUILD_GENERATED = f"""
import sys; sys.path.insert(0, {str(ROOT / "generated")!r})
from inception_resnet_v2 import create_inception_resnet_v2
create_inception_resnet_v2()
"""
BUILD_APPLICATION = """
from keras.applications import InceptionResNetV2
InceptionResNetV2(weights=None)
"""


def main() -> None:
    cold()
    warm()
    growth()
    memory()


def cold() -> None:
    """Whole processes, from nothing."""
    check = [sys.executable, "-m", "archc", "check", "--quiet", str(SPEC)]
    quick = {
        "python -c pass": [sys.executable, "-c", "pass"],
        "archc check inception_resnet_v2.yaml": check,
    }
    times = in_turn(quick, QUICK_RUNS)
    base = times["archc check inception_resnet_v2.yaml"]
    print(f"Cold, whole processes (median of {QUICK_RUNS}; of {SLOW_RUNS} with Keras)")
    if importlib.util.find_spec("tensorflow") is not None:
        slow = {
            "python -c 'import tensorflow'": "import tensorflow",
            "the same network in Keras": BUILD_GENERATED,
            "keras.applications.InceptionResNetV2": BUILD_APPLICATION,
        }
        commands = {name: [sys.executable, "-c", code] for name, code in slow.items()}
        times |= in_turn(commands, SLOW_RUNS)
    for name, seconds in times.items():
        row(name, seconds, f"{seconds / base:8.2f} x check")


def warm() -> None:
    """Compiling again in a process that has compiled before."""
    print(f"\nWarm, in one process (median of {WARM_RUNS})")
    for path in sorted((ROOT / "specs").rglob("*.yaml")):
        layers = _layers(path)
        seconds = median(lambda path=path: compile_path(str(path), {}, Sink()), WARM_RUNS)
        name = str(path.relative_to(ROOT))
        row(name, seconds, f"{seconds / layers * 800 * 1e3:8.2f} ms for each 800 layers")


def _layers(path: Path) -> int:
    graph = compile_path(str(path), {}, Sink())
    if graph is None:
        raise SystemExit(f"{path} does not compile")
    return len(graph.nodes)


def growth() -> None:
    """How time grows with the number of layers."""
    print(f"\nGrowth, residual blocks with branches (median of {WARM_RUNS})")
    first = 0.0
    for repeats in (10, 100, 500):
        file = SourceFile("growth.yaml", _blocks(repeats))
        graph = compile_source(file, {}, Sink())
        if graph is None:
            raise SystemExit("the spec of the growth benchmark does not compile")
        seconds = median(lambda file=file: compile_source(file, {}, Sink()), WARM_RUNS)
        each = seconds / len(graph.nodes)
        first = first or each
        row(f"{len(graph.nodes):,} layers", seconds, f"{each / first:8.2f} x the time of a layer")


def _blocks(repeats: int) -> str:
    return f"""
archc: 1
name: growth
arguments: {{num_classes: 10}}
input: {{shape: [32, 32, 3]}}
defaults: {{conv: {{padding: same}}}}
blocks:
  unit:
    - residual:
        - concat:
            - [{{conv: 32, kernel: 1}}]
            - [{{conv: 16, kernel: [1, 7]}}, {{conv: 32, kernel: [7, 1]}}]
        - {{conv: 64, kernel: 1}}
        - batch_norm
        - dropout: 0.1
    - batch_norm
    - relu
stem: [{{conv: 64, kernel: 3}}]
stages: [{{name: a, block: unit, repeat: {repeats}}}]
head: [global_avg_pool, {{dense: $num_classes}}]
"""


def memory() -> None:
    """Peak memory of whole processes."""
    print("\nPeak memory")
    pass_ = peak([sys.executable, "-c", "pass"])
    check = peak([sys.executable, "-m", "archc", "check", "--quiet", str(SPEC)])
    print(f"  {'python -c pass':44} {pass_:9.1f} MB")
    print(f"  {'archc check inception_resnet_v2.yaml':44} {check:9.1f} MB {check / pass_:8.2f} x")
    if importlib.util.find_spec("tensorflow") is not None:
        keras = peak([sys.executable, "-c", BUILD_GENERATED])
        print(f"  {'the same network in Keras':44} {keras:9.1f} MB {keras / check:8.2f} x check")


def in_turn(commands: dict[str, list[str]], runs: int) -> dict[str, float]:
    """The median time of each command; the commands take turns, and a first round is not counted."""
    times: dict[str, list[float]] = {name: [] for name in commands}
    for number in range(runs + 1):
        for name, command in commands.items():
            start = time.perf_counter()
            run(command)
            if number:
                times[name].append(time.perf_counter() - start)
    return {name: statistics.median(found) for name, found in times.items()}


def run(command: list[str]) -> None:
    environment = {**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3", "PYTHONDONTWRITEBYTECODE": ""}
    subprocess.run(command, check=True, capture_output=True, env=environment)


def peak(command: list[str]) -> float:
    """Peak memory of a command in MB, read in a process of its own."""
    code = (
        "import resource, subprocess, sys\n"
        "subprocess.run(sys.argv[1:], check=True, capture_output=True)\n"
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *command], check=True, capture_output=True, text=True
    )
    return int(done.stdout) / 1024  # Linux counts in KiB


def median(work: Callable[[], object], runs: int) -> float:
    work()
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def row(name: str, seconds: float, remark: str) -> None:
    print(f"  {name:44} {seconds * 1e3:9.1f} ms {remark}")


if __name__ == "__main__":
    main()
