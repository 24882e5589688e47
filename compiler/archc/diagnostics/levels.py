"""Says how loud a finding is: not said at all, a note, a warning or an error.

1. A code has the level that it was given last, by its number, its name or the group `all`; else its own.
2. The group `warnings` is what would be a warning: `--deny warnings` turns those into errors, and nothing on.
3. An error is an error: it has no other level.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, get_args

from archc.diagnostics import codes
from archc.diagnostics.codes import Code, Severity
from archc.diagnostics.diagnostic import Diagnostic
from archc.diagnostics.suggest import did_you_mean

Level = Literal["allow", "note", "warn", "deny"]
LEVELS: tuple[Level, ...] = get_args(Level)
_SEVERITIES: dict[Level, Severity] = {"note": "note", "warn": "warning", "deny": "error"}
_OWN: dict[Severity, Level] = {"note": "note", "warning": "warn", "error": "deny"}
_ALL, _WARNINGS = "all", "warnings"
GROUPS = (_ALL, _WARNINGS)


class LevelError(ValueError):
    """A word names no code that can have a level; `help` says what was meant."""

    def __init__(self, message: str, help_text: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.help = help_text

    def __str__(self) -> str:
        return f"{self.message}; {self.help}" if self.help else self.message


def settable_codes() -> tuple[Code, ...]:
    """The codes of warnings and notes."""
    found = (value for value in vars(codes).values() if isinstance(value, Code))
    return tuple(code for code in found if code.severity != "error")


class Levels:
    """The level of every code. Immutable: `with_level` gives others."""

    __slots__ = ("_given", "_warnings")

    def __init__(self, given: dict[str, Level] | None = None, warnings: Level = "warn") -> None:
        self._given = given or {}
        self._warnings = warnings

    def with_level(self, word: str, level: Level) -> Levels:
        """These levels, with another one for a code or a group.

        Raises:
            LevelError: there is no such code, or it is an error.
        """
        if word == _WARNINGS:
            return Levels(self._given, level)
        found = settable_codes() if word == _ALL else (find_code(word),)
        return Levels({**self._given, **{code.id: level for code in found}}, self._warnings)

    def of(self, code: Code) -> Level:
        """The level of a code; errors are always denied."""
        if code.severity == "error":
            return "deny"
        own: Level = "allow" if code.is_off else _OWN[code.severity]
        level = self._given.get(code.id, own)
        return self._warnings if level == "warn" else level

    def wants(self, *found: Code) -> bool:
        """Whether any of these codes is said at all."""
        return any(self.of(code) != "allow" for code in found)

    def settle(self, finding: Diagnostic) -> Diagnostic | None:
        """A finding at its level; None where it is not to be said."""
        level = self.of(finding.code)
        if level == "allow":
            return None
        severity = _SEVERITIES[level]
        return finding if severity == finding.severity else finding._replace(level=severity)


DEFAULT_LEVELS = Levels()
NO_WARNINGS = Levels(dict.fromkeys((c.id for c in settable_codes()), "allow"))
"""What commands use that show a network and do not judge it."""


def levels_of(given: Iterable[tuple[str, str]], start: Levels = DEFAULT_LEVELS) -> Levels:
    """Levels after changes made one by one.

    Raises:
        LevelError: a word is no code and no group, or a level is none.
    """
    for word, name in given:
        level = next((level for level in LEVELS if level == name), None)
        if level is None:
            help_text = did_you_mean(str(name), LEVELS, known="the levels are")
            raise LevelError(f"there is no level `{name}`", help_text)
        start = start.with_level(word, level)
    return start


def find_code(word: str) -> Code:
    """The warning or note with this number or name.

    Raises:
        LevelError: there is none.
    """
    every = [value for value in vars(codes).values() if isinstance(value, Code)]
    known = {name: code for code in every for name in (code.id, code.slug)}
    code = known.get(word) or known.get(word.upper()) or known.get(word.lower())
    if code is None:
        names = [name for name, found in known.items() if found.severity != "error"]
        help_text = did_you_mean(word, [*names, *GROUPS], known="the codes are")
        raise LevelError(f"there is no warning `{word}`", help_text)
    if code.severity == "error":
        help_text = "levels are for warnings and notes, whose numbers begin with W and N"
        raise LevelError(f"{code} is an error, and has no other level", help_text)
    return code
