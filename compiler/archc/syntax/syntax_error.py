"""Turns what a YAML parser complains of into a diagnostic that says what to type instead."""

from __future__ import annotations

import re

from archc.diagnostics import codes
from archc.diagnostics.diagnostic import Diagnostic, Fix, Label
from archc.source.source_file import SourceFile, Span
from archc.syntax.mend_yaml import (
    close_bracket,
    close_quote,
    mend_line,
    quote_expression,
    quote_text,
    replace_tabs,
    unclosed_quote,
)

_FORBIDDEN = re.compile("[^\t\n\r -~\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_BRACKETS = {"while parsing a flow sequence": "]", "while parsing a flow mapping": "}"}
_EXPRESSION = re.compile(r"\$\{[^{}\n]*\}")


def forbidden_character(file: SourceFile) -> Diagnostic:
    """The first character of a file that YAML does not allow."""
    found = _FORBIDDEN.search(file.text)
    offset = found.start() if found else 0
    code_point = f"U+{ord(file.text[offset]):04X}" if file.text else "an unknown one"
    message = f"this is not YAML: the character {code_point} is not allowed"
    help_text = "remove it, or save the file as plain UTF-8 text"
    return Diagnostic(codes.YAML_INVALID, message, Span(file, offset, offset + 1), help=help_text)


def syntax_error(
    file: SourceFile, problem: str, offset: int, context: str, context_offset: int | None
) -> Diagnostic:
    """The diagnostic for a problem at an offset, met while reading what begins at another."""
    offset = min(max(offset, 0), len(file.text))
    opened = min(context_offset, len(file.text)) if context_offset is not None else offset
    if "unexpected end of stream" in problem and opened < offset:
        found = _report(
            file, opened, "this is not YAML: the quote is never closed", (), _QUOTE_HELP
        )
        return found._replace(proposals=close_quote(file, opened))
    quote = unclosed_quote(file.text, opened, offset)
    if quote is not None:
        found = _report(file, quote, "this is not YAML: the quote is never closed", (), _QUOTE_HELP)
        return found._replace(proposals=close_quote(file, quote))
    message, help_text = _explain(file.text, problem, offset, context)
    if _has_tab(file, offset):
        message, help_text = (
            "there is a tab in the indentation",
            "indent with spaces: YAML does not allow tabs",
        )
    labels = (Label(Span(file, opened, opened + 1), "opened here"),) if context in _BRACKETS else ()
    found = _report(file, offset, f"this is not YAML: {message}", labels, help_text)
    expression = _EXPRESSION.match(file.text, offset - 1) if offset else None
    if expression is not None:
        return found._replace(fix=quote_expression(file, *expression.span()))
    return found._replace(proposals=_proposals(file, offset, opened, context))


def _proposals(file: SourceFile, offset: int, opened: int, context: str) -> tuple[Fix, ...]:
    if _has_tab(file, offset):
        return (replace_tabs(file),)
    fixes = (*quote_text(file, offset), *mend_line(file, offset, opened))
    if context in _BRACKETS:
        fixes = (*close_bracket(file, opened, offset, _BRACKETS[context]), *fixes)
    return fixes


_QUOTE_HELP = "end the text with the same kind of quote, on the same line"


def _report(
    file: SourceFile, offset: int, message: str, labels: tuple[Label, ...], help_text: str
) -> Diagnostic:
    span = Span(file, offset, min(offset + 1, len(file.text)))
    return Diagnostic(codes.YAML_INVALID, message, span, labels=labels, help=help_text)


def _explain(text: str, problem: str, offset: int, context: str) -> tuple[str, str]:
    """What is wrong, and what to do about it."""
    character = text[offset : offset + 1]
    if character == "{" and text[offset - 1 : offset] == "$":
        found = _EXPRESSION.match(text, offset - 1)
        shown = found.group() if found else "${...}"
        return "inside braces and brackets `${` needs quotes", f'write `"{shown}"`'
    if context in _BRACKETS and problem.startswith("did not find expected ','"):
        return f"a `,` or a `{_BRACKETS[context]}` is missing before this", ""
    if "cannot start any token" in problem and character not in ("\t", ""):
        return f"a text cannot begin with `{character}`", "put the text in quotes"
    known = (found for words, found in _EXPLANATIONS.items() if words in problem)
    return next(known, (problem or "it cannot be read", ""))


_EXPLANATIONS = {
    "mapping values are not allowed": (
        "there is no place for a `:` here",
        "check the indentation of this line; put a text that holds a colon in quotes",
    ),
    "sequence entries are not allowed": (
        "a list cannot begin here",
        "begin it on a line of its own: `- ...`",
    ),
    "expected node content": ("a value is missing before this", "a list is written `[a, b]`"),
    "unknown escape": (
        "a backslash in double quotes must be written twice",
        "or put the text in single quotes",
    ),
    "did not find expected": (
        "this does not fit what stands before it",
        "check the indentation, and that quotes and brackets are in pairs",
    ),
}
"""What the words of the parser mean to a person, and what to do; the first that fits counts."""


def _has_tab(file: SourceFile, offset: int) -> bool:
    line = file.line(file.position(offset)[0])
    return "\t" in line[: len(line) - len(line.lstrip())]
