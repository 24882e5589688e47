"""Counts the repeats of all stages, for `$running_index` and `$running_count`.

1. A stage counts if it has a `repeat`, on itself or on the call of a block that takes several values, and if
   its `when` holds.
2. Nothing is opened yet, so neither may depend on a size; nor on an argument, whose value comes later.

    repeat: 2, repeat: 3  ->  the repeats of the first stage run from 1 to 2 of 5, of the second from 3 to 5
"""

from __future__ import annotations

from typing import Any

from archc.diagnostics import codes
from archc.diagnostics.diagnostic import Diagnostic, Sink
from archc.lowering.argument_use import depends_on_argument
from archc.lowering.evaluate import NO_VALUE, Evaluator
from archc.lowering.scope import Scope
from archc.spec.check_blocks import entries_of, walk_steps
from archc.spec.decode_values import names_in
from archc.spec.expressions import FAILED, RUNNING_NAMES, SHAPE_NAMES
from archc.spec.model import CallStep, Entry, Spec, Stage


class RunningCounts:
    """How many repeats come before each stage, and how many there are; FAILED when that is not known."""

    def __init__(self, spec: Spec, evaluator: Evaluator, sink: Sink) -> None:
        self._spec = spec
        self._evaluator = evaluator
        self._sink = sink
        self._before: dict[str, Any] = {}
        self._total: Any = 0

    def count(self, scope: Scope) -> None:
        """Counts, if any stage reads the result."""
        if not any(_reads_counts(stage) for stage in self._spec.stages):
            return
        for stage in self._spec.stages:
            call = cell_of(stage)
            repeat = stage.repeat or (call.repeat if call is not None else None)
            if repeat is not None:
                self._before[stage.name] = self._total
                found = self._repeats(stage, repeat, scope)
                known = found is not FAILED and self._total is not FAILED
                self._total = self._total + found if known else FAILED

    def variables(self, stage: Stage, index: int) -> dict[str, Any]:
        """The variables that a repeat of a stage reads."""
        before = self._before.get(stage.name)
        if before is None:
            return {}
        first = before if before is FAILED else before + index
        return {"running_index": first, "running_count": self._total}

    def _repeats(self, stage: Stage, repeat: Entry, scope: Scope) -> Any:
        when = stage.site.when
        if not all(self._is_known(entry, scope) for entry in (when, repeat) if entry is not None):
            return FAILED
        holds = when is None or self._evaluator.condition(when, scope, NO_VALUE)
        return self._evaluator.count(repeat, scope, NO_VALUE) if holds is True else 0

    def _is_known(self, entry: Entry, scope: Scope) -> bool:
        """Rule 2."""
        read = names_in(entry.value)
        if read & SHAPE_NAMES:
            code, why = codes.EXPRESSION_FAILED, "this depends on a size"
        elif depends_on_argument(entry, scope.frame, self._spec):
            code, why = codes.ARGUMENT_CHANGES_STRUCTURE, "this depends on an argument"
        else:
            return True
        message = f"`$running_index` counts the repeats of all stages, and {why}"
        help_text = "use a constant"
        self._sink.add(Diagnostic(code, message, entry.span, help=help_text))
        return False


def cell_of(stage: Stage) -> CallStep | None:
    """The call of a stage whose block takes or gives several values: it is the call that repeats."""
    for step in stage.steps[:1]:
        if isinstance(step, CallStep) and not step.site.label:
            return step
    return None


def _reads_counts(stage: Stage) -> bool:
    entries = [entry for step in walk_steps(stage.steps) for entry in entries_of(step)]
    return any(names_in(entry.value) & RUNNING_NAMES for entry in entries)
