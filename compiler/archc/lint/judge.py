"""Decides which findings about a network that compiles are said, and how loud: comments, then levels."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from archc.diagnostics import codes
from archc.diagnostics.diagnostic import Diagnostic
from archc.diagnostics.levels import Levels
from archc.lint.allowances import comment_findings, has_unused, without_allowed
from archc.source.source_file import SourceFile

_OF_COMMENTS = (codes.INVALID_ALLOWANCE, codes.UNUSED_ALLOWANCE)


def judge(
    found: tuple[Diagnostic, ...],
    sources: tuple[SourceFile, ...],
    levels: Levels,
    in_presets: Callable[[], Iterable[Diagnostic]] | None,
) -> list[Diagnostic]:
    """The findings to be said, at their levels.

    `sources` are the file of the spec and those that it extends. `in_presets` gives what there is to allow in
    the presets of the file; None where comments are not to be judged, as with a preset by itself.
    """
    said = without_allowed(found, sources)
    if levels.wants(*_OF_COMMENTS):
        every = list(found)
        if in_presets is not None and has_unused(sources[0], every, levels):
            every += in_presets()
        said += comment_findings(sources[0], every if in_presets is not None else None, levels)
    settled = (levels.settle(finding) for finding in said)
    return [finding for finding in settled if finding is not None]
