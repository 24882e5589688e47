"""Says in lines how a network differs from what a lock holds of it: which fact, from what to what.

parameters 42,744,521 -> 43,001,289 (+256,768, +0.6%)
stage c: parameters 13,678,848 -> 13,935,616 (+256,768, +1.9%)
"""

from __future__ import annotations

from collections.abc import Iterator

from archc.lock.locked_network import LockedNetwork, LockedStage

_COUNTS = ("layers", "depth", "parameters", "trainable_parameters", "multiply_adds")


def differences(locked: LockedNetwork, found: LockedNetwork) -> tuple[str, ...]:
    """The lines; none when nothing differs."""
    lines = [*_facts(locked, found), *_stages(locked.stages, found.stages)]
    if not lines and locked.graph != found.graph:
        lines = [
            "the stages are the same, but what they read of each other, or the outputs, are not"
        ]
    return tuple(lines)


def _facts(locked: LockedNetwork, found: LockedNetwork) -> Iterator[str]:
    if locked.name != found.name:
        yield f"name {locked.name} -> {found.name}"
    for key in _COUNTS:
        yield from _count(key, getattr(locked, key), getattr(found, key))
    for noun, old, new in (
        ("argument", locked.arguments, found.arguments),
        ("input", locked.inputs, found.inputs),
        ("output", locked.outputs, found.outputs),
    ):
        yield from _entries(noun, old, new)
    yield from (f"resolved sum is new: {text}" for text in found.sums if text not in locked.sums)
    yield from (f"resolved sum is gone: {text}" for text in locked.sums if text not in found.sums)


def _count(key: str, old: int, new: int) -> Iterator[str]:
    if old != new:
        noun = "multiply-adds" if key == "multiply_adds" else key.replace("_", " ")
        share = f", {(new - old) / old:+.1%}" if old else ""
        yield f"{noun} {old:,} -> {new:,} ({new - old:+,}{share})"


def _entries(noun: str, old: dict[str, str], new: dict[str, str]) -> Iterator[str]:
    for name in old:
        if name not in new:
            yield f"{noun} {name} is gone"
        elif old[name] != new[name]:
            yield f"{noun} {name} {old[name]} -> {new[name]}"
    yield from (f"{noun} {name} is new: {new[name]}" for name in new if name not in old)


def _stages(old: dict[str, LockedStage], new: dict[str, LockedStage]) -> Iterator[str]:
    """The stages that differ; those that differ alike in one line."""
    yield from (f"stage {name} is gone" for name in old if name not in new)
    folded: dict[str, list[str]] = {}
    for name, stage in new.items():
        if name not in old:
            folded[f"is new: {stage.shape}, {stage.what}"] = [name]
        elif stage != old[name]:
            folded.setdefault(", ".join(_stage(old[name], stage)), []).append(name)
    for text, names in folded.items():
        yield f"{'stages' if len(names) > 1 else 'stage'} {', '.join(names)}: {text}"


def _stage(old: LockedStage, new: LockedStage) -> Iterator[str]:
    if old.shape != new.shape:
        yield f"shape {old.shape} -> {new.shape}"
    for key in ("layers", "parameters", "multiply_adds"):
        yield from _count(key, getattr(old, key), getattr(new, key))
    if old.what != new.what:
        yield ", ".join(_kinds(old.what, new.what)) or "the same kinds of layers in another order"
    if old[:-1] == new[:-1]:
        yield "names or keys of layers, or how they are wired"


def _kinds(old: str, new: str) -> Iterator[str]:
    """The kinds of layers of which there are more or fewer: `+10 conv, -1 concat`."""
    before, after = _counted(old), _counted(new)
    for kind in {**after, **before}:
        change = after.get(kind, 0) - before.get(kind, 0)
        if change:
            yield f"{change:+,} {kind}"


def _counted(what: str) -> dict[str, int]:
    """`2 conv, relu` as numbers by kind; a lock that was edited by hand may hold anything."""
    parts = [part.rpartition(" ") for part in what.split(", ") if part]
    return {kind: _whole(count) for count, _, kind in parts}


def _whole(count: str) -> int:
    digits = count.replace(",", "")
    return int(digits) if digits.isdecimal() and len(digits) < 10 else 1
