"""Finds an edit of each kind that can be made in a spec, for who begins a variant of it."""

from __future__ import annotations

from collections.abc import Iterator

from archc.ops.activation import ACTIVATION_WORDS
from archc.spec.edit_paths import Found, find, names_a_step, places_below, value_at
from archc.syntax.tree import Mapping, Scalar, Sequence
from archc.syntax.write_scalar import write_scalar

_KEEP_SHAPES = ("batch_norm", "dropout", "spatial_dropout", *ACTIVATION_WORDS)
"""Layers that a network can do without, or have more of, whatever their shape."""
_SEQUENCES = ("stem", "head", "blocks")


def edit_examples(tree: Mapping) -> dict[str, list[str]]:
    """Lines for each kind of edit, with names that are in the spec."""
    steps = dict(_steps(tree))
    plain = [path for path, word in steps.items() if word in _KEEP_SHAPES]
    active = [path for path, word in steps.items() if word in ACTIVATION_WORDS]
    stage = _stage(tree)
    found = {
        "set": [*_values(tree, "arguments"), *_values(tree, "constants")],
        "add": ["constants.my_width: 32"],
        "replace": [f"{path}: gelu" for path in active[:1]],
        "insert_before": [f"{stage}: {{name: my_stage, steps: [relu]}}"] if stage else [],
        "insert_after": [f"{path}: [{{dropout: 0.1}}]" for path in plain[:1]],
        "remove": [path for path in plain[-1:] if steps[path] != "softmax"],
    }
    return {kind: lines for kind, lines in found.items() if lines}


def _values(tree: Mapping, section: str) -> Iterator[str]:
    """A value of a section as it is, to be changed."""
    entries = tree.get(section)
    for name, value in entries.items() if isinstance(entries, Mapping) else ():
        if isinstance(value, Scalar):
            yield f"{section}.{name}: {write_scalar(value.value, in_flow=False)}"
            return


def _steps(tree: Mapping) -> Iterator[tuple[str, str]]:
    """The paths that name one step, and its layer."""
    for section in _SEQUENCES:
        whole = tree.get(section)
        if isinstance(whole, Sequence):
            yield from _steps_below(tree, [section])
        for name in whole.values if isinstance(whole, Mapping) else ():
            yield from _steps_below(tree, [section, name])


def _steps_below(tree: Mapping, above: list[str]) -> Iterator[tuple[str, str]]:
    found = find(tree, above)
    assert isinstance(found, Found)
    for place in places_below(value_at(tree, found.path)):
        parts = [*above, place.name or place.main]
        step = find(tree, parts)
        whole = isinstance(step, Found) and names_a_step(tree, step).path
        if place.main and whole == (*found.path, *place.path):
            yield ".".join(parts), place.main


def _stage(tree: Mapping) -> str:
    """The path of the last stage that reads what stands before it, if there is one."""
    stages = tree.get("stages")
    for stage in reversed(stages.items) if isinstance(stages, Sequence) else ():
        if not isinstance(stage, Mapping) or _reads_by_name(stage):
            continue  # A stage before one that reads others by name would be read by nothing.
        name = stage.get("name")
        if isinstance(name, Scalar) and isinstance(find(tree, ["stages", str(name.value)]), Found):
            return f"stages.{name.value}"
    return ""


def _reads_by_name(stage: Mapping) -> bool:
    """Whether a stage, or its first step, has a `from`."""
    steps = stage.get("steps")
    first = steps.items[0] if isinstance(steps, Sequence) and steps.items else None
    return any(isinstance(one, Mapping) and "from" in one.values for one in (stage, first))
