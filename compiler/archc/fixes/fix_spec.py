"""Applies the fixes of a spec round by round, until none is left.

1. What one round mends may show more: a spec whose YAML could not be read is only then checked.
2. A round after which the YAML of a file cannot be read, and could before, is taken back: the end.
3. The spec is compiled as it is and with each of the presets that are asked for.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from archc.diagnostics.diagnostic import Diagnostic, Sink
from archc.driver import compile_variant, open_spec
from archc.fixes.drafts import Drafts

_MAX_ROUNDS = 10


def fix_spec(
    path: str,
    variants: Sequence[str],
    overrides: dict[str, Any],
    drafts: Drafts,
    *,
    unsafe: bool = False,
    allow_outside: bool = False,
) -> Drafts:
    """The drafts with the fixes of one spec.

    `variants` are the presets to look at; without any, all of them. `unsafe` fixes are
    applied when asked for.
    """
    findings = _findings(path, variants, overrides, drafts, allow_outside)
    for _ in range(_MAX_ROUNDS):
        found = [finding.fix for finding in findings if finding.fix is not None]
        fixes = [fix for fix in found if fix.safe or unsafe]
        tried = drafts.copy()
        if not tried.apply(fixes):
            break
        left = _findings(path, variants, overrides, tried, allow_outside)
        if _is_unreadable(left) and not _is_unreadable(findings):
            break  # Rule 2.
        drafts, findings = tried, left
    return drafts


def _findings(
    path: str,
    variants: Sequence[str],
    overrides: dict[str, Any],
    drafts: Drafts,
    allow_outside: bool,
) -> list[Diagnostic]:
    sink = Sink()
    trees = open_spec(path, sink, allow_outside=allow_outside, read=drafts.read)
    if trees is not None:
        chosen: list[str | None] = [*variants] or [None, *trees.presets()]  # Rule 3.
        for variant in chosen:
            compile_variant(trees, variant, overrides, sink)
    return list(sink.diagnostics())


def _is_unreadable(findings: Sequence[Diagnostic]) -> bool:
    return any(finding.code.id.startswith("E01") for finding in findings)
