"""What changes a lock, and what does not: formatting never, the network always."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.cases.case_files import OK
from tests.lock.networks import SPEC, dumped, lock_text, locked, plain

from archc.lock.differences import differences
from archc.schema.dispatch import known_words

ROOT = Path(__file__).parents[2]
SPECS = {
    "small": SPEC,
    **{
        path.stem: path.read_text(encoding="utf-8")
        for path in sorted((ROOT / "specs").glob("*.yaml"))
    },
    **{path.stem: path.read_text(encoding="utf-8") for path in OK if path.parent.name != "yaml"},
}
ALONE = {name: text for name, text in SPECS.items() if "extends:" not in text}


def shuffled(tree: Any, chance: random.Random) -> Any:
    """The sections, and the keys of stages and steps, in another order: they have none."""
    sections = {
        key: shuffled_steps(value, chance) if key in ("stem", "stages", "head") else value
        for key, value in tree.items()
    }
    keys = list(sections)
    chance.shuffle(keys)
    return {key: sections[key] for key in keys}


def shuffled_steps(value: Any, chance: random.Random) -> Any:
    if isinstance(value, list):
        return [shuffled_steps(item, chance) for item in value]
    is_step = isinstance(value, dict) and (
        "name" in value or any(k in known_words() for k in value)
    )
    if not is_step:
        return value
    keys = list(value)
    chance.shuffle(keys)
    return {
        key: shuffled_steps(value[key], chance) if key == "steps" else value[key] for key in keys
    }


def commented(text: str) -> str:
    """A comment and an empty line after every line that begins a section."""
    return "".join(
        f"{line}\n{'' if line.startswith((' ', '-', '}', ']')) else '  # a comment: {}'}\n\n"
        if not line.endswith((":", ",", "{", "["))
        else f"{line} # here too\n"
        for line in text.splitlines()
    )


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    name=st.sampled_from(sorted(ALONE)),
    style=st.sampled_from([True, False, None]),
    width=st.sampled_from([20, 80, 10_000]),
    indent=st.sampled_from([2, 4, 7]),
    seed=st.integers(0, 1000),
)
def test_formatting_changes_no_byte(
    name: str, style: bool | None, width: int, indent: int, seed: int
) -> None:
    tree = shuffled(plain(ALONE[name]), random.Random(seed))
    text = dumped(tree, default_flow_style=style, width=width, indent=indent)
    assert lock_text(text) == lock_text(ALONE[name])


def test_comments_anchors_and_descriptions_change_no_byte() -> None:
    before = lock_text(SPEC)
    assert lock_text(commented(SPEC)) == before
    assert lock_text(SPEC.replace("\n", "\r\n")) == before
    described = SPEC.replace("input:", "description: Small.\nreference: {year: '2024'}\ninput:")
    assert lock_text(described) == before
    anchored = SPEC.replace("{shape: [32, 32, 3]}", "{shape: [&size 32, *size, 3]}")
    assert lock_text(anchored) == before
    assert lock_text(SPEC.replace("1e-5", "0.00001").replace("0.5", "5.0e-1")) == before


def test_what_is_said_otherwise_is_the_same_network() -> None:
    """Blocks, constants and defaults are ways to write: the layers count."""
    before = lock_text(SPEC)
    assert lock_text(SPEC.replace("unit", "cell")) == before
    assert lock_text(SPEC.replace("filters: 18", 'filters: "${2 * 9}"')) == before
    assert (
        lock_text(SPEC.replace("{conv: 16, as: early}", "{conv: 16, kernel: [3, 3], as: early}"))
        == before
    )


CHANGES = {
    "filters": ("conv: 16", "conv: 17", "parameters"),
    "a key without parameters": (
        "{conv: 16,",
        "{conv: 16, dilation: 2,",
        "stage stem: names or keys",
    ),
    "a number that nothing counts": ("1e-5", "1e-4", "stage body: names or keys"),
    "a repeat": ("repeat: 3", "repeat: 4", "+1 conv"),
    "an activation": ("- relu\nstem", "- gelu\nstem", "+3 gelu, -3 relu"),
    "the name of a stage": ("body", "trunk", "stage body is gone"),
    "the name of a layer": ("early", "first", "stage stem: names or keys"),
    "the name of the network": ("name: small", "name: tiny", "name small -> tiny"),
    "a default": ("labels: 10", "labels: 11", "argument labels 10 -> 11"),
    "an argument": ("labels", "classes", "argument labels is gone"),
    "an argument that nothing reads": (
        "rate: 0.5",
        "rate: 0.5, extra: 1",
        "argument extra is new: 1",
    ),
    "an input": ("[32, 32, 3]", "[33, 32, 3]", "input input 32x32x3 -> 33x32x3"),
    "a layer that is off": ("dense: 5", "dense: 6", "stage aux: shape 5 -> 6"),
    "the order of a sum": ("[early, body]", "[body, early]", "stage join: names or keys"),
    "a wire between stages": ("[early, body]", "[stem, body]", "what they read of each other"),
    "the way of a sum": (
        "defaults:",
        "merge: {on_mismatch: project}\ndefaults:",
        "resolved sum is new",
    ),
    "an output": ("aux: false", "aux: true", "output aux is new: 5"),
    "a weight that is not trained": ("{batch_norm: ,", "{batch_norm: , scale: false,", "trainable"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_of_the_network_is_seen_and_named(change: str) -> None:
    old, new, said = CHANGES[change]
    before, after = locked(SPEC), locked(SPEC.replace(old, new))
    lines = differences(before, after)
    assert said in "\n".join(lines)
    assert len(lines) <= 10
    assert not differences(after, after)


def test_hashes_do_not_depend_on_the_process() -> None:
    code = (
        "from tests.lock.networks import SPEC, lock_text\nimport sys\n"
        "sys.stdout.buffer.write(lock_text(SPEC).encode())"
    )
    path = os.pathsep.join([str(ROOT), str(ROOT / "compiler")])
    found = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "PYTHONPATH": path, "PYTHONHASHSEED": seed, "LC_ALL": locale},
            cwd="/",
            capture_output=True,
            check=True,
        ).stdout
        for seed, locale in (("0", "C"), ("1", "C.UTF-8"), ("random", "POSIX"))
    }
    assert found == {lock_text(SPEC).encode()}


def test_numbers_are_hashed_by_value() -> None:
    ulp = SPEC.replace("1e-5", "1.0000000000000001e-5")
    assert locked(ulp).graph == locked(SPEC).graph
    assert locked(SPEC.replace("1e-5", "1.0000001e-5")).graph != locked(SPEC).graph
