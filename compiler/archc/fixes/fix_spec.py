"""Finds the mistakes of a spec with the fixes for them, and applies those round by round.

1. What one round mends may show more: a spec whose YAML could not be read is only then checked. A round makes
   all fixes that are safe; where there is none, the others; where there is none of those either, one that is
   found by trying.
2. A round after which the YAML of a file cannot be read, and could before, is taken back: the end.
3. The spec is compiled as it is and with each of the presets asked for; what is wrong at one place in
   several of them is one mistake.
4. A spec with errors is mended of its errors alone: what is warned of when they are gone was not asked for.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any, NamedTuple

from archc.diagnostics.diagnostic import Diagnostic, Fix, Sink
from archc.driver import compile_variant, open_spec
from archc.fixes.drafts import Drafts
from archc.fixes.try_proposals import Check, Checked, tried_fixes, with_tried_fixes

_MAX_ROUNDS = 20


class Request(NamedTuple):
    """What to compile: a spec with some of its presets (without any, all of them)."""

    path: str
    variants: Sequence[str | None] = ()
    overrides: Mapping[str, Any] = MappingProxyType({})
    allow_outside: bool = False


def fix_spec(request: Request, drafts: Drafts, *, unsafe: bool = False) -> Drafts:
    """The drafts with the fixes of one spec; `unsafe` ones are applied when asked for."""
    findings = find_mistakes(request, drafts)
    had_errors = bool(_errors(findings))
    for _ in range(_MAX_ROUNDS):
        findings = _errors(findings) if had_errors else findings  # Rule 4.
        tried = drafts.copy()
        if not any(tried.apply(fixes) for fixes in _choices(findings, request, drafts, unsafe)):
            break
        left = find_mistakes(request, tried)
        if _is_unreadable(left) and not _is_unreadable(findings):
            break  # Rule 2.
        drafts, findings = tried, left
    return drafts


def _errors(findings: Sequence[Diagnostic]) -> list[Diagnostic]:
    return [finding for finding in findings if finding.severity == "error"]


def _choices(
    findings: Sequence[Diagnostic], request: Request, drafts: Drafts, unsafe: bool
) -> Iterator[list[Fix]]:
    """Rule 1: what a round may do, the best first."""
    found = [finding.fix for finding in findings if finding.fix is not None]
    yield [fix for fix in found if fix.safe]
    if unsafe:
        yield found
        yield from ([fix] for fix in tried_fixes(findings, drafts, _checker(request)))


def with_fixes(
    findings: Sequence[Diagnostic], request: Request, drafts: Drafts
) -> list[Diagnostic]:
    """The findings of a spec, with the fixes that are found by trying."""
    return with_tried_fixes(findings, drafts, _checker(request))


def _checker(request: Request) -> Check:
    return lambda drafts: _checked(request, drafts)


def find_mistakes(request: Request, drafts: Drafts) -> list[Diagnostic]:
    """The findings of a spec and its presets."""
    return _checked(request, drafts).findings


def _checked(request: Request, drafts: Drafts) -> Checked:
    """The findings, and the work: a step that is opened counts as much as ten characters that are read."""
    sink, read = Sink(), 0
    trees = open_spec(request.path, sink, allow_outside=request.allow_outside, read=drafts.read)
    if trees is not None:
        for variant in request.variants or (None, *trees.presets()):  # Rule 3.
            compile_variant(trees, variant, dict(request.overrides), sink)
            read += sum(len(source.text) for source in trees.sources)
    places = {finding.place(): finding for finding in reversed(sink.diagnostics())}
    return Checked(list(places.values())[::-1], sink.work + read // 10)


def _is_unreadable(findings: Sequence[Diagnostic]) -> bool:
    return any(finding.code.id.startswith("E01") for finding in findings)
