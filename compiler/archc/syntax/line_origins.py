"""Says from where each line of a written spec comes, where that is not clear from the line before it.

1. The places on a line that follow each other in a file are one origin: the line of the first.
2. A line whose only origin follows that of the line before it needs no comment. Blank lines and comments of
   the file between the two do not count.

    a.yaml:3             # a.yaml:3
    a.yaml:5             (line 4 of a.yaml is blank)
    b.yaml:9, a.yaml:6   # b.yaml:9, a.yaml:6
    a.yaml:7
"""

from __future__ import annotations

import os
from bisect import bisect_right
from functools import lru_cache
from pathlib import PurePath
from typing import NamedTuple

from archc.diagnostics.cells import printable
from archc.source.source_file import SourceFile, Span

_MAX_SHOWN = 3


class _Origin(NamedTuple):
    """Lines of a file."""

    file: SourceFile
    first: int
    last: int


def origin_comments(lines: list[list[Span]]) -> list[str]:
    """A comment for each line, given the places of what stands on it; empty where there is none."""
    titles = _titles({place.file.name for places in lines for place in places})
    comments: list[str] = []
    before: list[_Origin] = []
    for places in lines:
        origins = _origins(places)
        follows = len(origins) == 1 and any(_follows(origins[0], other) for other in before)
        known = follows or not origins
        shown = [_title(origin, titles) for origin in origins[:_MAX_SHOWN]]
        more = ", ..." if len(origins) > _MAX_SHOWN else ""
        comments.append("" if known else ", ".join(dict.fromkeys(shown)) + more)
        before = origins or before
    return comments


def _origins(places: list[Span]) -> list[_Origin]:
    """Rule 1."""
    found: list[_Origin] = []
    for place in places:
        line = place.line
        here = _Origin(place.file, line, line)
        for number, origin in enumerate(found):
            if _follows(here, origin):
                found[number] = _Origin(origin.file, origin.first, line)
                break
        else:
            found.append(here)
    return found


def _follows(here: _Origin, before: _Origin) -> bool:
    """Rule 2: nothing stands between the two."""
    if here.file.name != before.file.name or here.first < before.last:
        return False
    filled = _filled_lines(here.file)
    place = bisect_right(filled, before.last)
    return place == len(filled) or filled[place] >= here.first


@lru_cache(maxsize=32)
def _filled_lines(file: SourceFile) -> list[int]:
    """The numbers of the lines that hold more than a comment."""
    lines = (line.strip() for line in file.text.split("\n"))
    return [number for number, line in enumerate(lines, 1) if line and not line.startswith("#")]


def _titles(names: set[str]) -> dict[str, str]:
    """What files are called: their names without folders, or below the folder that all are in."""
    short = {name: PurePath(name).name or name for name in names}
    if len(set(short.values())) < len(short):
        short = {name: _below(name, names) for name in names}
    return {name: printable(title) for name, title in short.items()}


def _below(name: str, names: set[str]) -> str:
    folders = [PurePath(os.path.normpath(other)).parent for other in names]
    if len({folder.is_absolute() for folder in folders}) > 1:
        return name
    root = os.path.commonpath(folders)
    return PurePath(os.path.relpath(name, root or ".")).as_posix()


def _title(origin: _Origin, titles: dict[str, str]) -> str:
    """The place of a line; a value from a command line has no number."""
    title = titles[origin.file.name]
    return f"{title}:{origin.first}" if origin.file.text else title
