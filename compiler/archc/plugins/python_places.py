"""Finds the places in Python files that messages about plugins point at."""

from __future__ import annotations

import ast
import os
import sys
from pathlib import Path
from types import TracebackType
from typing import Any

from archc.diagnostics.describe_foreign import describe_exception
from archc.diagnostics.diagnostic import Label
from archc.source.source_file import SourceFile, Span


def line_span(file: str, text: str, number: int) -> Span:
    """A line of a file, without the blanks before it."""
    source = SourceFile(_short(file), text)
    number = min(max(number, 1), len(source.line_starts()))
    line = source.line(number)
    start = source.line_starts()[number - 1] + len(line) - len(line.lstrip())
    return Span(source, start, start + max(1, len(line.strip())))


def class_span(cls: type[Any], word: str = "") -> Span | None:
    """The first line of a class in its file, or that in it which sets `word`; None without a file."""
    read = _text_of(getattr(sys.modules.get(cls.__module__), "__file__", None))
    if read is None:
        return None
    file, text = read
    try:
        nodes = [n for n in ast.walk(ast.parse(text)) if isinstance(n, ast.ClassDef)]
    except (SyntaxError, ValueError):
        return None
    found = next((node for node in nodes if node.name == cls.__name__), None)
    if found is None:
        return None
    lines = [node.lineno for node in found.body if word and word in _names_set(node)]
    return line_span(file, text, lines[0] if lines else found.lineno)


def error_label(error: BaseException, within: str | None) -> tuple[Label, ...]:
    """The line that an exception comes from: of the file `within`, if it went through that."""
    place = _syntax_place(error) or _raised_at(error.__traceback__, within)
    read = _text_of(place[0]) if place is not None else None
    if place is None or read is None:
        return ()
    return (Label(line_span(*read, place[1]), describe_exception(error)),)


def _syntax_place(error: BaseException) -> tuple[str, int] | None:
    if isinstance(error, SyntaxError) and error.filename and error.lineno:
        return error.filename, error.lineno
    return None


def _raised_at(trace: TracebackType | None, within: str | None) -> tuple[str, int] | None:
    frames: list[tuple[str, int]] = []
    while trace is not None:
        frames.append((trace.tb_frame.f_code.co_filename, trace.tb_lineno))
        trace = trace.tb_next
    own = [frame for frame in frames if frame[0] == within]
    files = [frame for frame in frames if not frame[0].startswith("<")]
    found = own or files
    return found[-1] if found else None


def _text_of(file: object) -> tuple[str, str] | None:
    if not isinstance(file, str):
        return None
    try:
        return file, Path(file).read_text(encoding="utf-8", errors="replace")
    except (OSError, ValueError):
        return None


def _names_set(node: Any) -> set[str]:
    """The names that a statement of a class sets."""
    match node:
        case ast.AnnAssign(target=ast.Name(id=name)):
            return {name}
        case ast.Assign(targets=targets):
            return {target.id for target in targets if isinstance(target, ast.Name)}
        case ast.FunctionDef(name=name):
            return {name}
    return set()


def _short(file: str) -> str:
    """A path relative to the current folder, where it lies in that."""
    try:
        relative = os.path.relpath(file)
    except ValueError:
        return file
    return file if relative.startswith("..") else relative
