"""Reads `[tool.archc]` in the pyproject.toml of the caller: plugins that commands allow, levels of warnings.

The file is that of the current folder, or of the nearest folder above it that has one. Where a spec lies
does not matter: a spec cannot allow anything.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from stat import S_ISREG
from typing import Any, NamedTuple

from archc.diagnostics import codes
from archc.diagnostics.diagnostic import Diagnostic, Sink
from archc.diagnostics.level_settings import LEVEL_KEYS, read_levels
from archc.diagnostics.levels import DEFAULT_LEVELS, Levels
from archc.diagnostics.suggest import did_you_mean
from archc.plugins.request import Request
from archc.source.limits import MAX_FILE_BYTES
from archc.source.source_file import SourceFile, Span

_NAME = "pyproject.toml"
_KEYS = ("plugins", *LEVEL_KEYS)
_MENTION = re.compile(
    rb"""^[ \t]*(\[[ \t]*["']?tool["']?[ \t]*(\]|\.[ \t]*["']?archc)|["']?tool["']?[ \t]*[.=])""",
    re.MULTILINE,
)
"""How a file that has settings of archc may say so, at the least."""


class Project(NamedTuple):
    """The folder of the caller's project, and its settings if there may be any, as bytes."""

    folder: str
    settings: bytes | None


class Settings(NamedTuple):
    """What the settings say."""

    plugins: list[Request]
    levels: Levels


def find_project(start: str | None = None) -> Project:
    """The nearest folder, from the current one (or `start`) up, with a pyproject.toml; else that folder."""
    try:
        current = start or os.getcwd()  # noqa: PTH109 (every command pays for this)
    except OSError:
        return Project("", None)
    folder, parent = current, ""
    while folder != parent:
        path = os.path.join(folder, _NAME)  # noqa: PTH118 (likewise)
        try:
            content = _read(path)
            return Project(folder, content if _MENTION.search(content) else None)
        except (FileNotFoundError, NotADirectoryError):
            pass
        except OSError:
            return Project(folder, None)
        folder, parent = os.path.dirname(folder), folder  # noqa: PTH120 (likewise)
    return Project(current, None)


def _read(path: str) -> bytes:
    """The content of a file; a pipe or a device has none, and could keep us waiting."""
    if not S_ISREG(os.stat(path).st_mode):  # noqa: PTH116 (likewise)
        raise OSError
    with open(path, "rb") as file:  # noqa: PTH123 (likewise)
        content = file.read(MAX_FILE_BYTES + 1)
    if len(content) > MAX_FILE_BYTES:
        raise OSError
    return content


def read_settings(project: Project, sink: Sink) -> Settings:
    """The settings; mistakes in them go to the sink."""
    if project.settings is None:
        return _NO_SETTINGS
    text = project.settings.decode("utf-8", "replace").replace("\r\n", "\n")
    file = SourceFile(os.path.relpath(f"{project.folder}/{_NAME}"), text)
    tables = _parsed(file, project.settings, sink)
    tool = tables.get("tool", {})
    settings = tool.get("archc", {}) if isinstance(tool, dict) else {}
    if not isinstance(settings, dict):
        message = "`tool.archc` must be a table"
        help_text = 'write `[tool.archc]`, and below it `plugins = ["my_layers"]`'
        _report(message, _place(file, "archc"), sink, help_text)
        return _NO_SETTINGS
    for key in settings:
        if key not in _KEYS:
            help_text = did_you_mean(key, _KEYS, known="the keys are")
            message = f"`[tool.archc]` has no key `{key}`"
            _report(message, _place(file, key), sink, help_text)
    requests = list(_requests(settings.get("plugins", []), file, sink))
    levels, problems = read_levels(settings)
    for problem in problems:
        _report(problem.message, _place(file, *problem.words), sink, problem.help)
    return Settings(requests, levels)


_NO_SETTINGS = Settings([], DEFAULT_LEVELS)


def _parsed(file: SourceFile, content: bytes, sink: Sink) -> dict[str, Any]:
    """The file as TOML; empty, with a diagnostic, when it is none."""
    # Imported here: few projects have settings.
    import tomllib

    try:
        return tomllib.loads(content.decode("utf-8"))
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        _report("this is not UTF-8 text", _line(file, line), sink)
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"at line (\d+)", str(error))
        number = int(found[1]) if found else len(file.line_starts())
        _report(f"this is not TOML: {error}", _line(file, number), sink)
    except (ValueError, RecursionError) as error:
        # A number of thousands of digits, or lists in lists.
        _report(f"this cannot be read: {error}", _line(file, 1), sink)
    return {}


def _requests(listed: object, file: SourceFile, sink: Sink) -> Iterator[Request]:
    if not isinstance(listed, list):
        message = "`plugins` must be a list of the names of modules"
        _report(message, _place(file, "plugins"), sink, 'for example `plugins = ["my_layers"]`')
        return
    for entry in listed:
        if isinstance(entry, str):
            yield Request(entry, _place(file, "plugins", entry))
        else:
            message = f"`plugins` lists {entry!r}, which is not the name of a module"
            _report(message, _place(file, "plugins"), sink)


def _report(message: str, span: Span, sink: Sink, help_text: str = "") -> None:
    sink.add(Diagnostic(codes.SETTINGS_INVALID, message, span, help=help_text))


def _place(file: SourceFile, *words: str) -> Span:
    """The last of words that follow each other in the settings: tomllib does not say where a value is."""
    start = re.search(_MENTION.pattern.decode(), file.text, re.MULTILINE)
    place = start.end() if start is not None else 0
    found = None
    for word in words:
        found = re.compile(rf"(?<![\w.]){re.escape(word)}(?![\w.])").search(file.text, place)
        place = found.end() if found is not None else place
    if found is None:
        return _line(file, file.position(place)[0])
    return Span(file, found.start(), found.end())


def _line(file: SourceFile, number: int) -> Span:
    number = min(max(number, 1), len(file.line_starts()))
    start = file.line_starts()[number - 1]
    end = start + max(1, len(file.line(number)))
    return Span(file, start, min(end, len(file.text)))
