"""Laws of variants and of what `archc expand` writes.

1. The expanded spec gives the same graph, for every case and every shipped spec with its presets.
2. Expanding it again gives the same text, but for the origins.
3. Whatever a tree holds is written so that it is read as the same values.
4. No edit causes a traceback, and what edits make holds laws 1 and 2 too.
"""

from __future__ import annotations

import re
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from tests.cases.mutations import as_yaml
from tests.mutation.mutate import JUNK, WORDS
from tests.security.hostile import HOSTILE

from archc.diagnostics.diagnostic import Sink
from archc.diagnostics.render_text import render_text
from archc.driver import compile_variant, expand_variant, open_spec
from archc.schema.language import spec_schema
from archc.schema.variants import EDIT_KEYS
from archc.source.source_file import SourceFile, Span
from archc.spec.spec_trees import SpecTrees
from archc.syntax.parse_yaml import parse_yaml
from archc.syntax.tree import Mapping, Scalar, Sequence, Tree
from archc.syntax.write_spec import write_spec

HERE = Path(__file__).parent
SPECS = sorted((HERE.parents[1] / "specs").rglob("*.yaml"))
CASES = sorted(HERE.rglob("ok_*.yaml"))
ORDER = list(spec_schema()["properties"])
quick = settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))


def without_comments(text: str) -> str:
    return re.sub(r"(?m) +# \S+:\d.*$", "", text)


def expanded(trees: SpecTrees, variant: str | None, sink: Sink) -> str | None:
    tree = expand_variant(trees, variant, {}, sink)
    return write_spec(tree, ORDER, "# expanded") if tree is not None else None


def check_expansion(trees: SpecTrees, variant: str | None) -> None:
    """Laws 1 and 2 for a spec that compiles."""
    graph = compile_variant(trees, variant, {}, Sink())
    assert graph is not None
    text = expanded(trees, variant, Sink())
    assert text is not None
    again, sink = SpecTrees(SourceFile("again.yaml", text)), Sink()
    found = compile_variant(again, None, {}, sink)
    assert found is not None, (text, sink.diagnostics())
    assert found.text() == graph.text()
    assert found.spec.name == graph.spec.name
    assert found.spec.description == graph.spec.description
    assert found.spec.reference == graph.spec.reference
    assert without_comments(expanded(again, None, Sink()) or "") == without_comments(text)


@pytest.mark.parametrize(
    "path", [*CASES, *SPECS], ids=lambda path: f"{path.parent.name}-{path.stem}"
)
def test_an_expanded_spec_gives_the_same_graph(path: Path) -> None:
    trees = open_spec(str(path), Sink())
    assert trees is not None
    for variant in (None, *trees.presets()):
        check_expansion(trees, variant)


SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-(10**30), 10**30)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(codec="utf-8"))
    | st.sampled_from([*HOSTILE, "no", "On", "~", "null", "1e3", "0x1F", ".5", "-", "- a", "a: b"])
    | st.sampled_from(["a #b", "#a", "a, b", "[a", "{a}", "*a", "&a", "!a", "%a", "@a", "`a", "?"])
    | st.sampled_from(["$a", "${a + 1}", "a:", "a ", " a", "", "'a'", '"', "|", ">", "=", "<<"])
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)
FILE = SourceFile("a\nb: {c} # d.yaml", "x\ny")


def tree_of(value: Any) -> Tree:
    """The tree of a plain value, from a file with a name that could do harm."""
    span = Span(FILE, 0, 1)
    if isinstance(value, dict):
        entries = {key: tree_of(inner) for key, inner in value.items()}
        return Mapping(dict.fromkeys(entries, span), entries, span)
    if isinstance(value, list):
        return Sequence([tree_of(item) for item in value], span)
    return Scalar(value, span)


@quick
@given(st.dictionaries(st.text(st.characters(codec="utf-8")), VALUES, min_size=1, max_size=5))
@example({"description": "a" * 200, "on": {"y": ["x" * 60, "z" * 60, None, {}, []]}})
def test_what_is_written_is_read_as_the_same(value: dict[str, Any]) -> None:
    tree = tree_of(value)
    assert isinstance(tree, Mapping)
    text = write_spec(tree, ORDER, "# head")
    sink = Sink()
    found = parse_yaml(SourceFile("written.yaml", text), sink)
    assert found is not None, (text, sink.diagnostics())
    assert found.plain() == value, text


def test_origins_far_apart_take_no_time() -> None:
    """The constants alternate between two lines of the file, and between those nothing stands."""
    names = [f"k{number}" for number in range(200)]
    file = SourceFile("far.yaml", "a" + "\n" * 300_000 + "b")
    ends = [Span(file, 0, 1), Span(file, len(file.text) - 1, len(file.text))]
    places = {name: ends[number % 2] for number, name in enumerate(names)}
    constants = Mapping(places, {name: Scalar(1, places[name]) for name in names}, ends[0])
    tree = Mapping({"constants": ends[0]}, {"constants": constants}, ends[0])
    start = time.process_time()
    assert write_spec(tree, ORDER, "# head").count("# far.yaml") == 100
    assert time.process_time() - start < 2


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_stays_text(text: str) -> None:
    spec = {"archc": 1, "name": "a", "description": text, "input": {"shape": [4, 4, 3]}}
    written = write_spec(_mapping({**spec, "stem": ["relu"]}), ORDER, "# head")
    graph = compile_variant(SpecTrees(SourceFile("a.yaml", written)), None, {}, Sink())
    assert graph is not None
    assert graph.spec.description == text
    assert len(written.splitlines()) == len(written.split("\n")) - 1 == 7


def _mapping(value: dict[str, Any]) -> Mapping:
    tree = tree_of(value)
    assert isinstance(tree, Mapping)
    return tree


BASE = (HERE / "variants" / "base_cells.yaml").read_text(encoding="utf-8").split("variants:")[0]
PARTS = st.sampled_from(
    (
        *("stem", "head", "stages", "blocks", "constants", "arguments", "defaults", "merge"),
        *("cell", "unit", "first", "left", "right", "concat", "residual", "batch_norm", "relu"),
        *("a", "b", "shrink", "table", "wide", "wider", "conv", "kernel", "with", "k", "steps"),
        *("width_", "depths", "rate", "rows", "columns", "name", "new", "params", "", "dropout"),
    )
)
PATHS = st.lists(PARTS | st.sampled_from(WORDS), min_size=1, max_size=4).map(".".join)
THINGS = (
    st.sampled_from(JUNK)
    | st.sampled_from(WORDS)
    | st.sampled_from(
        [
            {"conv": 3, "kernel": 1},
            ["relu", {"conv": 4, "kernel": 1}],
            {"name": "new", "steps": ["relu"]},
            [{"name": "new", "block": "cell", "with": {"k": 3}}],
            {"middle": ["relu"]},
            ["extra", 4, 2],
            [["extra", 4, 2], ["more", 3, 1]],
        ]
    )
)
EDITS = st.dictionaries(
    st.sampled_from([key for key in EDIT_KEYS if key != "remove"]),
    st.dictionaries(PATHS, THINGS, max_size=3),
    max_size=3,
)


@settings(quick, max_examples=300)
@given(EDITS, st.lists(PATHS, max_size=2))
@example({"set": {"stem..x": 1}}, [".", "name.", "stem.relu.relu"])
@example({"insert_after": {"stages.relu.relu": {"a": 1}}, "replace": {"stages": ["relu"]}}, [])
@example({"replace": {"stages": ["relu"]}, "insert_after": {"stages.relu.relu": {"a": 1}}}, [])
@example({"replace": {"stages": ["relu"]}}, ["stages.relu.relu"])
@example({"add": {"stem.with.k": 3, "stages.a.with.k.k": 3, "stem.relu.with.k": 3}}, [])
@example({"insert_after": {"input": {"inputs": 3}}}, ["archc", "name", "input"])
def test_no_edit_causes_a_traceback(edits: dict[str, Any], removed: list[str]) -> None:
    text = f"{BASE}\n{as_yaml({'variants': {'v': {**edits, 'remove': removed}}})}"
    sink, trees = Sink(), SpecTrees(SourceFile("spec.yaml", text))
    graph = compile_variant(trees, "v", {}, sink)
    assert (graph is None) == sink.failed
    for finding in sink.diagnostics():
        assert finding.span is not None
        render_text(finding)
    if graph is not None:
        check_expansion(trees, "v")
