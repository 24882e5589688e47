"""The mutation run: changes every network that we ship in many ways, and holds the verdicts against Keras.

    python -m tests.mutation.run --mutants 6000 --models 300

Run from the root of the project, with `compiler` on the PYTHONPATH. It prints what it found as a table, and
every mutant for which something is not as it must be; 1 is its exit code when there are any. Without Keras,
or with `--models 0`, the verdicts are not held against it.
"""

from __future__ import annotations

import argparse
import gc
import sys
from collections import Counter
from pathlib import Path
from typing import Any

from tests.mutation.mutants import Mutant, mutants, networks
from tests.mutation.refused_calls import Call
from tests.mutation.verdict import Verdict, judge

from archc.ir.graph import Graph


class Run:
    """What a run has found so far."""

    def __init__(self, keep: Path | None = None) -> None:
        self.counts: Counter[str] = Counter()
        self.changes: Counter[str] = Counter()
        self.codes: Counter[str] = Counter()
        self.graphs: dict[str, tuple[Mutant, Graph]] = {}
        self.refused: dict[Call, Mutant] = {}
        self.reasons: Counter[str] = Counter()
        self.slowest_check = self.slowest_fix = 0.0
        self.failed: list[str] = []
        self._keep = keep

    def judge(self, mutant: Mutant) -> None:
        """Compiles a mutant, and keeps what is to be shown to Keras."""
        self.counts["mutants"] += 1
        self.changes.update(mutant.changes)
        verdict = self._guarded(mutant, lambda: judge(mutant))
        if isinstance(verdict, Verdict):
            self._count(mutant, verdict)

    def _count(self, mutant: Mutant, verdict: Verdict) -> None:
        self.slowest_check = max(self.slowest_check, verdict.check_seconds)
        self.slowest_fix = max(self.slowest_fix, verdict.fix_seconds)
        if verdict.graph is not None:
            self.counts["accepted"] += 1
            self.graphs.setdefault(verdict.graph.text(), (mutant, verdict.graph))
            gc.freeze()  # Looking through what is kept would be counted as time of later checks.
            return
        self.counts["refused"] += 1
        errors = {f.code.id for f in verdict.findings if f.severity == "error"}
        self.codes.update(errors)
        self.counts["refused for shapes"] += any(code.startswith("E04") for code in errors)
        for call in verdict.refused:
            self.refused.setdefault(call, mutant)

    def show_keras(self, models: int) -> None:
        """Builds so many of the networks, evenly chosen, and calls every layer that was refused."""
        # Imported here: the rest of the run needs no Keras.
        from tests.mutation.in_keras import assert_keras_builds, why_refused

        found = list(self.graphs.values())
        step = max(1, len(found) // models)
        for mutant, graph in found[::step][:models]:
            self.counts["built"] += 1
            self._guarded(mutant, lambda graph=graph: assert_keras_builds(graph))
        for call, mutant in self.refused.items():
            reason = why_refused(call)
            self.reasons[reason or "a false refusal"] += 1
            if not reason:
                self._fail(mutant, f"false refusal of {call}")

    def _guarded(self, mutant: Mutant, check: Any) -> Any:
        try:
            return check()
        except Exception as error:  # Whatever is raised is what the run looks for.
            self._fail(mutant, f"{type(error).__name__}: {error}")
            return None

    def _fail(self, mutant: Mutant, problem: str) -> None:
        title = f"mutant {mutant.number} of {mutant.network.title} ({', '.join(mutant.changes)})"
        self.failed.append(f"{title}: {problem}")
        print(self.failed[-1][:600], file=sys.stderr, flush=True)
        if self._keep is not None:
            self._keep.mkdir(parents=True, exist_ok=True)
            (self._keep / f"{mutant.number}.yaml").write_text(mutant.text, encoding="utf-8")

    def table(self) -> str:
        """What was found, as a table in Markdown."""
        rows = [
            ("networks: the specs and their presets", len(networks())),
            ("mutants", self.counts["mutants"]),
            *(
                (f"changes of the kind *{kind}*", self.changes[kind])
                for kind in sorted(self.changes)
            ),
            ("refused", self.counts["refused"]),
            ("codes among the errors", len(self.codes)),
            ("refused for their shapes, among others", self.counts["refused for shapes"]),
            ("different calls of layers refused", len(self.refused)),
            *((f"of these: {reason}", number) for reason, number in sorted(self.reasons.items())),
            ("accepted", self.counts["accepted"]),
            ("different networks among them", len(self.graphs)),
            ("built whole in Keras", self.counts["built"]),
            ("not as it must be", len(self.failed)),
        ]
        lines = [f"| {what} | {number:,} |" for what, number in rows]
        return "\n".join(["| what | number |", "|---|---|", *lines])


def main() -> int:
    """Runs; 1 when something is not as it must be."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--mutants", type=int, default=6000)
    parser.add_argument("--models", type=int, default=300, help="how many to build in Keras")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path, help="a folder for the mutants that show a bug")
    arguments = parser.parse_args()
    run = Run(arguments.keep)
    for mutant in mutants(arguments.mutants, arguments.seed):
        run.judge(mutant)
    if arguments.models:
        run.show_keras(arguments.models)
    print(run.table())
    print(f"the slowest check: {run.slowest_check:.2f} s; with fixes: {run.slowest_fix:.2f} s more")
    return 1 if run.failed else 0


if __name__ == "__main__":
    sys.exit(main())
