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
    lines = [*_facts(locked, found), *_stages(locked, found)]
    if not lines and locked.graph != found.graph:
        lines = ["the layers are the same, their order, the inputs or the outputs are not"]
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


def _stages(locked: LockedNetwork, found: LockedNetwork) -> Iterator[str]:
    old, new = locked.stages, found.stages
    yield from (f"stage {name} is gone" for name in old if name not in new)
    for name, stage in new.items():
        if name not in old:
            yield f"stage {name} is new: {stage.shape}, {stage.what}"
        elif stage != old[name]:
            yield f"stage {name}: {', '.join(_stage(old[name], stage))}"


def _stage(old: LockedStage, new: LockedStage) -> Iterator[str]:
    if old.shape != new.shape:
        yield f"shape {old.shape} -> {new.shape}"
    for key in ("layers", "parameters", "multiply_adds"):
        yield from _count(key, getattr(old, key), getattr(new, key))
    if old.what != new.what:
        yield f"layers {old.what} -> {new.what}"
    if old[:-1] == new[:-1]:
        yield "the same counts, but names, keys or inputs of layers are others"
