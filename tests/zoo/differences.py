"""Keeps the differences that were measured between the zoo and keras.applications, for docs/zoo.md."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TypedDict

FILE = Path(__file__).parents[1] / "reference" / "zoo_differences.json"


class Difference(TypedDict):
    """The largest difference of an output, relative to the largest output, of a network and its trunk."""

    top: float
    trunk: float


def recorded_differences() -> dict[str, Difference]:
    """The differences by network; none where nothing was measured yet."""
    if not FILE.exists():
        return {}
    found: dict[str, Difference] = json.loads(FILE.read_text(encoding="utf-8"))
    return found


def record_difference(title: str, difference: Difference) -> None:
    """Adds a difference to the file, or replaces one."""
    found = {**recorded_differences(), title: difference}
    lines = [f"{json.dumps(name)}: {json.dumps(found[name])}" for name in sorted(found)]
    FILE.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")
