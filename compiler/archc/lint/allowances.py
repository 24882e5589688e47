"""Applies the comments that allow findings: `# archc: allow W0401` on the line of one, or above it.

1. A comment counts in the file in which the finding has its place, be it that of a base.
2. It is stronger than any level.
3. A comment of the spec itself that allows nothing, as it is and in all of its presets, is a finding; so is
   one that names no code. A code that no level asks for is not looked for, and its comments are left alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import NamedTuple

from archc.diagnostics import codes
from archc.diagnostics.diagnostic import Diagnostic, Edit, Fix
from archc.diagnostics.levels import LevelError, Levels, find_code
from archc.diagnostics.suggest import closest
from archc.lint.comments import Comment, are_too_many, find_comments
from archc.source.limits import MAX_ALLOWED_CODES
from archc.source.source_file import SourceFile, Span

_ALLOW = "allow"
_FORM = "write `# archc: allow W0401`, with the number or the name of a warning"


_Covered = tuple[str, SourceFile, int]


class _Allowance(NamedTuple):
    """One code that a comment allows on a line."""

    comment: Comment
    word: Span
    code: codes.Code

    def covers(self) -> _Covered:
        """What the code and the line of a finding must be."""
        return self.code.id, self.word.file, self.comment.line


def _covered(finding: Diagnostic) -> _Covered | None:
    span = finding.span
    return (finding.code.id, span.file, span.line) if span is not None else None


def without_allowed(
    findings: Iterable[Diagnostic], sources: tuple[SourceFile, ...]
) -> list[Diagnostic]:
    """The findings that no comment allows."""
    allowed = {found.covers() for file in sources for found in _allowances(file)}
    return [one for one in findings if _covered(one) not in allowed] if allowed else list(findings)


def comment_findings(
    file: SourceFile, found: list[Diagnostic] | None, levels: Levels
) -> Iterator[Diagnostic]:
    """Rule 3; `found` is all that there is to allow, in the spec and in its presets, if that is known."""
    comments = find_comments(file)
    if are_too_many(comments):
        message = f"a file may allow {MAX_ALLOWED_CODES:,} codes; no comment below this is read"
        help_text = "set the level of a code for the whole project, in `[tool.archc]`"
        yield _invalid(message, comments[-1].verb, help_text)
    for comment in comments:
        if comment.verb.text != _ALLOW:
            yield _wrong_verb(comment)
        elif not comment.codes:
            yield _invalid("this comment allows nothing: it names no code", comment.verb, _FORM)
        else:
            yield from _wrong_codes(comment)
    if found is not None:
        yield from _unused(file, found, levels)


def has_unused(file: SourceFile, found: list[Diagnostic], levels: Levels) -> bool:
    """Whether a comment allows nothing of what was found."""
    return any(True for _ in _unused(file, found, levels))


def _allowances(file: SourceFile) -> Iterator[_Allowance]:
    for comment in find_comments(file):
        if comment.verb.text != _ALLOW:
            continue
        for word in comment.codes:
            try:
                yield _Allowance(comment, word, find_code(word.text))
            except LevelError:
                continue


def _wrong_verb(comment: Comment) -> Diagnostic:
    verb = comment.verb.text
    meant = "did you mean `allow`? " if closest(verb, [_ALLOW]) else ""
    message = f"a comment cannot ask archc for `{verb}`"
    return _invalid(message, comment.verb, f"{meant}{_FORM}")


def _wrong_codes(comment: Comment) -> Iterator[Diagnostic]:
    for word in comment.codes:
        try:
            find_code(word.text)
        except LevelError as error:
            yield _invalid(error.message, word, error.help)


def _invalid(message: str, span: Span, help_text: str) -> Diagnostic:
    return Diagnostic(codes.INVALID_ALLOWANCE, message, span, help=help_text)


def _unused(file: SourceFile, found: list[Diagnostic], levels: Levels) -> Iterator[Diagnostic]:
    covered = {_covered(one) for one in found}
    unused = (
        allowance
        for allowance in _allowances(file)
        if levels.wants(allowance.code) and allowance.covers() not in covered
    )
    for _, group in groupby(unused, key=lambda allowance: allowance.comment.span.start):
        allowances = list(group)
        comment = allowances[0].comment
        names = " and ".join(f"`{allowance.word.text}`" for allowance in allowances)
        it = "it" if len(allowances) == 1 else "them"
        message = f"this line gives no {names}, so there is nothing to allow"
        yield Diagnostic(
            codes.UNUSED_ALLOWANCE,
            message,
            allowances[0].word,
            help=f"remove {it}, or move {it} to the line of the finding, or above it",
            fix=_removal(comment, {allowance.word.key() for allowance in allowances}),
        )


def _removal(comment: Comment, unused: set[tuple[str, int, int]]) -> Fix:
    """Takes codes out of a comment, or the whole comment with its line, if nothing else is on it."""
    kept = [word for word in comment.codes if word.key() not in unused]
    if kept:
        span = Span(comment.span.file, comment.codes[0].start, comment.codes[-1].end)
        return Fix("allow no more than there is", (Edit(span, ", ".join(w.text for w in kept)),))
    return Fix("remove the comment", (Edit(_whole(comment.span), ""),))


def _whole(comment: Span) -> Span:
    text = comment.file.text
    start = comment.file.line_starts()[comment.line - 1]
    code = text[start : comment.start].rstrip(" \t")
    if code:
        return Span(comment.file, start + len(code), comment.end)
    return Span(comment.file, start, min(comment.end + 1, len(text)))
