"""Finds out whether a value depends on an argument of the spec, through the parameters of blocks."""

from __future__ import annotations

from archc.ir.regions import Frame
from archc.spec.decode_steps import MAIN
from archc.spec.decode_values import expressions_in
from archc.spec.model import Block, Entry, Spec


def depends_on_argument(entry: Entry, frame: Frame, spec: Spec) -> bool:
    """Whether the value of an entry, read in a frame, can change with an argument."""
    return entry.dynamic and bool(arguments_of(entry, frame, spec))


def arguments_of(entry: Entry, frame: Frame, spec: Spec) -> frozenset[str]:
    """The arguments that the value of an entry depends on."""
    found: set[str] = set()
    for expression in expressions_in(entry.value):
        for name in expression.names:
            found |= arguments_behind(name, frame, spec)
    return frozenset(found)


def arguments_behind(name: str, frame: Frame, spec: Spec) -> frozenset[str]:
    """The arguments that a variable of a frame depends on."""
    if frame.block is not None and name in frame.block.params:
        given = binding(name, frame)
        if given is None:
            return frozenset()
        entry, scope = given
        return arguments_of(entry, scope, spec)
    constant = spec.constants.get(name)
    if constant is not None:
        return arguments_of(constant, root_of(frame), spec)
    return frozenset({name}) if name in spec.arguments else frozenset()


def binding(name: str, frame: Frame) -> tuple[Entry, Frame] | None:
    """What a parameter was given and the frame to read that in; a default is read where it stands.

    A default knows the parameters before its own; any other name in it is one of the spec.
    """
    block = frame.block
    assert block is not None
    own = frame.entries.get(name)
    if own is None and name == next(iter(block.params)):
        own = frame.entries.get(MAIN)
    if own is not None and frame.parent is not None:
        return own, frame.parent
    default = block.params[name]
    return (default, _before(name, block, frame)) if default is not None else None


def _before(name: str, block: Block, frame: Frame) -> Frame:
    """The frame as it was when the default of a parameter was read."""
    names = list(block.params)
    known = names[: names.index(name)]
    params = {n: block.params[n] for n in known}
    earlier = Block(**{**vars(block), "params": params})
    variables = {**root_of(frame).variables, **{n: frame.variables.get(n) for n in known}}
    return Frame(earlier, variables, frame.entries, frame.parent)


def root_of(frame: Frame) -> Frame:
    """The frame of the spec itself."""
    while frame.parent is not None:
        frame = frame.parent
    return frame
