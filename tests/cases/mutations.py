"""Strategies for specs with mistakes: shipped specs and cases changed at random, and random specs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from copy import deepcopy
from pathlib import Path
from typing import Any

import yaml
from hypothesis import strategies as st

from archc.ops.activation import ACTIVATION_WORDS
from archc.ops.table import OPS
from archc.schema.dispatch import known_words

HERE = Path(__file__).parent
SHIPPED = sorted((HERE.parents[1] / "specs").glob("*.yaml"))
CASES = sorted(HERE.rglob("ok_*.yaml"))
BAD_CASES = sorted(path for path in HERE.rglob("bad_*.yaml") if path.parent.name != "limits")
TREES = tuple(path for path in (*SHIPPED, *CASES, *BAD_CASES) if path.parent.name != "yaml")
"""Those that are YAML."""

Path_ = tuple[str | int, ...]
Choose = Callable[[Sequence[Any]], Any]
"""What takes one of several: hypothesis, or chance."""

WORDS = (
    *known_words(),
    *sorted({field.name for op in OPS.values() for field in op.fields}),
    *("as", "from", "when", "with", "steps", "name", "params", "inputs", "outputs", "shape"),
    *("archc", "blocks", "stages", "stem", "head", "arguments", "constants", "defaults", "merge"),
    *("input", "unit", "body", "a", "x", "relu6", "same", "valid", "on_mismatch", "adjust"),
)
JUNK: tuple[Any, ...] = (
    *(None, True, False, 0, 1, -1, 2, 3, 7, 64, 10**6, 10**12, 10**30, 0.5, -0.5, 1.5, 1e9, 1e308),
    *(float("nan"), float("inf"), "", " ", "$", "$a", "$index", "$channels", "${1}", "${", "${}"),
    *("${1 / 0}", "${channels // 2}", "${height > 3}", "${index + count}", "${'a'}", "${min(1)}"),
    *("${9 ** 9 ** 9}", "a\nb", "é", "\u2028", "x" * 500, "{{ }}", '"""', "2016-01-01", "0x10"),
    *([], [[]], {}, [None], [1, 2], [1, 2, 3], [[1, 2], [3, 4]], {"a": 1}, {"l2": {"l2": 0.1}}),
    *("relu", "unit", "input", ["relu"], [{"conv": 3, "kernel": 1}], {"relu": None}, [[], []]),
)
EXPRESSIONS = (
    *("$a", "$k", "$index", "$count", "$channels", "${a * 2}", "${k[0]}", "${max(a, 3)}", "${-a}"),
    *("${a if c else 2}", "${make_divisible(a * 0.35, 8)}", "${round(a / 3)}", "${len(k)}"),
    *(
        "${height // 2 - 1}",
        "${not c}",
        "${a == 3 and c}",
        "${scaled(a)}",
        "${ceil(b)}",
        "${a ** 3}",
    ),
    *("${sum(k) % 7}", "${int(1e9)}"),
)


def nodes(tree: Any, path: Path_ = ()) -> Iterator[Path_]:
    """The paths of all values in a tree, the root excluded."""
    items = tree.items() if isinstance(tree, dict) else enumerate(tree)
    for key, value in items:
        yield (*path, key)
        if isinstance(value, dict | list):
            yield from nodes(value, (*path, key))


def at(tree: Any, path: Path_) -> Any:
    for part in path:
        tree = tree[part]
    return tree


@st.composite
def mutated_trees(draw: st.DrawFn, sources: tuple[Path, ...]) -> Any:
    """The plain value of a spec after a few changes."""
    text = draw(st.sampled_from(sources)).read_text(encoding="utf-8")
    tree = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    if not isinstance(tree, dict):
        return tree
    tree = deepcopy(tree)
    for _ in range(draw(st.integers(1, 4))):
        change_tree(tree, lambda choices: draw(st.sampled_from(choices)))
    return tree


def change_tree(tree: Any, choose: Choose, pieces: Sequence[Any] = ()) -> None:
    """Changes a value in a tree, or leaves it; `pieces` may take the place of values."""
    paths = list(nodes(tree))
    if not paths:
        return
    path = choose(paths)
    parent, key = at(tree, path[:-1]), path[-1]
    match choose(("delete", "copy", "swap", "rename", "retype", "scale", "add", "compute")):
        case "delete":
            del parent[key]
        case "copy" if isinstance(parent, list):
            parent.insert(choose(range(len(parent) + 1)), deepcopy(parent[key]))
        case "swap":
            parent[key] = deepcopy(at(tree, choose(paths)))
        case "rename" if isinstance(parent, dict):
            parent[choose((choose(WORDS), f"{key}s"))] = parent.pop(key)
        case "scale" if isinstance(parent[key], int | float):
            parent[key] = parent[key] * choose((-1, 0, 2, 10, 1000, 0.5, 10**9))
        case "add" if isinstance(parent[key], dict):
            parent[key][choose(WORDS)] = _value(choose, pieces)
        case "add" if isinstance(parent[key], list):
            parent[key].append(_value(choose, pieces))
        case "compute":
            parent[key] = choose(EXPRESSIONS)
        case _:
            parent[key] = _value(choose, pieces)


def _value(choose: Choose, pieces: Sequence[Any]) -> Any:
    kinds: tuple[Sequence[Any], ...] = (JUNK, WORDS, range(-5, 301), *([pieces] if pieces else []))
    return deepcopy(choose(choose(kinds)))


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
