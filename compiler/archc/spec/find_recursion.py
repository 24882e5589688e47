"""Finds blocks that run themselves, directly or by way of others, without recursion of its own."""

from __future__ import annotations

from archc.diagnostics import codes
from archc.diagnostics.diagnostic import Diagnostic, Label, Sink
from archc.spec.model import CallStep

_HELP = "write a `repeat`, or a block of its own for the inner part"
_MAX_LABELS = 8


def find_recursion(calls: dict[str, list[CallStep]], sink: Sink) -> frozenset[str]:
    """Reports calls that lead back to a block that is being opened; gives the blocks on such ways.

    `calls` are the calls that each block makes.
    """
    done: set[str] = set()
    recursive: set[str] = set()
    for name in calls:
        if name not in done:
            recursive |= _walk(name, calls, done, sink)
    return frozenset(recursive)


def _walk(name: str, calls: dict[str, list[CallStep]], done: set[str], sink: Sink) -> set[str]:
    """Follows the calls depth first; a call of a block on the way there closes a circle."""
    found: set[str] = set()
    way: list[CallStep | None] = [None]
    names, rest = {name: 0}, [iter(calls[name])]
    while rest:
        call = next(rest[-1], None)
        if call is None:
            done.add(names.popitem()[0])
            rest.pop()
            way.pop()
        elif call.block in names:
            begin = names[call.block]
            _report(call, [step for step in way[begin + 1 :] if step is not None], sink)
            found |= set(list(names)[begin:])
        elif call.block in calls and call.block not in done:
            names[call.block] = len(names)
            rest.append(iter(calls[call.block]))
            way.append(call)
    return found


def _report(call: CallStep, way: list[CallStep], sink: Sink) -> None:
    labels = tuple(Label(c.block_span, f"which runs `{c.block}`") for c in way[:_MAX_LABELS])
    message = f"the block `{call.block}` runs itself"
    sink.add(Diagnostic(codes.RECURSIVE_BLOCK, message, call.block_span, labels=labels, help=_HELP))
