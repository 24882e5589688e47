"""The texts that fuzzing begins with: for most targets the cases of the tests."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from archc.diagnostics.diagnostic import Sink
from archc.driver import compile_source
from archc.lock.locked_network import locked_network
from archc.lock.write_lock import write_lock
from archc.source.source_file import SourceFile

TESTS = Path(__file__).parents[1]
KEPT = Path(__file__).parent / "corpus"
_CASES = TESTS / "cases"
_MAX_SEED = 4_000
_EXPRESSION = re.compile(r"\$\{[^}\n]*\}|\$\w+")
_BASE = re.compile(r"\b([\w-]+\.yaml)\b")

_SETTINGS = (
    '[tool.archc]\nplugins = ["my_layers"]\ndeny = ["warnings", "merge-resolved"]\nallow = ["W0403"]\n',
    '[tool]\narchc = {warn = ["all"], note = ["W0401"], plugin = [1]}\n',
    'tool.archc.deny = ["W0401"]\n[project]\nname = "x"\n',
    "[tool.archc]\nplugins = 3\nallow = [3]\ndeny = 1\n[tool.ruff]\n",
)


@cache
def seeds(target: str) -> tuple[str, ...]:
    """Where a target begins."""
    match target:
        case "expressions":
            found = (part for text in _specs() for part in _EXPRESSION.findall(text))
            return tuple(dict.fromkeys(found))
        case "lock":
            return tuple(_locks())
        case "settings":
            return _SETTINGS
        case "diff":
            return (*_specs()[::4], *map(_against_another, _specs()[::3]))
        case "editor":
            return tuple(map(_with_cursor, _specs()[::2]))
    return _specs()


@cache
def _specs() -> tuple[str, ...]:
    """The small specs among the cases, each with the files that it extends."""
    paths = [path for path in sorted(_CASES.rglob("*.yaml")) if path.parent.name != "limits"]
    texts = (_with_bases(path) for path in paths)
    return tuple(text for text in texts if len(text) <= _MAX_SEED)


def _with_bases(path: Path) -> str:
    text = path.read_text(encoding="utf-8")
    if "extends" not in text:
        return text
    names = dict.fromkeys(_BASE.findall(text))
    bases = [
        path.parent / name for name in names if (path.parent / name).is_file() and name != path.name
    ]
    return text + "".join(
        f"# file: {base.name}\n{base.read_text(encoding='utf-8')}" for base in bases
    )


def _locks() -> list[str]:
    found = []
    for text in _specs():
        graph = compile_source(SourceFile("spec.yaml", text), {}, Sink())
        if graph is not None:
            found.append(write_lock([locked_network(graph, "spec.yaml", None)]))
    return found[::8]


def _against_another(text: str) -> str:
    number = _specs().index(text)
    return f"{text}# file: old.yaml\n{_specs()[number - 1]}"


def _with_cursor(text: str) -> str:
    place = sum(map(ord, text)) % len(text)
    return f"{text[:place]}\N{CARET}{text[place:]}"
