"""Strategies for specs with mistakes: shipped specs and cases changed at random, and random specs."""

from __future__ import annotations

from copy import deepcopy
from pathlib import Path
from typing import Any

import yaml
from hypothesis import strategies as st
from tests.mutation.mutate import KINDS, mutate

from archc.ops.activation import ACTIVATION_WORDS
from archc.ops.table import OPS

HERE = Path(__file__).parent
SHIPPED = sorted((HERE.parents[1] / "specs").glob("*.yaml"))
CASES = sorted(HERE.rglob("ok_*.yaml"))
BAD_CASES = sorted(path for path in HERE.rglob("bad_*.yaml") if path.parent.name != "limits")
TREES = tuple(path for path in (*SHIPPED, *CASES, *BAD_CASES) if path.parent.name != "yaml")
"""Those that are YAML."""


@st.composite
def mutated_trees(draw: st.DrawFn, sources: tuple[Path, ...]) -> Any:
    """The plain value of a spec after a few changes."""
    text = draw(st.sampled_from(sources)).read_text(encoding="utf-8")
    tree = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    if not isinstance(tree, dict):
        return tree
    tree = deepcopy(tree)
    for _ in range(draw(st.integers(1, 4))):
        mutate(
            tree,
            draw(st.sampled_from(sorted(KINDS))),
            lambda options: draw(st.sampled_from(options)),
        )
    return tree


@st.composite
def mutated_texts(draw: st.DrawFn, sources: tuple[Path, ...]) -> str:
    """The text of a spec after a few changes of its characters."""
    text = draw(st.sampled_from(sources)).read_text(encoding="utf-8")
    for _ in range(draw(st.integers(1, 5))):
        start = draw(st.integers(0, len(text)))
        end = min(len(text), start + draw(st.integers(0, 30)))
        match draw(st.integers(0, 3)):
            case 0:
                text = text[:start] + text[end:]
            case 1:
                text = text[:start] + draw(_SCRAPS) + text[start:]
            case 2:
                text = text[:end] + text[start:end] + text[end:]
            case _:
                text = text[:start] + draw(_SCRAPS) + text[end:]
    return text


_SCRAPS = st.sampled_from(
    (
        *(
            "\t",
            "\n",
            " ",
            "  ",
            "-",
            "- ",
            ":",
            ": ",
            ",",
            "[",
            "]",
            "{",
            "}",
            "'",
            '"',
            "#",
            "&a ",
        ),
        *("*a", "!!str ", "!", "|", ">", "%", "@", "`", "$", "${", "0", "-1", "1e999", ".nan", "~"),
        *("\r", "\x00", "\x7f", "\x85", "\u2028", "\ufeff", "\ud800", "é", "---\n", "...\n", "? "),
    )
) | st.text(max_size=8)


def random_specs() -> st.SearchStrategy[Any]:
    """Small specs of the right form, with names and numbers that may or may not make sense."""
    numbers = st.integers(0, 9) | st.sampled_from(("$k", "${k + 1}", "$index", "$channels", "${n}"))
    steps = st.recursive(_layers(numbers), lambda inner: _nested(inner, numbers), max_leaves=8)
    sequences = st.lists(steps, max_size=4)
    blocks = st.dictionaries(
        st.sampled_from(("a", "b", "c")),
        sequences | st.fixed_dictionaries({"params": st.just({"k": 2}), "steps": sequences}),
        max_size=3,
    )
    stage = st.fixed_dictionaries(
        {"name": st.sampled_from(("s", "t", "u"))},
        optional={
            "block": st.sampled_from(("a", "b", "c")),
            "steps": sequences,
            "output": sequences,
            "repeat": numbers,
            "from": st.sampled_from(("stem", "s", "x")),
        },
    )
    return st.fixed_dictionaries(
        {"archc": st.just(1), "name": st.just("random")},
        optional={
            "arguments": st.just({"n": 3, "f": True}),
            "constants": st.just({"k": 4}),
            "input": st.just({"shape": [12, 12, 4]}),
            "defaults": st.just({"conv": {"padding": "same"}}),
            "merge": st.fixed_dictionaries(
                {"on_mismatch": st.sampled_from(("adjust", "project", "pad", "crop", "error"))}
            ),
            "blocks": blocks,
            "stem": sequences,
            "stages": st.lists(stage, max_size=3),
            "head": sequences,
        },
    )


def _layers(numbers: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    keyed = [op.key for op in OPS.values() if op.main_field() is not None]
    words = st.sampled_from(
        (*ACTIVATION_WORDS, "batch_norm", "flatten", "global_avg_pool", "a", "b")
    )
    wires = {
        "kernel": numbers,
        "stride": numbers,
        "as": st.sampled_from(("x", "y")),
        "from": st.sampled_from(("x", "y", "input")),
        "when": st.sampled_from((True, "$f", "${channels > 4}", "${height > 4}")),
    }
    return words | st.one_of(
        [st.fixed_dictionaries({key: numbers}, optional=wires) for key in (*keyed, "a", "c")]
    )


def _nested(
    inner: st.SearchStrategy[Any], numbers: st.SearchStrategy[Any]
) -> st.SearchStrategy[Any]:
    sequences = st.lists(inner, max_size=3)
    merges = st.sampled_from([op.key for op in OPS.values() if op.merges])
    return st.one_of(
        st.builds(lambda key, parts: {key: parts}, merges, st.lists(sequences, max_size=3)),
        st.builds(lambda body: {"residual": body}, sequences),
        st.builds(lambda count, body: {"repeat": count, "steps": body}, numbers, sequences),
    )


def as_yaml(tree: Any) -> str:
    """The text of a spec with this plain value."""
    dumper = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
    return str(yaml.dump(tree, Dumper=dumper, sort_keys=False, allow_unicode=True))
