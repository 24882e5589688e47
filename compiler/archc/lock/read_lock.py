"""Turns the text of a lock into locked networks, or into the finding that it is none.

1. A lock has the version that this program writes, and every fact of it, and no others.
2. No network stands in it twice: a merge that went wrong does that.
"""

from __future__ import annotations

import re
from typing import Any

from archc.diagnostics import codes
from archc.diagnostics.diagnostic import Diagnostic, Sink
from archc.lock.canonical_graph import canonical
from archc.lock.locked_network import LockedNetwork, LockedStage
from archc.lock.write_lock import VERSION
from archc.source.source_file import SourceFile, Span

_HELP = "write it anew by `archc lock`, and review what changes"
_TYPES: dict[str, type] = {
    **dict.fromkeys(("spec", "variant", "name", "graph", "shape", "what"), str),
    **dict.fromkeys(
        ("layers", "depth", "parameters", "trainable_parameters", "multiply_adds"), int
    ),
    **dict.fromkeys(("arguments", "inputs", "outputs", "stages"), dict),
    "sums": list,
}
_DEFAULTS = {"variant": ""}
_MERGE_MARKS = re.compile(r"^(?:<{7}|>{7})(?: |$)", re.MULTILINE)
_MAX_COUNT = 10**30


class _WrongError(Exception):
    """What is wrong with a lock, and the text at which it is, if that is known."""

    def __init__(self, message: str, near: str = "") -> None:
        super().__init__(message)
        self.near = near


def read_lock(file: SourceFile, sink: Sink) -> tuple[LockedNetwork, ...] | None:
    """The networks in a lock; None, with a diagnostic, when it is none that this program knows."""
    marks = _MERGE_MARKS.search(file.text)
    if marks is not None:
        number, _ = file.position(marks.start())
        _report("a merge has left its marks in this lock", _line(file, number), sink)
        return None
    # Imported here: few commands read a lock.
    import tomllib

    try:
        document = tomllib.loads(file.text)
    except ValueError as error:  # Of TOML, or of a number with thousands of digits.
        found = re.search(r"at line (\d+)", str(error))
        line = int(found[1]) if found else len(file.line_starts())
        _report(f"this lock is not TOML: {error}", _line(file, line), sink)
        return None
    except RecursionError:
        _report("this lock nests too deeply", _line(file, 1), sink)
        return None
    try:
        return _networks(document)
    except _WrongError as wrong:
        found = re.search(f"^{re.escape(wrong.near)}", file.text, re.MULTILINE)
        place = found.start() if found else max(0, file.text.find(wrong.near))
        _report(str(wrong), _line(file, file.position(place)[0]), sink)
        return None


def _networks(document: dict[str, Any]) -> tuple[LockedNetwork, ...]:
    version = document.get("lock")
    if version != VERSION or isinstance(version, bool):
        found = f"this one has `{version}`" if "lock" in document else "this file has none"
        raise _WrongError(f"archc reads locks of version {VERSION}, and {found}", "lock")
    tables = document.get("network", [])
    if not isinstance(tables, list) or set(document) - {"lock", "network"}:
        raise _WrongError("a lock holds `lock` and tables `[[network]]`, and nothing else")
    networks = tuple(map(_network, tables))
    seen: set[str] = set()
    for network in networks:
        if network.label in seen:
            raise _WrongError(f"{network.label} stands in this lock twice", network.spec)  # Rule 2.
        seen.add(network.label)
    return networks


def _network(table: Any) -> LockedNetwork:
    what = (
        f"the network {table['spec']!r}"
        if isinstance(table, dict) and "spec" in table
        else "a network"
    )
    facts = _record(table, LockedNetwork._fields, what)
    for key in ("inputs", "outputs"):
        _all(str, facts[key].values(), f"`{key}` of {what}")
    _all(str, facts["sums"], f"`sums` of {what}")
    _all((bool, int, float, str), facts["arguments"].values(), f"`arguments` of {what}")
    stages = {name: _stage(name, inner, what) for name, inner in facts["stages"].items()}
    arguments = {name: canonical(value) for name, value in facts["arguments"].items()}
    changed = {"sums": tuple(facts["sums"]), "stages": stages, "arguments": arguments}
    return LockedNetwork(**{**facts, **changed})


def _stage(name: str, table: Any, network: str) -> LockedStage:
    return LockedStage(**_record(table, LockedStage._fields, f"the stage `{name}` of {network}"))


def _record(table: Any, fields: tuple[str, ...], what: str) -> dict[str, Any]:
    """Rule 1."""
    if not isinstance(table, dict):
        raise _WrongError(f"{what} must be a table")
    facts = {**{key: value for key, value in _DEFAULTS.items() if key in fields}, **table}
    for key in fields:
        if key not in facts:
            raise _WrongError(f"{what} lacks `{key}`", "[[network]]")
        value = facts[key]
        if not isinstance(value, _TYPES[key]) or not _is_sane(value):
            raise _WrongError(f"`{key}` of {what} has a value of another kind", f"{key} = ")
    for key in facts:
        if key not in fields:
            raise _WrongError(f"{what} has `{key}`, which archc does not know", key)
    return facts


def _is_sane(value: object) -> bool:
    """Whether a value is no truth value, and no number that cannot be a count."""
    if isinstance(value, int | float):
        return not isinstance(value, bool) and abs(value) <= _MAX_COUNT
    return True


def _all(kinds: type | tuple[type, ...], values: Any, what: str) -> None:
    sane = (isinstance(value, bool) or _is_sane(value) for value in values)
    if not all(isinstance(value, kinds) for value in values) or not all(sane):
        raise _WrongError(f"{what} holds a value of another kind")


def _report(message: str, span: Span, sink: Sink) -> None:
    sink.add(Diagnostic(codes.LOCK_INVALID, message, span, help=_HELP))


def _line(file: SourceFile, number: int) -> Span:
    number = min(max(number, 1), len(file.line_starts()))
    start = file.line_starts()[number - 1]
    end = start + max(1, len(file.line(number)))
    return Span(file, start, min(end, len(file.text)))
