"""Finds out whether a value depends on an argument of the spec, through the parameters of blocks."""

from __future__ import annotations

from functools import lru_cache

from archc.ir.regions import Frame
from archc.spec.decode_steps import MAIN
from archc.spec.decode_values import names_in
from archc.spec.expressions import Expression
from archc.spec.model import Block, Entry, Spec


def depends_on_argument(entry: Entry, frame: Frame, spec: Spec) -> bool:
    """Whether the value of an entry, read in a frame, can change with an argument."""
    return entry.dynamic and bool(arguments_of(entry, frame, spec))


def arguments_of(entry: Entry, frame: Frame, spec: Spec) -> frozenset[str]:
    """The arguments that the value of an entry depends on."""
    return _NONE.union(*(arguments_behind(name, frame, spec) for name in names_in(entry.value)))


def arguments_behind(name: str, frame: Frame, spec: Spec) -> frozenset[str]:
    """The arguments that a variable of a frame depends on."""
    if frame.block is not None and name in frame.block.params:
        given = given_entry(name, frame)
        if given is not None and not given.dynamic:
            return _NONE
        return _behind_params(frame, spec)[name]
    return frozenset({name}) if name in spec.arguments else _behind_constants(spec).get(name, _NONE)


_NONE: frozenset[str] = frozenset()


@lru_cache(maxsize=4)
def _behind_constants(spec: Spec) -> dict[str, frozenset[str]]:
    """The arguments behind each constant, in order: a constant reads those before it."""
    found: dict[str, frozenset[str]] = {}
    for name, entry in spec.constants.items():
        found[name] = _union(entry, found, spec)
    return found


@lru_cache(maxsize=256)
def _behind_params(frame: Frame, spec: Spec) -> dict[str, frozenset[str]]:
    """The arguments behind each parameter of a frame, in order: a default reads those before it."""
    found: dict[str, frozenset[str]] = {}
    assert frame.block is not None
    for name, default in frame.block.params.items():
        given = given_entry(name, frame)
        if given is not None and frame.parent is not None:
            found[name] = arguments_of(given, frame.parent, spec)
        else:
            known = {**_behind_constants(spec), **found}
            found[name] = _union(default, known, spec) if default is not None else _NONE
    return found


def _union(entry: Entry, known: dict[str, frozenset[str]], spec: Spec) -> frozenset[str]:
    """The arguments that an entry reads, directly or by names that are known."""
    names = names_in(entry.value)
    own = frozenset(name for name in names if name in spec.arguments and name not in known)
    return own.union(*(known.get(name, _NONE) for name in names))


def given_entry(name: str, frame: Frame) -> Entry | None:
    """What the call of a frame gives for a parameter."""
    own = frame.entries.get(name)
    if own is None and frame.block is not None and name == next(iter(frame.block.params)):
        own = frame.entries.get(MAIN)
    return own


def bare_argument(entry: Entry, frame: Frame, spec: Spec) -> str:
    """The argument that an entry is, through parameters and constants; empty if it is anything else."""
    value = entry.value
    if not isinstance(value, Expression) or not value.is_name:
        return ""
    name = value.text
    if frame.block is not None and name in frame.block.params:
        given = binding(name, frame)
        return bare_argument(*given, spec) if given is not None else ""
    if name in spec.constants:
        return bare_argument(spec.constants[name], root_of(frame), spec)
    return name if name in spec.arguments else ""


def binding(name: str, frame: Frame) -> tuple[Entry, Frame] | None:
    """What a parameter was given and the frame to read that in; a default is read where it stands.

    A default knows the parameters before its own; any other name in it is one of the spec.
    """
    block = frame.block
    assert block is not None
    own = given_entry(name, frame)
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
    return Frame(earlier, variables, frame.entries, frame.parent, frame.call)


def root_of(frame: Frame) -> Frame:
    """The frame of the spec itself."""
    while frame.parent is not None:
        frame = frame.parent
    return frame
