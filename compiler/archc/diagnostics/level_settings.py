"""Reads the levels of warnings in `[tool.archc]`: lists of codes under `deny`, `warn`, `note` and `allow`.

1. Groups come first: a code that is named has the level of its own list, wherever that stands.
2. A code in two lists is a mistake: nothing says which of them counts.

    deny = ["warnings", "merge-resolved"]
    allow = ["W0403"]
"""

from __future__ import annotations

from typing import Any, NamedTuple

from archc.diagnostics.levels import (
    DEFAULT_LEVELS,
    GROUPS,
    LEVELS,
    Level,
    LevelError,
    Levels,
    find_code,
    levels_of,
)

LEVEL_KEYS = tuple(reversed(LEVELS))


class Problem(NamedTuple):
    """A mistake, and the words of the settings that lead to it."""

    message: str
    words: tuple[str, ...]
    help: str = ""


def read_levels(settings: dict[str, Any]) -> tuple[Levels, list[Problem]]:
    """The levels that the settings give, and what is wrong with them."""
    given: list[tuple[str, Level]] = []
    problems: list[Problem] = []
    for level in LEVELS:
        listed = settings.get(level, [])
        if not isinstance(listed, list) or not all(isinstance(word, str) for word in listed):
            message = f"`{level}` must be a list of codes"
            help_text = f'for example `{level} = ["merge-resolved", "W0401"]`'
            problems.append(Problem(message, (level,), help_text))
        else:
            given += [(word, level) for word in listed]
    sound = _without_problems(given, problems)
    # Rule 1.
    sound.sort(key=lambda pair: pair[0] not in GROUPS)
    return levels_of(sound, DEFAULT_LEVELS), problems


def _without_problems(
    given: list[tuple[str, Level]], problems: list[Problem]
) -> list[tuple[str, Level]]:
    """Those that name a code or a group, each once."""
    first: dict[str, Level] = {}
    sound: list[tuple[str, Level]] = []
    for word, level in given:
        try:
            name = word if word in GROUPS else find_code(word).id
        except LevelError as error:
            problems.append(Problem(f"`{level}`: {error.message}", (level, word), error.help))
            continue
        other = first.setdefault(name, level)
        if other != level:
            message = f"`{word}` is listed under `{other}` and under `{level}`"
            problems.append(Problem(message, (level, word), "remove one of the two"))
        else:
            sound.append((word, level))
    return sound
