"""Writes docs/pictures: the figures of the three networks, and of a network of each family of the zoo."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import archc

DOCS = Path(__file__).parent
SPECS = DOCS.parent / "specs"
TARGET = DOCS / "pictures"


def pictures() -> Iterator[tuple[Path, str]]:
    """Every picture: its file, and its text."""
    for folder, target in ((SPECS, TARGET), (SPECS / "zoo", TARGET / "zoo")):
        for spec in sorted(folder.glob("*.yaml")):
            yield target / f"{spec.stem}.svg", archc.compile(spec).svg()


if __name__ == "__main__":
    (TARGET / "zoo").mkdir(parents=True, exist_ok=True)
    for path, text in pictures():
        path.write_text(text, encoding="utf-8", newline="\n")
    sys.stdout.write(f"wrote {TARGET.name}\n")
