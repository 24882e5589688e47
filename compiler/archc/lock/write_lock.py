"""Turns locked networks into the text of a lock: TOML, a line for each fact, in one fixed form.

[[network]]
spec = "vgg.yaml"
name = "vgg16"
parameters = 138_357_544
...
[network.stages]
block1 = {shape = "112x112x64", layers = 3, parameters = 38_720, ...}
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from archc.lock.canonical_graph import canonical
from archc.lock.locked_network import LockedNetwork

VERSION = 1
"""The version of the form; a lock of another version is refused."""
HEAD = (
    "# Written by `archc lock`. Do not edit it: after a change run the command again, and review."
)


def write_lock(networks: Iterable[LockedNetwork]) -> str:
    """The text: the same for the same networks, to the byte."""
    lines = [HEAD, f"lock = {VERSION}"]
    for network in networks:
        lines += ["", "[[network]]", *_facts(network), "", "[network.stages]"]
        for name, stage in network.stages.items():
            lines.append(f"{name} = {_table(stage._asdict())}")
    return "\n".join(lines) + "\n"


def _facts(network: LockedNetwork) -> Iterator[str]:
    for key, value in network._asdict().items():
        if key == "sums" and value:
            yield "sums = ["
            yield from (f"  {canonical(entry)}," for entry in value)
            yield "]"
        elif key == "arguments":  # They are in their one text already.
            inside = ", ".join(f"{name} = {text}" for name, text in network.arguments.items())
            yield f"arguments = {{{inside}}}"
        elif key != "stages" and (key != "variant" or value):
            yield f"{key} = {_value(value)}"


def _value(value: object) -> str:
    match value:
        case int():
            return f"{value:_}"
        case dict():
            return _table(value)
        case tuple():
            return "[]"
    return canonical(value)


def _table(values: dict[str, object]) -> str:
    return f"{{{', '.join(f'{key} = {_value(value)}' for key, value in values.items())}}}"
